"""Group what the store holds: prepare, read, ask `dedup.group.stage`, write.

Preparing commits many times: furniture, keys, verdicts on new pairs and directions. Then all facts
and pairs go to one pure function. Its classes, groups and stories are written in one commit. That
is why a run that adds a hundred articles and a rebuild of everything end with the same answers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.urls import canonicalize, site_of
from dedup import stamp
from dedup.candidates.channels import BANDS, CHANNELS
from dedup.compare.direction import EVEN, Oddness
from dedup.compare.measures import MEASURES
from dedup.group.decisions import Decisions, of_classes, of_known
from dedup.group.facts import ArticleFacts, name_of
from dedup.group.known_pairs import ASKED, KnownPair, KnownPairs, left_of
from dedup.group.reprints import Classmates, classes_of, classmates, first_of_text, join, nearness
from dedup.group.results import CopyGroup, Grouping
from dedup.group.stage import stage
from dedup.group.standing import Earlier, Standing
from dedup.pairs import CandidatePair, Pair
from dedup.words.furniture import RECURS
from storage import articles, decisions, directions, index, openings, verdicts
from storage.ids import Together, together
from storage.records import (
    ClassRow,
    ComponentRow,
    DirectionRow,
    GroupRow,
    MeasureRow,
    MemberRow,
    OverruledRow,
    StoryRow,
    TwinRow,
)
from storage.store import Store
from storage.url_keys import article_id, key_hash
from wirecopy.durations import DAY, WINDOW
from wirecopy.stages.compare import Comparer, compare, rows_of, save_answers, save_changed
from wirecopy.stages.digest import digest_again
from wirecopy.stages.directions import (
    DirectionFinder,
    find_directions,
    refresh_background,
    replaced,
)
from wirecopy.stages.furniture import clear_furniture
from wirecopy.stages.sign import sign
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers

NO_IDS: Mapping[str, int] = MappingProxyType({})


class Grouped(NamedTuple):
    """How many pairs a run met and compared, and how many pairs and groups the store has then."""

    candidates: int = 0
    verified: int = 0
    pairs: int = 0
    groups: int = 0


class Read(NamedTuple):
    """What grouping starts from: facts, pairs and decisions, and the classes of the last run."""

    facts: Sequence[ArticleFacts]
    known: KnownPairs
    decisions: Decisions
    classed: dict[int, int]


def group(
    store: Store, run_id: int, workers: Workers, window_days: float = WINDOW / DAY
) -> Grouped:
    """Derive pairs, groups, sources and stories. Returns their counts."""
    # an index that was made under other rules is made anew, and so is what texts are known by
    if index.stamp_of(store) not in (None, stamp.of_keys()):
        digest_again(store, workers)
    index.prepare(store, [channel.name for channel in CHANNELS], stamp.of_keys())
    clear_furniture(store, workers, run_id)
    openings.refresh(store, RECURS)
    texts = Texts(store)
    sign(store, texts, workers)
    verdicts.save_measures(
        store, [MeasureRow(n, *m[:4]) for n, m in enumerate(MEASURES, 1)], run_id
    )
    comparer = Comparer(texts, workers)
    facts, known, decided, classed = read(store)

    is_near = nearness(facts, window_days)
    known, n_joined = join_reprints(store, comparer, facts, known, classed, run_id, is_near)
    class_of = classes_of(facts, known, decided)
    known, candidates = candidates_of(store, known, class_of, classed, window_days)
    wanted = [*candidates, *of_decisions(decided, known, class_of)]
    known, n_compared = compare(store, comparer, known, wanted, run_id)
    refresh_background(store, known, class_of, texts, workers)
    known = find_directions(store, known, texts, workers)

    before, rows = earlier(store, classed.keys())
    grouping = stage(facts, known, comparer.ask, decided, before, stamp.of_groups())
    spun = replaced(grouping.answers)
    pointed = DirectionFinder(store, texts, workers).rows_of(spun) if spun else []
    compared = {article for pair in (*known, *asked_of(grouping)) for article in pair[:2]}
    twins = classmates(grouping.class_of, facts, compared)
    write(store, grouping, twins, pointed, rows, run_id)
    n_verified = n_joined + n_compared + len(grouping.answers)
    return Grouped(len(candidates), n_verified, *verdicts.count(store))


def read(store: Store) -> Read:
    """Read all that grouping starts from. Decisions on articles that are gone are left out."""
    shared = together(store)
    facts = [facts_of(shared, *row) for row in articles.grouping_facts(store)]
    text_of = {fact.article_id: fact.content_hash for fact in facts}
    known = KnownPairs(text_of, [pair_of(*row) for row in verdicts.known_pairs(store)])
    decided = of_known(Decisions(*decisions.standing(store)), text_of.keys())
    return Read(facts, known, decided, verdicts.classed(store))


def facts_of(shared: Together, *row: Any) -> ArticleFacts:
    """Return an article as grouping knows it, from a row of `articles.grouping_facts`."""
    article, text, at, site, site_name, origin, canonical_url, *rest = row
    own = {site, site_name, name_of(article)}
    names = (
        {origin, *names_in(canonical_url, shared.id_of)} - own if origin or canonical_url else set()
    )
    points_to = tuple(sorted(filter(None, names)))
    words, paragraphs, *when = rest
    order = shared.order.get(article)
    return ArticleFacts(
        article, text, at, site, site_name, points_to, words, paragraphs, order, *when
    )


def names_in(canonical_url: str | None, id_of: Mapping[str, int] = NO_IDS) -> list[str]:
    """Return what a canonical link points to: an article, and a site if it is a whole address.

    `id_of` has the ids of articles whose keys fell on one id.

    >>> names_in("/local/story")[1:]
    []
    >>> names_in("https://www.northwire.example/story")[1:]
    ['northwire.example']
    """
    if not canonical_url:
        return []
    key = canonicalize(canonical_url)
    address = name_of(id_of.get(key_hash(key), article_id(key)))
    return [address, site_of(canonical_url)] if urlsplit(canonical_url).netloc else [address]


def pair_of(*row: Any) -> KnownPair:
    """Return a pair as grouping knows it, from a row of `verdicts.known_pairs`."""
    a, b, text, other_text, relation, sure, channels, a_share, b_share, story, *odd = row
    oddness = EVEN if odd[0] is None else Oddness(*odd)
    return KnownPair(
        a, b, text, other_text, relation, sure, tuple(channels), a_share, b_share, story, oddness
    )


def join_reprints(
    store: Store,
    comparer: Comparer,
    facts: Sequence[ArticleFacts],
    known: KnownPairs,
    classed: Mapping[int, int],
    run_id: int,
    is_near: Callable[[Pair], bool],
) -> tuple[KnownPairs, int]:
    """Compare texts that share a band until reprints are joined, whenever these came out.

    Of pairs that are no reprints those that lie in the window are kept. Returns the known pairs and
    how many of them were compared. The texts of articles without a class count as fresh. Classes
    are committed last, so the next run repeats what a killed run left undone.
    """
    first = first_of_text(facts)
    fresh = {fact.content_hash for fact in facts if fact.article_id not in classed}
    pairs = index.band_pairs(store, BANDS, fresh)
    joined = join([(first[a], first[b]) for a, b in pairs], known, comparer.ask, is_near)
    save_answers(store, joined.answers, run_id)
    save_changed(store, joined.found_again)
    return joined.known, len(joined.answers)


def candidates_of(
    store: Store,
    known: KnownPairs,
    class_of: Mapping[int, int],
    classed: Mapping[int, int],
    window_days: float,
) -> tuple[KnownPairs, list[CandidatePair]]:
    """Return the known pairs, and the candidate pairs of the classes that are new.

    A class with a new member counts as new, because that member may lie within the window of other
    classes. When the classes have doubled since the list of common keys was made, the list is made
    anew, every class counts as new, and every channel finds its pairs again.
    """
    standing = set(class_of.values())
    known_classes = {article for article, class_id in classed.items() if article == class_id}
    fresh = standing - known_classes
    fresh |= {class_id for article, class_id in class_of.items() if article not in classed}
    if store.state.is_due("common_keys", len(standing)):
        fresh = standing
        with store.transaction():
            verdicts.save_classes(store, [])  # a run that is killed from here on starts over
            index.refresh_common(store, CHANNELS, standing)
            store.state.set_made_of("common_keys", len(standing))
            verdicts.change_channels(store, lambda channels: left_of(channels, BANDS.name))
        known = known.found_by(BANDS.name)
    found = index.candidates(store, CHANNELS, class_of, fresh, window_days)
    return known, [CandidatePair(*row) for row in found]


def of_decisions(
    decided: Decisions, known: KnownPairs, class_of: Mapping[int, int]
) -> list[CandidatePair]:
    """Return the pairs that people decided on, and those of their classes.

    They are compared, so that `pairs` has rows in which the decisions show.
    """
    pairs = [*decided.relations, *decided.together]
    both = {*pairs, *of_classes(pairs, class_of)}
    return [CandidatePair(*p, ASKED) for p in sorted(both) if not known.is_same_text(*p)]


def asked_of(grouping: Grouping) -> list[CandidatePair]:
    """Return the pairs that grouping has asked about."""
    return [answer.candidate for answer in grouping.answers]


def earlier(store: Store, classed: Collection[int]) -> tuple[Earlier, verdicts.Groups]:
    """Return the last run's results, over the articles in `classed`, and its rows of groups."""
    rows = verdicts.groups(store)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows.members:
        members[row.group_id].append(row.article_id)
    groups = [
        Standing(row.group_id, row.source_id, frozenset(members[row.group_id]))
        for row in rows.groups
    ]
    return Earlier(verdicts.fingerprints(store), groups, classed), rows


