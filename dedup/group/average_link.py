"""Groups by average link: two merge only when enough of their cross pairs agree, never by a bridge.

With plain connected components 23 % of the pairs inside copy groups were no copies of each other,
with average link 9 %.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from itertools import chain, product
from types import MappingProxyType

import xxhash

from dedup.group.components import links_by_component
from dedup.group.lockstep import in_lockstep
from dedup.pairs import Pair, ordered

LINK = 0.5  # two groups merge when at least this share of their cross pairs are copies
FIRST = 12  # the first cross pairs are enough ...
CLEAR = 0.2  # ... when no more than this part of them disagree: 2 of 12
SAMPLE = 64  # of more cross pairs than this, as many are looked at, chosen by id hash

Group = frozenset[int]
Merging = Generator[tuple[Group, Group], float, list[Group]]  # asks how far two groups are linked


def by_average_link(
    copies: Mapping[Pair, float],
    is_copy: Callable[[Sequence[Pair]], Sequence[bool]],
    orders: Mapping[int, int] = MappingProxyType({}),
) -> list[Group]:
    """Groups of more than one class that are copies of each other.

    `copies` are the class pairs that candidate channels found and verification called copies,
    with their closeness (the mean of both shares): the closest merge first. `is_copy` answers
    for any cross pairs, and verifies those that nobody has compared yet. `orders` has what samples
    are drawn by (`facts.order_of`) where that is not the id.
    """
    drawing = Drawing(orders)

    def linked(crossed: Sequence[Sequence[Pair]]) -> list[float]:
        pairs = sorted(set(chain.from_iterable(crossed)))
        answers = dict(zip(pairs, is_copy(pairs), strict=True))
        return [sum(map(answers.__getitem__, few)) / len(few) for few in crossed]

    def shares(asked: Sequence[tuple[Group, Group]]) -> list[float]:
        crossed = [drawing.cross_pairs(*groups) for groups in asked]
        found = linked([pairs[:FIRST] for pairs in crossed])
        doubt = [n for n, share in enumerate(found) if CLEAR < share < 1 - CLEAR]
        for n, share in zip(doubt, linked([crossed[n] for n in doubt]), strict=True):
            found[n] = share
        return found

    near = overlap(copies)
    links = sorted(copies, key=lambda pair: (-copies[pair], -near[pair], drawing.place_of(pair)))
    merged = in_lockstep([average_link(part, LINK) for part in links_by_component(links)], shares)
    return [group for groups in merged for group in groups]


def average_link(links: Sequence[Pair], at_least: float) -> Merging:
    """Groups of more than one, grown along `links` (strongest first) where enough pairs agree.

    Asks, for two groups, which part of their cross pairs are links; they merge when it is at
    least that. A link that was refused is tried again after other merges, until nothing moves.

    >>> from dedup.group.lockstep import in_lockstep
    >>> linked = {(1, 2), (2, 3), (3, 4)}
    >>> def shares(asked):
    ...     crossed = [Drawing().cross_pairs(*groups) for groups in asked]
    ...     return [sum(pair in linked for pair in pairs) / len(pairs) for pairs in crossed]
    >>> in_lockstep([average_link(sorted(linked), 0.5)], shares)
    [[frozenset({1, 2, 3})]]
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


class Drawing:
    """Samples that can be drawn again: by hashes of what articles are known by, not by who came."""

    def __init__(self, orders: Mapping[int, int] = MappingProxyType({})) -> None:
        """`orders` has what articles are known by that are not known by their ids."""
        self._orders = orders

    def cross_pairs(self, one: Collection[int], two: Collection[int]) -> list[Pair]:
        """The pairs between two groups in a pseudo-random order, or at most SAMPLE of them.

        >>> Drawing().cross_pairs([3], [1, 2])
        [(2, 3), (1, 3)]
        """
        if len(one) * len(two) > SAMPLE:
            few, many = sorted((self._drawn(one), self._drawn(two)), key=len)
            side = math.isqrt(SAMPLE)
            few = few[: max(side, SAMPLE // len(many))]
            one, two = few, many[: SAMPLE // len(few)]
        return sorted((ordered(a, b) for a, b in product(one, two)), key=self._hash)

    def _drawn(self, group: Collection[int]) -> list[int]:
        return sorted(group, key=lambda member: self._hash((member, member)))

    def place_of(self, pair: Pair) -> Pair:
        """What two articles are known by: where nothing else tells pairs apart, they go by that."""
        a, b = (self._orders.get(member, member) for member in pair)
        return ordered(a, b)

    def _hash(self, pair: Pair) -> int:
        a, b = self.place_of(pair)
        return xxhash.xxh3_64_intdigest(f"{a},{b}".encode())


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
