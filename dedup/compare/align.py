"""Which sentence of one text became which of the other, and what changed inside it."""

from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.compare.contents import Contents, Sentence
from dedup.compare.diff import Segment, diff
from dedup.compare.phrases import PhraseChange
from dedup.compare.prepared import Prepared
from dedup.words.sets import summed

__all__ = ["ALIKE", "Counterpart", "Profile", "Segment", "diff", "links", "profile"]

# Sentences that share less of their content's weight are not the same sentence: at half of the
# words replaced, nine of ten still share more, and of two reports on one event one in ten does.
ALIKE = 0.25
# Shared words that are weighed at once: 80 MB. An article has a few hundred, a text that says one
# sentence over and over has millions.
AT_ONCE = 1_000_000

Numbers = NDArray[np.intp]


class Counterpart(NamedTuple):
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


def links(short: Prepared, long: Prepared) -> list[Counterpart]:
    """The best counterpart of each sentence of `short` that says enough to have one.

    Of counterparts that fit as well, the one wins that shares the earliest word of the sentence.
    """
    one, two = short.contents, long.contents
    found = [Counterpart(part, part, -1, 0.0) for part in short.sentences]
    step = max(1, AT_ONCE // max(1, len(two.words), len(two.totals)))
    for start in range(0, len(found), step):
        for n, place, likeness, _ in _best(one, two, start, start + step):
            found[n] = Counterpart(short.sentences[n], long.sentences[place], place, likeness)
    return list(compress(found, one.has_enough.tolist()))


def found_in(one: Contents, two: Contents) -> NDArray[np.float64]:
    """The part of each sentence of one text, by weight, that its best counterpart has."""
    held = np.zeros(len(one.totals))
    step = max(1, AT_ONCE // max(1, len(two.words), len(two.totals)))
    for start in range(0, len(held), step):
        for n, _, _, part in _best(one, two, start, start + step):
            held[n] = part
    return held


def _best(
    one: Contents, two: Contents, start: int, end: int
) -> Iterator[tuple[int, int, float, float]]:
    """The sentences from `start` to `end` that share a word.

    Of each its number, its counterpart, their likeness, and the part of it that this one has.
    """
    sentences, places, weights = _shared(one, two, start, end)
    cells = (sentences - start) * len(two.totals) + places
    shared = np.bincount(cells, weights)[cells]
    # Containment, so that a merged or split sentence finds its counterpart too.
    fit = shared / np.minimum(one.totals[sentences], two.limits[places])
    best = _first_maxima(fit, sentences)
    sentences, places, shared = sentences[best], places[best], shared[best]
    likeness = shared / (one.totals[sentences] + two.totals[places] - shared)
    held = shared / one.totals[sentences]
    return zip(sentences.tolist(), places.tolist(), likeness.tolist(), held.tolist(), strict=True)


def _shared(
    one: Contents, two: Contents, start: int, end: int
) -> tuple[Numbers, Numbers, NDArray[np.float64]]:
    """Every word that a sentence shares with one of the other text: both sentences, its weight."""
    asked = slice(*one.sentences.searchsorted([start, end]).tolist())
    words = one.words[asked]
    first = two.sorted_words.searchsorted(words)
    times = two.sorted_words.searchsorted(words, "right") - first
    steps = (first - times.cumsum() + times).repeat(times)
    places = two.sorted_sentences[steps + np.arange(len(steps))]
    return one.sentences[asked].repeat(times), places, one.weights[asked].repeat(times)


def _first_maxima(values: NDArray[np.float64], groups: Numbers) -> Numbers:
    """Where each run of equal `groups` has its greatest value first.

    >>> _first_maxima(np.array([1.0, 3, 3, 2, 2]), np.array([0, 0, 0, 4, 4])).tolist()
    [1, 3]
    """
    if not len(groups):
        return groups
    is_new = np.ones(len(groups), np.bool_)
    is_new[1:] = groups[1:] != groups[:-1]
    starts = is_new.nonzero()[0]
    greatest = np.maximum.reduceat(values, starts)[is_new.cumsum() - 1]
    maxima = (values == greatest).nonzero()[0]
    first: Numbers = maxima[maxima.searchsorted(starts)]
    return first


def profile(
    found: Sequence[Counterpart], alike: Sequence[tuple[Counterpart, Sequence[PhraseChange]]]
) -> Profile:
    """Count what was kept, replaced and added inside the sentences that are alike.

    `alike` has these with what lies between the words that they share.
    """
    counts = [_changes(link, changes) for link, changes in alike]
    kept, replaced, added = map(sum, zip(*counts, strict=True)) if counts else (0, 0, 0)
    everything = kept + replaced + added or 1
    reached: dict[int, int] = {}
    for (link, _), count in zip(alike, counts, strict=True):
        so_far = reached.get(link.place, 0) + count.kept + count.replaced
        reached[link.place] = min(so_far, len(link.long.words))
    words = sum(len(link.short.words) for link in found) or 1
    return Profile(
        likeness=summed(np.array([link.likeness * len(link.short.words) for link in found]))
        / words,
        covered=sum(len(link.short.words) for link, _ in alike) / words,
        kept=kept / everything,
        replaced=replaced / everything,
        untouched=sum(not changes for _, changes in alike) / (len(alike) or 1),
        in_sequence=_in_sequence([link.place for link, _ in alike]),
        short_words=kept + replaced,
        long_words=sum(reached.values()),
    )


def _changes(link: Counterpart, changes: Sequence[PhraseChange]) -> Changes:
    """Words kept, replaced (one for one inside a gap) and added or left out."""
    kept = len(link.short.words)
    replaced = added = 0
    for a_start, a_end, b_start, b_end in changes:
        one, two = a_end - a_start, b_end - b_start
        kept -= one
        replaced += min(one, two)
        added += abs(one - two)
    return Changes(kept, replaced, added)


def _in_sequence(places: list[int]) -> float:
    if len(places) < 2:
        return 0.0
    steps = list(pairwise(places))
    return sum(later >= earlier for earlier, later in steps) / len(steps)
