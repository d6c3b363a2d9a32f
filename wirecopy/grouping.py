"""From texts to verdicts: index, reprint classes, candidate pairs, verification, groups, stories.

Each run looks at what is new and then makes classes, groups and stories anew from all verified
pairs. That is cheap beside verification, and it is why a run that adds a hundred articles and a
rebuild of everything end with the same answers: both are the same function of the same pairs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from crawler.urls import canonicalize, site_of
from dedup import groups, lsh, minhash, names, scaled, source, stories, waves
from dedup.groups import ordered
from dedup.measures import MEASURES
from dedup.postings import Postings
from dedup.shingles import shingles
from dedup.tokens import tokenize
from storage import articles, index, verdicts
from storage.articles import GroupingFacts
from storage.records import (
    CandidatePair,
    ClassRow,
    GroupRow,
    MeasureRow,
    MemberRow,
    StoryRow,
    TwinRow,
)
from storage.store import Store
from wirecopy.verifying import COPY, REUSE, Verifier
from wirecopy.workers import Workers

BATCH = 5_000  # texts signed at a time: about 20 MB of shingles and signatures
CLASSMATES = 5  # a text that was reprinted 300 times would have 90,000 pairs of them
# Part of a text that a source of more copies accounts for, from which the text joins its group. Of
# 299 first paragraphs of a story 74 % found their source at 0.8, 84 % at 0.6, 85 % at 0.5; of those
# found .54, .66 and .72 the right one.
CUT = 0.5
WINDOW_DAYS = 30.0  # copies further apart than this are not looked for


Described = tuple[GroupRow, list[MemberRow]]


class Grouped(NamedTuple):
    """What a run of grouping found."""

    candidates: int = 0
    verified: int = 0
    pairs: int = 0
    groups: int = 0


def group(store: Store, run_id: int, workers: Workers, window_days: float = WINDOW_DAYS) -> Grouped:
    """Derive pairs, groups, sources and stories of what the store holds."""
    index_texts(store)
    facts = articles.grouping_facts(store)
    verifier = Verifier(store, run_id, workers)
    class_of = reprint_classes(store, facts, verifier)
    found = compare_classes(store, class_of, verifier, window_days)
    made = save_groups(store, facts, class_of, verifier, run_id)
    return Grouped(found, verifier.verified, verifier.related, made)


def index_texts(store: Store) -> None:
    """Sign the texts that the index lacks."""
    index.prepare(store)
    while batch := index.missing(store, BATCH):
        texts = np.array([content_hash for content_hash, _ in batch], np.int64)
        plain = [text for _, text in batch]
        shingled = shingles(tokenize(plain))
        bands = lsh.band_keys(minhash.sign(shingled))
        index.add(
            store,
            texts,
            index.Keys(np.repeat(texts, bands.shape[1]), bands.ravel()),
            keys_of(texts, scaled.sample(shingled)),
            keys_of(texts, names.name_keys(plain)),
        )


def keys_of(texts: np.ndarray[tuple[int], np.dtype[np.int64]], postings: Postings) -> index.Keys:
    """The postings of a batch with content hashes instead of row numbers."""
    return index.Keys(texts[postings.row], postings.key)


def reprint_classes(
    store: Store, facts: Sequence[GroupingFacts], verifier: Verifier
) -> dict[int, int]:
    """The class of each article: equal texts, and texts that share a band and prove verbatim.

    Fresh are the texts of articles without a class: classes are committed last, so that a run
    that was killed anywhere before is done again.
    """
    done = verdicts.classed(store)
    pairs = index.band_pairs(store, {f.content_hash for f in facts if f.article_id not in done})
    first: dict[int, int] = {}
    for fact in facts:
        first.setdefault(fact.content_hash, fact.article_id)
    verifier.verify_until_joined([(first[a], first[b]) for a, b in pairs])
    same = [ordered(first[f.content_hash], f.article_id) for f in facts]
    same += verifier.pairs_with({"verbatim"}, channel="bands")
    members = [groups.Member(f.article_id, f.seen) for f in facts]
    return groups.classes(members, [pair for pair in same if pair[0] != pair[1]])


def compare_classes(
    store: Store, class_of: dict[int, int], verifier: Verifier, window_days: float
) -> int:
    """Verify the candidate pairs of the classes that are new; their number.

    When the texts have doubled since the list of common keys was made, the list is made anew
    and every class counts as new.
    """
    standing = set(class_of.values())
    done = verdicts.classed(store)
    before = {article_id for article_id, class_id in done.items() if article_id == class_id}
    if len(standing) >= 2 * int(store.state("common_keys_of") or 0):
        before = set()
        with store.transaction():
            verdicts.save_classes(store, [])  # a run that is killed from here on starts over
            index.refresh_common(store, standing)
            store.set_state("common_keys_of", str(max(1, len(standing))))
            verifier.forget_channels()
    candidates = index.candidates(store, standing, standing - before, window_days)
    verifier.verify(candidates)
    return len(candidates)


def save_groups(
    store: Store,
    facts: Sequence[GroupingFacts],
    class_of: dict[int, int],
    verifier: Verifier,
    run_id: int,
) -> int:
    """Make copy groups, sources and stories of the verified pairs; the number of groups."""
    members_of: defaultdict[int, list[GroupingFacts]] = defaultdict(list)
    for fact in facts:
        members_of[class_of[fact.article_id]].append(fact)

    def described(groups_: Sequence[frozenset[int]]) -> list[Described]:
        return [describe_group(classes, members_of, verifier, run_id) for classes in groups_]

    found = groups.copy_groups(closeness(verifier.shares(members_of, COPY)), verifier.are_copies)
    found += reprinted_only(found, members_of)
    found = with_cut_copies(found, described(found), class_of, verifier)
    made = described(found)
    group_rows = [row for row, _ in made]
    member_rows = [row for _, rows in made for row in rows]
    verifier.verify(pairs_with_sources(group_rows, member_rows, class_of, verifier))
    story_rows = tell_stories(found, members_of, verifier)
    with store.transaction():
        verdicts.save_measures(store, [MeasureRow(n, *m[:4]) for n, m in enumerate(MEASURES, 1)])
        verdicts.save_classes(store, [ClassRow(*pair) for pair in sorted(class_of.items())])
        verdicts.save_groups(
            store, group_rows, member_rows, story_rows, classmates(class_of, facts)
        )
    return len(group_rows)


def reprinted_only(
    found: Sequence[frozenset[int]], members_of: Mapping[int, Sequence[GroupingFacts]]
) -> list[frozenset[int]]:
    """The classes of more than one article that are in no group yet: reprints and nothing else."""
    grouped = frozenset[int]().union(*found)
    return [
        frozenset({class_id})
        for class_id, members in members_of.items()
        if len(members) > 1 and class_id not in grouped
    ]


def closeness(shares: Mapping[groups.Pair, tuple[float, float]]) -> dict[groups.Pair, float]:
    """How close copies are: the mean of the parts of both texts that the other accounts for.

    >>> closeness({(1, 2): (0.5, 1.0)})
    {(1, 2): 0.75}
    """
    return {pair: (a + b) / 2 for pair, (a, b) in shares.items()}


def with_cut_copies(
    found: Sequence[frozenset[int]],
    described: Sequence[Described],
    class_of: Mapping[int, int],
    verifier: Verifier,
) -> list[frozenset[int]]:
    """The groups, after each class that was cut from the source of a larger group has joined it.

    The first lines of a story are a copy of it, but of its edited and spun copies only in part:
    by average link they would stay alone, or join a roundup that holds no more of the story.
    """
    place_of = {
        class_of[row.source_id]: n
        for n, (row, _) in enumerate(described)
        if row.source_id is not None
    }
    place_of_text = {text: place_of[c] for text, c in verifier.by_text(place_of).items()}
    size = {class_id: len(classes) for classes in found for class_id in classes}
    moved = {}
    for class_id in sorted(set(class_of.values())):
        larger = [
            (share, -place)
            for text, share in verifier.accounted_for(class_id)
            if share >= CUT
            and (place := place_of_text.get(text)) is not None
            and len(found[place]) > size.get(class_id, 0)
        ]
        if larger:
            moved[class_id] = -max(larger)[1]
    joined: defaultdict[int, set[int]] = defaultdict(set)
    for class_id, n in moved.items():
        joined[n].add(class_id)
    return [
        grown
        for n, classes in enumerate(found)
        if (grown := (classes - moved.keys()) | joined[n]) and (len(grown) > 1 or len(classes) == 1)
    ]


def classmates(class_of: Mapping[int, int], facts: Sequence[GroupingFacts]) -> list[TwinRow]:
    """Articles of one reprint class, both ways; of more than CLASSMATES the earliest ones.

    One article stands for its class when texts are compared; without this a verdict would be
    found under that one only.
    """
    mates: defaultdict[int, list[groups.Member]] = defaultdict(list)
    for fact in facts:
        mates[class_of[fact.article_id]].append(groups.Member(fact.article_id, fact.seen))
    found = [sorted(members, key=groups.age)[:CLASSMATES] for members in mates.values()]
    return [
        TwinRow(a.article_id, b.article_id)
        for members in found
        for a, b in permutations(members, 2)
    ]


def describe_group(
    classes: frozenset[int],
    members_of: Mapping[int, Sequence[GroupingFacts]],
    verifier: Verifier,
    run_id: int,
) -> Described:
    """A copy group, its source, and how each member relates to that."""
    members = [fact for class_id in sorted(classes) for fact in members_of[class_id]]
    class_of = {fact.article_id: c for c in classes for fact in members_of[c]}
    compared = verifier.compared(sorted(classes))
    found, nearer = waves.provenance([facts_of(m, class_of) for m in members], compared)
    earliest = min((groups.Member(m.article_id, m.seen) for m in members), key=groups.age)
    group_id = earliest.article_id
    anchor = found.source_id if found.source_id is not None else group_id
    ends = {m.article_id: nearer.get(m.article_id, anchor) for m in members}
    links = verifier.links({end: its for end, its in ends.items() if end != anchor}, class_of)
    rows = [
        MemberRow(end, group_id, its if found.source_id is not None else None, *links[end])
        for end, its in ends.items()
        if end != anchor
    ]
    relation = "source" if found.source_id is not None else None
    rows.append(MemberRow(anchor, group_id, None, relation, found.confidence, 1.0))
    row = GroupRow(
        group_id,
        found.source_id,
        found.status,
        found.confidence,
        list(found.reasons),
        run_id,
    )
    return row, rows


def pairs_with_sources(
    group_rows: Sequence[GroupRow],
    member_rows: Sequence[MemberRow],
    class_of: dict[int, int],
    verifier: Verifier,
) -> list[CandidatePair]:
    """What shares text with a group's member from outside, beside the group's source.

    A roundup meets a reprint class by the article that stands for it; who asks where its text is
    from wants to be told of the source.
    """
    source_of = {row.group_id: row.source_id for row in group_rows if row.source_id is not None}
    home = {class_of[row.article_id]: row.group_id for row in member_rows}
    found = set()
    for pair in verifier.shares(set(class_of.values()), REUSE):
        for outside, inside in (pair, pair[::-1]):
            source_id = source_of.get(home.get(inside, 0))
            if source_id is not None and home.get(outside) != home[inside]:
                found.add(ordered(outside, source_id))
    return [CandidatePair(*pair, ("group",)) for pair in sorted(found)]


def facts_of(member: GroupingFacts, class_of: dict[int, int]) -> source.Facts:
    """What source attribution needs of a member."""
    known_as = {
        member.site,
        *filter(None, (member.site_name, member.url and canonicalize(member.url))),
    }
    points_to = {member.originally_from, member.canonical_url}
    if member.canonical_url and urlsplit(member.canonical_url).netloc:
        points_to.add(site_of(member.canonical_url))
    return source.Facts(
        member.article_id,
        class_of[member.article_id],
        member.seen,
        frozenset(p for p in points_to if p and p not in known_as),
        frozenset(known_as),
        member.words,
    )


def tell_stories(
    found: Sequence[frozenset[int]],
    members_of: dict[int, list[GroupingFacts]],
    verifier: Verifier,
) -> list[StoryRow]:
    """The stories over copy groups and single articles, each named by its earliest member."""
    grouped = frozenset[int]().union(*found)
    nodes = [
        [groups.Member(m.article_id, m.seen) for c in sorted(classes) for m in members_of[c]]
        for classes in (*found, *({c} for c in members_of if c not in grouped))
    ]
    by_id = {member.article_id: member for members in nodes for member in members}
    told = {
        (a, b): stories.told_twice(measure, by_id[a].at, by_id[b].at)
        for (a, b), measure in verifier.reports_between(members_of).items()
    }
    verifier.save_reports(told)
    links = {pair: sure for pair, sure in told.items() if sure >= stories.YES}
    rows = []
    for story in stories.stories(nodes, links):
        first = min((by_id[i] for i in story), key=groups.age).article_id
        rows += [StoryRow(article_id, first) for article_id in sorted(story)]
    return rows
