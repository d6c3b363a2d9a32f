"""Comparing texts in worker processes: tasks out, verdicts back."""

from collections import defaultdict, deque
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from dedup.groups import Pair
from dedup.hints import tortured_phrases
from dedup.verify import Prepared, VerifiedPair, prepare, verify
from storage.records import CandidatePair

POINTED = 0.1  # direction from which it is clear which of two texts was spun: right in 99 of 100
# Texts that a worker keeps ready, 70 KB each: 34,000 are made for 104,000 pairs of 20,000 texts,
# and 28,000 where 4,000 are kept, in twice the memory.
READY = 2_000


class Task(NamedTuple):
    """Some pairs to compare, and the texts that they are about."""

    texts: dict[int, str]
    pairs: Sequence[Pair]


@lru_cache(maxsize=READY)
def ready(text: str) -> Prepared:
    """A text made ready for comparing, once for all the pairs of it that a worker gets in a row."""
    return prepare(text)


class Verdict(NamedTuple):
    """How two texts relate, and the phrases in the spun one of them that nobody writes."""

    pair: VerifiedPair
    tortured: frozenset[str]


def verify_task(task: Task) -> list[Verdict]:
    """Compare the pairs of a task; runs in a worker."""
    return [verdict_on(task.texts[a], task.texts[b]) for a, b in task.pairs]


def verdict_on(a: str, b: str) -> Verdict:
    """Compare two texts; where one was spun from the other, look for what that has left behind."""
    pair = verify(ready(a), ready(b))
    if pair.relation != "spun" or abs(pair.direction) < POINTED:
        return Verdict(pair, frozenset())
    if pair.direction > 0:
        return Verdict(pair, tortured_phrases(a, b, [r.b_phrase for r in pair.replacements]))
    return Verdict(pair, tortured_phrases(b, a, [r.a_phrase for r in pair.replacements]))


def near_each_other(candidates: Sequence[CandidatePair]) -> list[CandidatePair]:
    """The pairs in an order in which those of one text follow closely on each other.

    Making a text ready takes longer than most comparisons: breadth-first through the graph of
    candidates, 104,000 pairs of 20,000 texts make 34,000 texts ready instead of 112,000.

    >>> [pair[:2] for pair in near_each_other([(1, 9, ()), (2, 3, ()), (4, 9, ())])]
    [(1, 9), (4, 9), (2, 3)]
    """
    near: defaultdict[int, list[int]] = defaultdict(list)
    for a, b, _ in candidates:
        near[a].append(b)
        near[b].append(a)
    rank: dict[int, int] = {}
    for start in sorted(near, key=lambda node: (len(near[node]), node)):
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node not in rank:
                rank[node] = len(rank)
                queue.extend(sorted(near[node], key=lambda other: (len(near[other]), other)))
    return sorted(candidates, key=lambda c: sorted((rank[c[0]], rank[c[1]]), reverse=True))
