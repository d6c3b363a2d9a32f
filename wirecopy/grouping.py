"""From texts to verdicts: index, reprint classes, candidate pairs, verification, groups, stories.

Each run looks at what is new and then makes classes and stories anew from all verified pairs, and
the groups of every component that is not made of what it was. That is why a run that adds a hundred
articles and a rebuild of everything end with the same answers: both are the same function of the
same pairs.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup import groups, lsh, minhash, names, scaled, stories
from dedup.groups import ordered
from dedup.measures import MEASURES
from dedup.postings import Postings
from dedup.sentences import split
from dedup.shingles import shingles
from dedup.tokens import hashed
from storage import articles, decisions, index, verdicts
from storage.articles import GroupingFacts
from storage.decisions import Standing
from storage.records import (
    CandidatePair,
    ClassRow,
    ComponentRow,
    GroupRow,
    MeasureRow,
    MemberRow,
    StoryRow,
    TwinRow,
)
from storage.store import Store
from wirecopy import deciding
from wirecopy.clearing import clear_furniture
from wirecopy.components import components, fingerprints
from wirecopy.directing import direct, odd_pairs, refresh_background
from wirecopy.known import COPY, REPORTS, REUSE
from wirecopy.sourcing import (
    closeness,
    copy_groups,
    group_row,
    member_rows_of,
)
from wirecopy.verifying import Verifier
from wirecopy.workers import Workers, chunks

BATCH = 10_000  # texts looked up at a time: 40 MB
CHUNK = 1_000  # texts that a worker signs at a time: 4 MB of shingles and signatures
CLASSMATES = 5  # a text that was reprinted 300 times would have 90,000 pairs of them
WINDOW_DAYS = 30.0  # copies further apart than this are not looked for


class Grouped(NamedTuple):
    """What a run of grouping found."""

    candidates: int = 0
    verified: int = 0
    pairs: int = 0
    groups: int = 0


def group(store: Store, run_id: int, workers: Workers, window_days: float = WINDOW_DAYS) -> Grouped:
    """Derive pairs, groups, sources and stories of what the store holds."""
    clear_furniture(store, workers)
    index_texts(store, workers)
    facts = articles.grouping_facts(store)
    verifier = Verifier(store, run_id, workers, facts)
    decided = deciding.of_known(decisions.standing(store), {f.article_id for f in facts})
    class_of = reprint_classes(store, facts, verifier)
    class_of = deciding.without_taken_out(class_of, facts, decided)
    found = compare_classes(store, class_of, verifier, window_days)
    made = save_groups(store, facts, class_of, decided, verifier, workers, run_id)
    return Grouped(found, verifier.verified, verifier.known.related, made)


def index_texts(store: Store, workers: Workers) -> None:
    """Sign the texts that the index lacks."""
    index.prepare(store)
    for batch in chunks(index.missing(store), BATCH):
        text_of = articles.texts(store, [article_id for _, article_id in batch])
        texts = [(content_hash, text_of[article_id]) for content_hash, article_id in batch]
        for signed_texts, *keys in workers.map(signed, chunks(texts, CHUNK)):
            index.add(store, signed_texts, *keys)


def signed(
    batch: Sequence[tuple[int, str]],
) -> tuple[NDArray[np.int64], index.Keys, index.Keys, index.Keys]:
    """The content hashes of some texts and their keys in each channel; runs in a worker."""
    texts = np.array([content_hash for content_hash, _ in batch], np.int64)
    found = [split(text) for _, text in batch]
    shingled = shingles(hashed([text.flat for text in found]))
    bands = lsh.band_keys(minhash.sign(shingled))
    return (
        texts,
        index.Keys(np.repeat(texts, bands.shape[1]), bands.ravel()),
        keys_of(texts, scaled.sample(shingled)),
        keys_of(texts, names.name_keys(found)),
    )


def keys_of(texts: NDArray[np.int64], postings: Postings) -> index.Keys:
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
    same += verifier.known.pairs_with({"verbatim"}, channel="bands")
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
    if store.state.is_due("common_keys", len(standing)):
        before = set()
        with store.transaction():
            verdicts.save_classes(store, [])  # a run that is killed from here on starts over
            index.refresh_common(store, standing)
            store.state.set_made_of("common_keys", len(standing))
            verifier.forget_channels()
    candidates = index.candidates(store, standing, standing - before, window_days)
    verifier.verify(candidates)
    return len(candidates)


def save_groups(
    store: Store,
    facts: Sequence[GroupingFacts],
    class_of: dict[int, int],
    decided: Standing,
    verifier: Verifier,
    workers: Workers,
    run_id: int,
) -> int:
    """Make copy groups, sources and stories of the verified pairs; the number of groups.

    Components that nothing has touched since their groups were made keep them.
    """
    members_of: defaultdict[int, list[GroupingFacts]] = defaultdict(list)
    for fact in facts:
        members_of[class_of[fact.article_id]].append(fact)
    known = verifier.known

    verifier.overrule(deciding.relations_of_classes(decided, class_of))
    refresh_background(store, known, class_of, workers)
    direct(store, workers)
    known.learn_oddness(odd_pairs(store))
    near = closeness(known.shares(members_of, COPY))
    component_of = components(near, class_of, decided)
    marks = fingerprints(component_of, facts, class_of, known, decided)
    untouched = dict(marks.items() & verdicts.fingerprints(store).items())
    is_kept = {c for c, its in component_of.items() if its in untouched}
    kept = groups_of(verdicts.groups(store), is_kept, class_of)
    touched = {c: members_of[c] for c in component_of if c not in is_kept}

    made = copy_groups(touched, near, decided, class_of, known, verifier.are_copies)
    links = verifier.links({m: its for each in made for m, its in each.sources.items()}, class_of)
    group_rows = kept.groups + [group_row(each, run_id) for each in made]
    member_rows = kept.members + [row for each in made for row in member_rows_of(each, links)]
    verifier.verify(pairs_with_sources(group_rows, member_rows, class_of, verifier))
    direct(store, workers)  # the pairs that were compared since
    found = classes_of_groups(member_rows, class_of)
    story_rows = tell_stories(found, members_of, verifier)
    with store.transaction():
        measures = [MeasureRow(n, *m[:4]) for n, m in enumerate(MEASURES, 1)]
        verdicts.save_measures(store, measures, run_id)
        verdicts.save_classes(store, [ClassRow(*pair) for pair in sorted(class_of.items())])
        verdicts.save_groups(
            store,
            sorted(group_rows),
            sorted(member_rows),
            story_rows,
            classmates(class_of, facts),
        )
        verdicts.save_fingerprints(store, [ComponentRow(*mark) for mark in sorted(marks.items())])
    return len(group_rows)


def groups_of(
    standing: verdicts.Groups, classes: Collection[int], class_of: Mapping[int, int]
) -> verdicts.Groups:
    """The copy groups of these classes."""
    return verdicts.Groups(
        [row for row in standing.groups if class_of.get(row.group_id) in classes],
        [row for row in standing.members if class_of.get(row.group_id) in classes],
    )


def classes_of_groups(
    member_rows: Sequence[MemberRow], class_of: Mapping[int, int]
) -> list[frozenset[int]]:
    """The classes of each copy group."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in member_rows:
        found[row.group_id].add(class_of[row.article_id])
    return [frozenset(classes) for classes in found.values()]


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
    for pair in verifier.known.shares(set(class_of.values()), REUSE):
        for outside, inside in (pair, pair[::-1]):
            source_id = source_of.get(home.get(inside, 0))
            if source_id is not None and home.get(outside) != home[inside]:
                found.add(ordered(outside, source_id))
    return [CandidatePair(*pair, ("group",)) for pair in sorted(found)]


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
        for (a, b), measure in verifier.known.reports_between(members_of).items()
    }
    told |= {p: float(r == "same_story") for p, r in verifier.overruled.items() if r in REPORTS}
    verifier.save_reports(told)
    links = {pair: sure for pair, sure in told.items() if sure >= stories.YES}
    rows = []
    for story in stories.stories(nodes, links):
        first = min((by_id[i] for i in story), key=groups.age).article_id
        rows += [StoryRow(article_id, first) for article_id in sorted(story)]
    return rows
