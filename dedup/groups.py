"""From pairs to sets: reprint classes and copy groups.

A class holds reprints of one text and stands as one member from then on. A copy group holds a
source and its copies. Groups merge by average link, never by one bridge: with plain connected
components 23 % of the pairs inside groups were no copies of each other, with average link 9 %.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from itertools import chain, product
from typing import NamedTuple

import xxhash

LINK = 0.5  # two groups merge when at least this share of their cross pairs are copies
SAMPLE = 64  # of more cross pairs than this, as many are looked at, chosen by id hash

FIRST = 12  # the first of them are enough ...
CLEAR = 0.2  # ... when no more than this part of them disagree: 2 of 12

UNDATED = dt.datetime(1, 1, 1)  # noqa: DTZ001 (only a place holder in sort keys)

Pair = tuple[int, int]  # two article ids, the smaller one first
Group = frozenset[int]
Merging = Generator[tuple[Group, Group], float, list[Group]]  # asks how far two groups are linked


class Member(NamedTuple):
    """An article as grouping sees it; `at` is its effective date, None where it has none."""

    article_id: int
    at: dt.datetime | None = None


def ordered(a: int, b: int) -> Pair:
    """The pair of two ids, the smaller one first."""
    return (a, b) if a < b else (b, a)


def age(member: Member) -> tuple[bool, dt.datetime, int]:
    """Sort key, earliest first: undated members come last, ties go by id.

    >>> first, second = Member(9, dt.datetime(2026, 3, 2)), Member(1)
    >>> min([second, first], key=age).article_id
    9
    """
    return (member.at is None, member.at or UNDATED, member.article_id)


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected components of a graph given by its edges, each sorted, in order of smallest id.

    >>> components([(1, 2), (4, 5), (2, 3)])
    [[1, 2, 3], [4, 5]]
    """
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        one, two = sorted((root(a), root(b)))
        parent[two] = one
    found: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        found[root(node)].append(node)
    return list(found.values())


def classes(members: Collection[Member], same: Iterable[Pair]) -> dict[int, int]:
    """The reprint class of each article, named by its earliest member.

    `same` are pairs with equal content or verified as verbatim.

    >>> day = dt.datetime(2026, 3, 2)
    >>> classes([Member(1), Member(2, day), Member(3)], [(1, 2)])
    {1: 2, 2: 2, 3: 3}
    """
    by_id = {member.article_id: member for member in members}
    stands_for = {article_id: article_id for article_id in by_id}
    for component in components(same):
        first = min((by_id[i] for i in component), key=age).article_id
        stands_for.update(dict.fromkeys(component, first))
    return stands_for


def id_hash(pair: Pair) -> int:
    """A fixed pseudo-random number for a pair, so that a sample of pairs can be drawn again."""
    return xxhash.xxh3_64_intdigest(f"{pair[0]},{pair[1]}".encode())


