"""Which sentence of one text became which of the other, and what changed inside it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.prepared import MIN_SENTENCE, Prepared, Sentence

# Sentences that share less of their content's weight are not the same sentence: at half of the
# words replaced, nine of ten still share more, and of two reports on one event one in ten does.
ALIKE = 0.25


class Link(NamedTuple):
    """A sentence of the shorter text and its best counterpart, with their weighted Jaccard."""

    short: Sentence
    long: Sentence
    place: int  # of the counterpart in the longer text
    likeness: float


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


def profile(short: Prepared, long: Prepared) -> Profile:
    """Align the sentences and count what was kept, replaced and added inside them."""
    found = list(links(short, long))
    alike = [link for link in found if link.likeness >= ALIKE]
    kept = replaced = added = untouched = accounted = 0
    reached: dict[int, int] = {}
    for link in alike:
        one, other = link.short.words, link.long.words
        if one == other:
            same, swapped, rest = len(one), 0, 0
            untouched += 1
        else:
            same, swapped, rest = changes(one, other)
        kept, replaced, added = kept + same, replaced + swapped, added + rest
        accounted += same + swapped
        reached[link.place] = reached.get(link.place, 0) + same + swapped
    words = sum(len(link.short.words) for link in found) or 1
    places = [link.place for link in alike]
    return Profile(
        likeness=sum(link.likeness * len(link.short.words) for link in found) / words,
        covered=sum(len(link.short.words) for link in alike) / words,
        kept=kept / (kept + replaced + added or 1),
        replaced=replaced / (kept + replaced + added or 1),
        untouched=untouched / (len(alike) or 1),
        in_sequence=_in_sequence(places),
        short_words=accounted,
        long_words=sum(
            min(count, len(long.sentences[place].words)) for place, count in reached.items()
        ),
    )


def changes(one: str, other: str) -> tuple[int, int, int]:
    """Words kept, replaced (one for one inside a gap) and added or left out between two runs.

    >>> changes("abcd", "abxd")
    (3, 1, 0)
    """
    kept = swapped = rest = 0
    end_one = end_other = 0
    for start_one, start_other, size in LCSseq.editops(one, other).as_matching_blocks():
        gap_one, gap_other = start_one - end_one, start_other - end_other
        swapped += min(gap_one, gap_other)
        rest += abs(gap_one - gap_other)
        kept += size
        end_one, end_other = start_one + size, start_other + size
    return kept, swapped, rest


def _in_sequence(places: list[int]) -> float:
    if len(places) < 2:
        return 0.0
    steps = list(pairwise(places))
    return sum(later >= earlier for earlier, later in steps) / len(steps)
