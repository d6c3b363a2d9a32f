"""The source of each member, and classes that join the group whose source accounts for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dedup.group import reposts
from dedup.group.average_link import Group
from dedup.group.compared import Compared
from dedup.group.evidence import Contender
from dedup.group.facts import ArticleFacts, age, name_of
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.group.reposts import Provenance
from dedup.group.standing import Standing
from dedup.pairs import Pair, ordered
from dedup.relations import REUSE

# Part of a text that a source of more copies accounts for, from which the text joins its group. Of
# 299 first paragraphs of a story 74 % found their source at 0.8, 84 % at 0.6, 85 % at 0.5; of those
# found .54, .66 and .72 the right one.
CUT = 0.5

Members = Mapping[int, Sequence[ArticleFacts]]  # of each reprint class


class Sourced(NamedTuple):
    """A copy group as a set of classes, and where its members have their text from.

    `group_id` is its earliest member; `source_of` has an article for every member but the anchor.
    """

    classes: Group
    group_id: int
    provenance: Provenance
    source_of: Mapping[int, int]

    @property
    def source_id(self) -> int | None:
        """The source of the group, where one is named."""
        return self.provenance.source.source_id

    @property
    def anchor(self) -> int:
        """The source or, where none is named, the earliest member."""
        return self.group_id if self.source_id is None else self.source_id


def sourced(classes: Group, members_of: Members, known: KnownPairs) -> Sourced:
    """A copy group with the sources of its members."""
    members = [fact for class_id in sorted(classes) for fact in members_of[class_id]]
    class_of = {fact.article_id: c for c in classes for fact in members_of[c]}
    is_pointed_at = any(member.points_to for member in members)
    contenders = [contender(m, class_of, is_pointed_at=is_pointed_at) for m in members]
    provenance = reposts.provenance(contenders, compared(classes, known))
    first = min(members, key=age).article_id
    anchor = first if provenance.source.source_id is None else provenance.source.source_id
    source_of = {m.article_id: provenance.nearer.get(m.article_id, anchor) for m in members}
    del source_of[anchor]
    return Sourced(classes, first, provenance, source_of)


def contender(
    member: ArticleFacts, class_of: Mapping[int, int], *, is_pointed_at: bool = True
) -> Contender:
    """What source attribution needs of a member; its names only where others point."""
    names = (member.site, member.site_name, name_of(member.article_id)) if is_pointed_at else ()
    known_as = frozenset(filter(None, names))
    return Contender(
        member.article_id,
        class_of[member.article_id],
        member.at,
        frozenset(member.points_to) - known_as,
        known_as,
        member.words,
        member.content_hash,
        member.paragraphs,
        precision=member.precision,
        seen_at=member.seen_at,
    )


def compared(classes: Iterable[int], known: KnownPairs) -> dict[Pair, Compared]:
    """What source attribution needs of the class pairs that a channel found."""
    stands_for = known.by_text(classes)
    return {
        (class_id, other): compared_from(text, pair)
        for text, class_id in stands_for.items()
        for other_text, pair in known.of(class_id)
        if class_id < (other := stands_for.get(other_text, class_id))
    }


def compared_from(text: int, pair: KnownPair) -> Compared:
    """What source attribution needs of a pair, seen from one of its texts."""
    if text == pair.text:
        return Compared(pair.article_share, pair.other_share, pair.relation, pair.oddness)
    return Compared(pair.other_share, pair.article_share, pair.relation, pair.oddness.mirrored)


def closeness(copies: Mapping[Pair, KnownPair]) -> dict[Pair, float]:
    """How close copies are: the mean of the parts of both texts that the other accounts for."""
    return {classes: (p.article_share + p.other_share) / 2 for classes, p in copies.items()}


def reprinted_only(groups: Sequence[Group], members_of: Members) -> list[Group]:
    """The classes of more than one article that are in no group yet: reprints and nothing else."""
    grouped = frozenset[int]().union(*groups)
    return [
        frozenset({class_id})
        for class_id, members in members_of.items()
        if len(members) > 1 and class_id not in grouped
    ]


def with_cut_copies(
    groups: Sequence[Sourced],
    classes: Iterable[int],
    class_of: Mapping[int, int],
    known: KnownPairs,
) -> list[Group]:
    """The groups, after each class that was cut from the source of a larger group has joined it.

    The first lines of a story are a copy of it, but of its edited and spun copies only in part:
    by average link they would stay alone, or join a roundup that holds no more of the story.
    """
    place_of = {class_of[g.source_id]: n for n, g in enumerate(groups) if g.source_id is not None}
    place_of_text = {text: place_of[c] for text, c in known.by_text(place_of).items()}
    size = {class_id: len(group.classes) for group in groups for class_id in group.classes}
    moved = {}
    for class_id in sorted(classes):
        text = known.text(class_id)
        larger = [
            (share, -groups[place].group_id, place)
            for other, pair in known.of(class_id)
            if pair.is_copy
            and (share := pair.share_of(text)) >= CUT
            and (place := place_of_text.get(other)) is not None
            and len(groups[place].classes) > size.get(class_id, 0)
        ]
        if larger:
            moved[class_id] = max(larger)[2]
    joined: defaultdict[int, set[int]] = defaultdict(set)
    for class_id, n in moved.items():
        joined[n].add(class_id)
    return [
        grown
        for n, group in enumerate(groups)
        if (grown := group.classes.difference(moved) | joined[n])
        and (len(grown) > 1 or len(group.classes) == 1)
    ]


def beside_sources(
    groups: Sequence[Standing], class_of: Mapping[int, int], known: KnownPairs
) -> list[Pair]:
    """Pairs of a group's source and an article outside that shares text with another member.

    A roundup meets a reprint class by the article that stands for it. Who asks where the roundup
    has its text from wants to be told of the source.
    """
    source_of = {group.group_id: group.source_id for group in groups if group.source_id is not None}
    home = {class_of[m]: group.group_id for group in groups for m in group.members}
    beside = set()
    for pair in known.between(set(class_of.values()), REUSE):
        for outside, inside in (pair, pair[::-1]):
            group_id = home.get(inside)
            source_id = None if group_id is None else source_of.get(group_id)
            if source_id is not None and home.get(outside) != group_id:
                beside.add(ordered(outside, source_id))
    return sorted(beside)
