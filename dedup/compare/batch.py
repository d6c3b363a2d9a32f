"""What a worker does with a batch of pairs: compare their texts, find out which was spun."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dedup.compare.direction import EVEN, ListedPairs, Oddness, listed_pairs, oddness
from dedup.compare.hints import tortured_phrases
from dedup.compare.prepared import MAX_CHARACTERS, Prepared, prepare
from dedup.compare.verify import VerifiedPair, verify
from dedup.pairs import CandidatePair, Pair
from dedup.words.background.own import Own
from dedup.words.decks import Printed
from dedup.words.language import is_english
from dedup.words.tokens import hashed, words

POINTED = 0.1  # direction from which it is clear which of two texts was spun: right in 99 of 100
# Texts that a worker keeps ready, 70 KB each: 34,000 are made for 104,000 pairs of 20,000 texts,
# and 28,000 where 4,000 are kept, in twice the memory.
READY = 2_000


class PairBatch(NamedTuple):
    """Some pairs of articles, and what is compared of these."""

    texts: Mapping[int, Printed]
    pairs: Sequence[Pair]


class ComparedPair(NamedTuple):
    """How two texts relate, and the phrases in the spun one of them that nobody writes."""

    pair: VerifiedPair
    tortured: frozenset[str]


def batch_of(pairs: Iterable[Pair], texts: Mapping[int, Printed]) -> PairBatch:
    """Some pairs, with the texts of theirs and no others."""
    chosen = list(pairs)
    return PairBatch(
        {article_id: texts[article_id] for pair in chosen for article_id in pair}, chosen
    )


def verdicts_on(batch: PairBatch) -> list[ComparedPair]:
    """Compare the pairs of a batch, in order."""
    return [verdict_on(batch.texts[a], batch.texts[b]) for a, b in batch.pairs]


def verdict_on(a: Printed, b: Printed) -> ComparedPair:
    """Compare two texts; where one was spun from the other, look for what that has left behind."""
    pair = verify(ready(a), ready(b))
    if pair.relation != "spun" or abs(pair.direction) < POINTED:
        return ComparedPair(pair, frozenset())
    if pair.direction > 0:
        phrases = tortured_phrases(a.text, b.text, [r.b_phrase for r in pair.replacements])
    else:
        phrases = tortured_phrases(b.text, a.text, [r.a_phrase for r in pair.replacements])
    return ComparedPair(pair, phrases)


@lru_cache(maxsize=READY)
def ready(printed: Printed) -> Prepared:
    """A text made ready for comparing, once for all the pairs of it that a worker gets in a row."""
    return prepare(*printed)


def warm() -> None:
    """Load all that comparing needs, so that processes forked later share it."""
    text = "The ferry sailed again on Monday, a week after the storm sank two boats in the bay."
    verify(prepare(text), prepare(text.replace("sailed", "went")), thorough=True)


class Spun(NamedTuple):
    """Pairs in which words were replaced, and the words of a store's own texts."""

    batch: PairBatch
    own: Own


def oddness_of(spun: Spun) -> list[Oddness]:
    """How odd the words on each side of each pair are; EVEN where nobody knows the language."""
    listed: dict[int, ListedPairs] = {}
    english: set[int] = set()
    for article_id, printed in spun.batch.texts.items():
        flat = words(printed.text[:MAX_CHARACTERS])
        listed[article_id] = listed_pairs(hashed([flat]).hashes, spun.own)
        if is_english(flat):
            english.add(article_id)
    compared = [oddness(listed[a], listed[b]) for a, b in spun.batch.pairs]
    return [
        odd if odd.is_known_language or english.issuperset(pair) else EVEN
        for pair, odd in zip(spun.batch.pairs, compared, strict=True)
    ]


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
