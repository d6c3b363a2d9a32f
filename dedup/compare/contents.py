"""Which content words stand in which sentence, as arrays: what sentences are aligned by."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MIN_SENTENCE = 4  # content words: "He declined to comment." aligns with anything
PLACE_BITS = 21  # a number below 2^21 is enough for a word, and for a place in a text
PLACE_MASK = (1 << PLACE_BITS) - 1


class Sentence(NamedTuple):
    """Where its first word stands in the text, and its words as a string."""

    start: int
    words: str


class Contents(NamedTuple):
    """The content words of a text's sentences, each once a sentence.

    Totals are added up in text order: other sums of the same words differ in their last bits.
    """

    sentences: NDArray[np.int64]  # the number of each word's sentence, in text order
    words: NDArray[np.int64]
    weights: NDArray[np.float64]
    sorted_words: NDArray[np.int64]  # the same words in order of the words
    sorted_sentences: NDArray[np.int64]
    totals: NDArray[np.float64]  # the weight of each sentence
    has_enough: NDArray[np.bool_]  # whether a sentence says enough to have a counterpart
    limits: NDArray[np.float64]  # its weight where it can be a part of a longer one, else infinity


def sentences_of(words: str, lengths: Sequence[int]) -> tuple[Sentence, ...]:
    """A text's words cut into sentences of these lengths."""
    ends = accumulate(lengths)
    return tuple(
        Sentence(end - length, words[end - length : end])
        for end, length in zip(ends, lengths, strict=True)
    )


def contents_of(
    letters: NDArray[np.int64], lengths: Sequence[int], weight: NDArray[np.float64]
) -> Contents:
    """The words of a text that have a weight, by sentences of these lengths."""
    size = len(lengths)
    places = np.arange(len(letters))
    sentence = np.arange(size).repeat(lengths)
    in_order = np.sort(((letters << PLACE_BITS | sentence) << PLACE_BITS | places)[weight > 0])
    is_first = np.ones(len(in_order), np.bool_)
    is_first[1:] = in_order[1:] >> PLACE_BITS != in_order[:-1] >> PLACE_BITS
    in_order = in_order[is_first]
    first = np.sort(in_order & PLACE_MASK)
    sentence, letters, weight = sentence[first], letters[first], weight[first]
    totals = np.bincount(sentence, weight, minlength=size).astype(np.float64, copy=False)
    has_enough = np.bincount(sentence, minlength=size) >= MIN_SENTENCE
    return Contents(
        sentence,
        letters,
        weight,
        in_order >> 2 * PLACE_BITS,
        in_order >> PLACE_BITS & PLACE_MASK,
        totals,
        has_enough,
        limits=np.where(has_enough, totals, np.inf),
    )