def write(
    store: Store,
    grouping: Grouping,
    twins: Sequence[Classmates],
    directions_: Sequence[DirectionRow],
    before: verdicts.Groups,
    run_id: int,
) -> None:
    """Write the results of grouping, in one commit."""
    kept = {group.group_id for group in grouping.kept}
    groups = [row for row in before.groups if row.group_id in kept]
    groups += [group_row(group, run_id) for group in grouping.groups]
    members = [row for row in before.members if row.group_id in kept]
    members += [row for group in grouping.groups for row in member_rows(group)]
    with store.transaction():
        verdicts.save_pairs(store, *rows_of(grouping.answers, run_id))
        directions.save(store, directions_)
        save_changed(store, grouping.reports)
        verdicts.save_overruled(store, [OverruledRow(*row) for row in grouping.overrulings])
        verdicts.save_classes(store, [ClassRow(*row) for row in sorted(grouping.class_of.items())])
        verdicts.save_groups(
            store,
            sorted(groups),
            sorted(members),
            [StoryRow(*row) for row in grouping.stories.items()],
            [TwinRow(*row) for row in twins],
        )
        marks = sorted(grouping.fingerprints.items())
        verdicts.save_fingerprints(store, [ComponentRow(*mark) for mark in marks])


def group_row(group: CopyGroup, run_id: int) -> GroupRow:
    """Return the row of a copy group."""
    source_id, status, confidence, reasons = group.source
    return GroupRow(group.group_id, source_id, status, confidence, list(reasons), run_id)


def member_rows(group: CopyGroup) -> Iterator[MemberRow]:
    """Return the rows of a group's members."""
    is_named = group.source.source_id is not None
    own = "source" if is_named else None
    yield MemberRow(group.anchor, group.group_id, None, own, group.source.confidence, 1.0)
    for link in group.links.values():
        source_id = link.source_id if is_named and link.is_source else None
        yield MemberRow(
            link.article_id, group.group_id, source_id, link.relation, link.confidence, link.share
        )
