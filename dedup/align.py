"""Which sentence of one text became which of the other, and what changed inside it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.diff import Segment, diff
from dedup.prepared import MIN_SENTENCE, Prepared, Sentence

__all__ = ["ALIKE", "Link", "Profile", "Segment", "changes", "diff", "links", "profile"]

# Sentences that share less of their content's weight are not the same sentence: at half of the
# words replaced, nine of ten still share more, and of two reports on one event one in ten does.
ALIKE = 0.25


class Link(NamedTuple):
    """A sentence of the shorter text and its best counterpart, with their weighted Jaccard."""

    short: Sentence
    long: Sentence
    place: int  # of the counterpart in the longer text
    likeness: float


class Changes(NamedTuple):
    """Words of two runs: the same, another in its place, in one of them only."""

    kept: int
    replaced: int
    added: int


class Profile(NamedTuple):
    """What happened inside the aligned sentences, as shares."""

    likeness: float  # mean over the shorter text's words
    covered: float  # part of the shorter text's words in sentences at least ALIKE
    kept: float  # words kept, of all words in aligned sentences
    replaced: float  # words with another word in their place
    untouched: float  # aligned sentences without any change
    in_sequence: float  # counterparts that come in the same order
    short_words: int  # words of the shorter text that the longer accounts for
    long_words: int  # and the reverse


def links(short: Prepared, long: Prepared) -> Iterator[Link]:
    """The best counterpart of each sentence of `short` that says enough to have one."""
    weights, places, others = short.weights, long.places, long.sentences
    for sentence in short.sentences:
        if len(sentence.content) < MIN_SENTENCE:
            continue
        shared: dict[int, float] = {}
        for word in sentence.content:
            for place in places.get(word, ()):
                shared[place] = shared.get(place, 0.0) + weights[word]
        if not shared:
            yield Link(sentence, sentence, -1, 0.0)
            continue
        place = max(shared, key=lambda place: _fit(sentence, others[place], shared[place]))
        union = sentence.weight + others[place].weight - shared[place]
        yield Link(sentence, others[place], place, shared[place] / union)


def _fit(sentence: Sentence, other: Sentence, shared: float) -> float:
    """Containment, so that a merged or split sentence finds its counterpart too."""
    smaller = sentence.weight
    if len(other.content) >= MIN_SENTENCE:
        smaller = min(smaller, other.weight)
    return shared / (smaller or 1.0)


def profile(found: Sequence[Link]) -> Profile:
    """Count what was kept, replaced and added inside the sentences that are alike."""
    alike = [link for link in found if link.likeness >= ALIKE]
    counts = [changes(link.short.words, link.long.words) for link in alike]
    kept, replaced, added = map(sum, zip(*counts, strict=True)) if counts else (0, 0, 0)
    everything = kept + replaced + added or 1
    reached: dict[int, int] = {}
    for link, count in zip(alike, counts, strict=True):
        so_far = reached.get(link.place, 0) + count.kept + count.replaced
        reached[link.place] = min(so_far, len(link.long.words))
    words = sum(len(link.short.words) for link in found) or 1
    return Profile(
        likeness=sum(link.likeness * len(link.short.words) for link in found) / words,
        covered=sum(len(link.short.words) for link in alike) / words,
        kept=kept / everything,
        replaced=replaced / everything,
        untouched=sum(link.short.words == link.long.words for link in alike) / (len(alike) or 1),
        in_sequence=_in_sequence([link.place for link in alike]),
        short_words=kept + replaced,
        long_words=sum(reached.values()),
    )


def changes(one: str, other: str) -> Changes:
    """Words kept, replaced (one for one inside a gap) and added or left out between two runs.

    >>> changes("abcd", "abxd")
    Changes(kept=3, replaced=1, added=0)
    """
    if one == other:
        return Changes(len(one), 0, 0)
    kept = replaced = added = end_one = end_other = 0
    for start_one, start_other, size in LCSseq.editops(one, other).as_matching_blocks():
        gap_one, gap_other = start_one - end_one, start_other - end_other
        replaced += min(gap_one, gap_other)
        added += abs(gap_one - gap_other)
        kept += size
        end_one, end_other = start_one + size, start_other + size
    return Changes(kept, replaced, added)


def _in_sequence(places: list[int]) -> float:
    if len(places) < 2:
        return 0.0
    steps = list(pairwise(places))
    return sum(later >= earlier for earlier, later in steps) / len(steps)