def cross_pairs(one: Collection[int], two: Collection[int]) -> list[Pair]:
    """The pairs between two groups, or at most SAMPLE of them, chosen by id hash.

    >>> cross_pairs([3], [1, 2])
    [(1, 3), (2, 3)]
    """
    if len(one) * len(two) > SAMPLE:
        few, many = sorted((drawn(one), drawn(two)), key=len)
        side = math.isqrt(SAMPLE)
        few = few[: max(side, SAMPLE // len(many))]
        one, two = few, many[: SAMPLE // len(few)]
    return sorted(ordered(a, b) for a, b in product(one, two))


def drawn(group: Collection[int]) -> list[int]:
    """The members of a group in a pseudo-random order that can be drawn again."""
    return sorted(group, key=lambda member: id_hash((member, member)))


def average_link(links: Sequence[Pair], at_least: float) -> Merging:
    """Groups of more than one, grown along `links` (strongest first) where enough pairs agree.

    Asks, for two groups, which part of their cross pairs are links; they merge when it is at
    least that. A link that was refused is tried again after other merges, until nothing moves.

    >>> linked = {(1, 2), (2, 3), (3, 4)}
    >>> def shares(asked):
    ...     crossed = [cross_pairs(*groups) for groups in asked]
    ...     return [sum(pair in linked for pair in pairs) / len(pairs) for pairs in crossed]
    >>> [sorted(group) for group in together([average_link(sorted(linked), 0.5)], shares)]
    [[1, 2, 3]]
    """
    group = {node: frozenset((node,)) for link in links for node in link}
    refused: set[frozenset[Group]] = set()
    waiting, moved = list(links), True
    while moved:
        moved, left = False, []
        for a, b in waiting:
            both = frozenset((group[a], group[b]))
            if len(both) == 1:
                continue
            if both not in refused and (yield group[a], group[b]) >= at_least:
                merged = group[a] | group[b]
                group.update(dict.fromkeys(merged, merged))
                moved = True
            else:
                refused.add(both)
                left.append((a, b))
        waiting = left
    return sorted({g for g in group.values() if len(g) > 1}, key=min)


def together(
    mergings: Sequence[Merging],
    shares: Callable[[Sequence[tuple[Group, Group]]], Sequence[float]],
) -> list[Group]:
    """What all of these come to, when the questions of one round are answered at once.

    One component of a graph asks for a handful of pairs at a time; a thousand of them ask for
    enough to keep every processor busy.
    """
    found: list[list[Group]] = [[] for _ in mergings]
    answers: dict[int, float | None] = dict.fromkeys(range(len(mergings)))
    while answers:
        asked = {}
        for n, given in answers.items():
            try:
                asked[n] = mergings[n].send(given)  # type: ignore[arg-type]  # None begins it
            except StopIteration as end:
                found[n] = end.value
        answers = dict(zip(asked, shares(list(asked.values())), strict=True))
    return [group for groups in found for group in groups]


def copy_groups(
    copies: Mapping[Pair, float], is_copy: Callable[[Sequence[Pair]], Sequence[bool]]
) -> list[Group]:
    """Copy groups of more than one class.

    `copies` are the class pairs that candidate channels found and verification called copies,
    with the part of both texts that each accounts for: the closest merge first. `is_copy` answers
    for any cross pairs, and verifies those that nobody has compared yet.
    """

    def linked(crossed: Sequence[Sequence[Pair]]) -> list[float]:
        pairs = sorted(set(chain.from_iterable(crossed)))
        answers = dict(zip(pairs, is_copy(pairs), strict=True))
        return [sum(map(answers.__getitem__, few)) / len(few) for few in crossed]

    def shares(asked: Sequence[tuple[Group, Group]]) -> list[float]:
        crossed = [sorted(cross_pairs(*groups), key=id_hash) for groups in asked]
        found = linked([pairs[:FIRST] for pairs in crossed])
        doubt = [n for n, share in enumerate(found) if CLEAR < share < 1 - CLEAR]
        for n, share in zip(doubt, linked([crossed[n] for n in doubt]), strict=True):
            found[n] = share
        return found

    near = overlap(copies)
    links = sorted(copies, key=lambda pair: (-copies[pair], -near[pair], pair))
    return together([average_link(part, LINK) for part in links_by_component(links)], shares)


def overlap(links: Collection[Pair]) -> dict[Pair, float]:
    """Jaccard overlap of the neighbourhoods of each link's ends, themselves included.

    A link inside a group has it high, a bridge between two groups low: the bridge comes last,
    when both groups stand and can refuse it.

    >>> overlap([(1, 2), (1, 3), (2, 3), (3, 4)])[3, 4]
    0.5
    """
    near: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in links:
        near[a] |= {a, b}
        near[b] |= {a, b}
    return {(a, b): len(near[a] & near[b]) / len(near[a] | near[b]) for a, b in links}


def links_by_component(links: Sequence[Pair]) -> Iterator[list[Pair]]:
    """The links of each connected component, in their given order.

    >>> list(links_by_component([(4, 5), (2, 3), (1, 2)]))
    [[(2, 3), (1, 2)], [(4, 5)]]
    """
    home = {node: n for n, nodes in enumerate(components(links)) for node in nodes}
    split: defaultdict[int, list[Pair]] = defaultdict(list)
    for link in links:
        split[home[link[0]]].append(link)
    for n in sorted(split):
        yield split[n]
