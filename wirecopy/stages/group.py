"""Group what the store holds: prepare, read, ask `dedup.group.stage`, write.

Preparing commits many times: furniture, keys, verdicts on new pairs and directions. Then the facts
and pairs of all that the run touches go to two pure functions. Their classes, groups and stories
are written in one commit. That is why a run that adds a hundred articles and a rebuild of
everything end with the same answers.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dedup import stamp
from dedup.candidates.channels import BANDS, CHANNELS
from dedup.compare.measures import MEASURES
from dedup.group.decisions import of_classes
from dedup.group.known_pairs import ASKED, left_of
from dedup.group.reprints import CLASSMATES, classmates, first_of_text, join, nearness
from dedup.group.results import CopyGroup, Grouping
from dedup.group.stage import stage
from dedup.group.standing import Earlier, Outside
from dedup.group.stories import changed_reports
from dedup.pairs import CandidatePair
from dedup.words.furniture import RECURS
from storage import decisions, directions, history, index, openings, verdicts
from storage.records import (
    ClassRow,
    ComponentRow,
    DirectionRow,
    GroupRow,
    MeasureRow,
    MemberRow,
    OverruledRow,
    TwinRow,
)
from storage.scope import holders
from storage.state import BY_NOTHING
from storage.store import Store
from wirecopy.durations import DAY, WINDOW
from wirecopy.progress import SILENT, RunProgress
from wirecopy.stages.compare import Comparer, compare, rows_of, save_answers, save_changed
from wirecopy.stages.digest import digest_again
from wirecopy.stages.directions import (
    DirectionFinder,
    find_directions,
    refresh_background,
    replaced,
)
from wirecopy.stages.furniture import clear_furniture
from wirecopy.stages.scope import Scope, standing_groups
from wirecopy.stages.sign import sign
from wirecopy.stages.stories import chances_of, rest_of_tales, tell_stories
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers


class Grouped(NamedTuple):
    """How many pairs a run met and compared, and how many pairs and groups the store has then."""

    candidates: int = 0
    verified: int = 0
    pairs: int = 0
    groups: int = 0


def group(
    store: Store,
    run_id: int,
    workers: Workers,
    window_days: float = WINDOW / DAY,
    progress: RunProgress = SILENT,
) -> Grouped:
    """Derive pairs, groups, sources and stories. Returns their counts."""
    # an index that was made under other rules is made anew, and so is what texts are known by
    if index.stamp_of(store) not in (None, stamp.of_keys()):
        digest_again(store, workers)
    index.prepare(store, [channel.name for channel in CHANNELS], stamp.of_keys())
    clear_furniture(store, workers, run_id)
    openings.refresh(store, RECURS)
    texts = Texts(store)
    sign(store, texts, workers, progress)
    verdicts.save_measures(
        store, [MeasureRow(n, *m[:4]) for n, m in enumerate(MEASURES, 1)], run_id
    )
    comparer = Comparer(texts, workers)
    scope = Scope(store)

    progress.begin("compare")
    n_joined = join_reprints(store, comparer, scope, run_id, window_days)
    candidates = candidates_of(store, scope, window_days)
    wanted = [*candidates, *of_decisions(scope)]
    scope.known, n_compared = compare(store, comparer, scope.known, wanted, run_id, progress)
    progress.begin("group")
    scope.close()
    refresh_background(store, scope, texts, workers)
    scope.known = find_directions(store, scope.known, texts, workers)

    outside = scope.outside()
    before, rows = earlier(store, scope)
    grouping = stage(
        scope.facts, scope.known, comparer.ask, scope.decided, before, stamp.of_groups(), outside
    )
    spun = replaced(grouping.answers)
    pointed = DirectionFinder(store, texts, workers).rows_of(spun) if spun else []
    write(store, scope, grouping, outside, pointed, rows, run_id)
    n_verified = n_joined + n_compared + len(grouping.answers)
    return Grouped(len(candidates), n_verified, *verdicts.count(store))


def join_reprints(
    store: Store,
    comparer: Comparer,
    scope: Scope,
    run_id: int,
    window_days: float,
) -> int:
    """Compare texts that share a band until reprints are joined, whenever these came out.

    Of pairs that are no reprints those that lie in the window are kept. Returns how many were
    compared. The texts of articles without a class count as fresh. Classes are committed last, so
    the next run repeats what a killed run left undone.
    """
    fresh = {fact.content_hash for fact in scope.facts if fact.article_id not in scope.classed}
    pairs = index.band_pairs(store, BANDS, fresh)
    scope.take_in(holders(store, {text for pair in pairs for text in pair}))
    first = first_of_text(scope.facts)
    is_near = nearness(scope.facts, window_days)
    joined = join([(first[a], first[b]) for a, b in pairs], scope.known, comparer.ask, is_near)
    save_answers(store, joined.answers, run_id)
    save_changed(store, joined.found_again)
    scope.known = joined.known
    return len(joined.answers)


def candidates_of(store: Store, scope: Scope, window_days: float) -> list[CandidatePair]:
    """Return the candidate pairs of the classes that are new.

    A class with a new member counts as new, because that member may lie within the window of other
    classes. When the classes have doubled since the list of common keys was made, the list is made
    anew, every class counts as new, and every channel finds its pairs again.
    """
    class_of = scope.class_of()
    known_classes = {article for article, class_id in scope.classed.items() if article == class_id}
    fresh = set(class_of.values()) - known_classes
    fresh |= {class_id for article, class_id in class_of.items() if article not in scope.classed}
    n_classes = scope.count_classes(class_of)
    if store.state.is_due("common_keys", n_classes):
        scope.take_in_all()
        class_of = scope.class_of()
        fresh = set(class_of.values())
        with store.transaction():
            # a run that is killed from here on starts over
            store.replace("classes", [])
            store.state.set_grouped(BY_NOTHING)
            index.refresh_common(store, CHANNELS, fresh)
            store.state.set_made_of("common_keys", n_classes)
            verdicts.change_channels(store, lambda channels: left_of(channels, BANDS.name))
        scope.known = scope.known.found_by(BANDS.name)
    found = index.candidates(store, CHANNELS, class_of, fresh, window_days)
    scope.see({article for row in found for article in row[:2]})
    return [CandidatePair(*row) for row in found]


def of_decisions(scope: Scope) -> list[CandidatePair]:
    """Return the pairs that people decided on, and those of their classes.

    They are compared, so that `pairs` has rows in which the decisions show.
    """
    pairs = [*scope.decided.relations, *scope.decided.together]
    both = {*pairs, *of_classes(pairs, scope.class_of())}
    return [
        CandidatePair(a, b, ASKED) for a, b in sorted(both) if not scope.known.is_same_text(a, b)
    ]


def earlier(store: Store, scope: Scope) -> tuple[Earlier, verdicts.Groups]:
    """Return the last run's results for the articles of the scope, and its rows of groups."""
    rows = verdicts.groups(store, scope.inside)
    marks = verdicts.fingerprints(store, scope.inside)
    return Earlier(marks, standing_groups(rows), scope.classed.keys()), rows


