"""Copy groups with their sources: where each member has its text from, and the rows that say so."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.urls import canonicalize, site_of
from dedup import groups, waves
from dedup.source import Facts
from dedup.waves import Provenance
from storage.articles import GroupingFacts
from storage.decisions import Standing
from storage.records import GroupRow, MemberRow
from wirecopy import deciding
from wirecopy.known import Known
from wirecopy.verifying import Link

# Part of a text that a source of more copies accounts for, from which the text joins its group. Of
# 299 first paragraphs of a story 74 % found their source at 0.8, 84 % at 0.6, 85 % at 0.5; of those
# found .54, .66 and .72 the right one.
CUT = 0.5


class Sourced(NamedTuple):
    """A copy group as a set of classes, and where its members have their text from.

    `group_id` is its earliest member, `anchor` the source or, where none is named, the earliest.
    """

    classes: frozenset[int]
    group_id: int
    provenance: Provenance
    sources: Mapping[int, int]  # of every member but the anchor

    @property
    def source_id(self) -> int | None:
        """The source of the group, where one is named."""
        return self.provenance.source.source_id

    @property
    def anchor(self) -> int:
        """What members are compared with that have no nearer source."""
        return self.group_id if self.source_id is None else self.source_id


def copy_groups(
    members_of: Mapping[int, Sequence[GroupingFacts]],
    near: Mapping[groups.Pair, float],
    decided: Standing,
    class_of: Mapping[int, int],
    known: Known,
    are_copies: Callable[[Sequence[groups.Pair]], Sequence[bool]],
) -> list[Sourced]:
    """The copy groups of these classes, which are whole components, with their sources.

    `near` says how close copies are, `are_copies` whether other pairs are some.
    """
    near = {pair: close for pair, close in near.items() if pair[0] in members_of}
    articles_ = {member.article_id for members in members_of.values() for member in members}
    decided = deciding.of_known(decided, articles_)
    found = groups.copy_groups(near, are_copies)
    found += reprinted_only(found, members_of)
    made = [sourced(classes, members_of, known) for classes in found]
    parts = with_cut_copies(made, members_of, class_of, known)
    parts = deciding.regrouped(parts, decided, class_of, near)
    parts = [part for part in parts if sum(len(members_of[class_id]) for class_id in part) > 1]
    again = {each.classes: each for each in made}
    return [again.get(part) or sourced(part, members_of, known) for part in parts]


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


def sourced(
    classes: frozenset[int],
    members_of: Mapping[int, Sequence[GroupingFacts]],
    known: Known,
) -> Sourced:
    """A copy group with its sources."""
    members = [fact for class_id in sorted(classes) for fact in members_of[class_id]]
    class_of = {fact.article_id: c for c in classes for fact in members_of[c]}
    compared = known.compared(sorted(classes))
    is_pointed_at = any(m.originally_from or m.canonical_url for m in members)
    facts = [facts_of(m, class_of, is_pointed_at=is_pointed_at) for m in members]
    found = waves.provenance(facts, compared)
    first = min((groups.Member(m.article_id, m.seen) for m in members), key=groups.age).article_id
    anchor = first if found.source.source_id is None else found.source.source_id
    ends = {m.article_id: found.nearer.get(m.article_id, anchor) for m in members}
    del ends[anchor]
    return Sourced(classes, first, found, ends)


def facts_of(
    member: GroupingFacts, class_of: Mapping[int, int], *, is_pointed_at: bool = True
) -> Facts:
    """What source attribution needs of a member; by what it is known only where others point."""
    names = (member.site_name, member.url and canonicalize(member.url)) if is_pointed_at else ()
    known_as = {member.site, *filter(None, names)}
    points_to = {member.originally_from, member.canonical_url}
    if member.canonical_url and urlsplit(member.canonical_url).netloc:
        points_to.add(site_of(member.canonical_url))
    return Facts(
        member.article_id,
        class_of[member.article_id],
        member.seen,
        frozenset(p for p in points_to if p and p not in known_as),
        frozenset(known_as),
        member.words,
        member.content_hash,
        member.paragraphs,
    )


def closeness(shares: Mapping[groups.Pair, tuple[float, float]]) -> dict[groups.Pair, float]:
    """How close copies are: the mean of the parts of both texts that the other accounts for.

    >>> closeness({(1, 2): (0.5, 1.0)})
    {(1, 2): 0.75}
    """
    return {pair: (a + b) / 2 for pair, (a, b) in shares.items()}


def with_cut_copies(
    found: Sequence[Sourced],
    classes: Iterable[int],
    class_of: Mapping[int, int],
    known: Known,
) -> list[frozenset[int]]:
    """The groups, after each class that was cut from the source of a larger group has joined it.

    The first lines of a story are a copy of it, but of its edited and spun copies only in part:
    by average link they would stay alone, or join a roundup that holds no more of the story.
    """
    place_of = {class_of[g.source_id]: n for n, g in enumerate(found) if g.source_id is not None}
    place_of_text = {text: place_of[c] for text, c in known.by_text(place_of).items()}
    size = {class_id: len(group.classes) for group in found for class_id in group.classes}
    moved = {}
    for class_id in sorted(classes):
        larger = [
            (share, -found[place].group_id, place)
            for text, share in known.accounted_for(class_id)
            if share >= CUT
            and (place := place_of_text.get(text)) is not None
            and len(found[place].classes) > size.get(class_id, 0)
        ]
        if larger:
            moved[class_id] = max(larger)[2]
    joined: defaultdict[int, set[int]] = defaultdict(set)
    for class_id, n in moved.items():
        joined[n].add(class_id)
    return [
        grown
        for n, group in enumerate(found)
        if (grown := group.classes.difference(moved) | joined[n])
        and (len(grown) > 1 or len(group.classes) == 1)
    ]


def group_row(group: Sourced, run_id: int) -> GroupRow:
    """The row of a copy group."""
    found = group.provenance.source
    reasons = list(found.reasons)
    return GroupRow(
        group.group_id, found.source_id, found.status, found.confidence, reasons, run_id
    )


def member_rows_of(group: Sourced, links: Mapping[int, Link]) -> Iterator[MemberRow]:
    """The rows of a group's members; `links` say how each relates to its source."""
    is_named = group.source_id is not None
    relation = "source" if is_named else None
    confidence = group.provenance.source.confidence
    yield MemberRow(group.anchor, group.group_id, None, relation, confidence, 1.0)
    for member, its in group.sources.items():
        yield MemberRow(member, group.group_id, its if is_named else None, *links[member])