def write(
    store: Store,
    scope: Scope,
    grouping: Grouping,
    outside: Outside,
    directions_: Sequence[DirectionRow],
    before: verdicts.Groups,
    run_id: int,
) -> None:
    """Write the results of grouping, in one commit."""
    chances = chances_of(scope, grouping, outside)
    rest = rest_of_tales(store, scope, chances)
    with store.transaction():
        verdicts.save_pairs(store, *rows_of(grouping.answers, run_id))
        directions.save(store, directions_)
        save_changed(store, changed_reports(grouping.known, chances, grouping.fixed.relations))
        verdicts.save_derived(store, derived(scope, grouping, before, run_id), scope.replaced)
        verdicts.save_twins(store, *twins(store, scope, grouping))
        tell_stories(store, scope, grouping, chances, rest)
        decisions.set_weighed(store)
        history.record(store, run_id, scope.replaced)
        scope.leave()


def derived(
    scope: Scope, grouping: Grouping, before: verdicts.Groups, run_id: int
) -> verdicts.Derived:
    """Return the rows of what grouping came to."""
    kept = {group.group_id for group in grouping.kept}
    groups = [row for row in before.groups if row.group_id in kept]
    groups += [group_row(group, run_id) for group in grouping.groups]
    members = [row for row in before.members if row.group_id in kept]
    members += [row for group in grouping.groups for row in member_rows(group)]
    return verdicts.Derived(
        [
            ClassRow(article, c, grouping.family_of[c], None, scope.mark_of(article))
            for article, c in sorted(grouping.class_of.items())
        ],
        [OverruledRow(*row) for row in grouping.overrulings],
        [ComponentRow(*mark) for mark in sorted(grouping.fingerprints.items())],
        sorted(groups),
        sorted(members),
    )


def twins(store: Store, scope: Scope, grouping: Grouping) -> tuple[list[TwinRow], set[int]]:
    """Return who shows whose verdicts, and of which articles that is all.

    Also of classes outside of the scope: an article that a pair was asked of shows it to others.
    """
    asked = {article for answer in grouping.answers for article in answer.candidate[:2]}
    met = {article for pair in scope.known for article in pair[:2]} | asked
    mates = dict(verdicts.mates_of(store, met - scope.inside, CLASSMATES))
    scope.see(mates)
    class_of = {**mates, **grouping.class_of}
    facts = [fact for fact in scope.seen if fact.article_id in class_of]
    found = classmates(class_of, facts, verdicts.compared_among(store, class_of))
    return [TwinRow(*row) for row in found], set(class_of)


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
