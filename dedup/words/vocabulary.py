"""What comparing needs to know of each different word, found out once.

A process meets most words again and again: of 330 words of an article about ten are new to one that
has read a hundred. What is known of a word depends on the word alone.
"""

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.words.background import english
from dedup.words.tokens import hashed

# Words kept, 35 bytes each beside their letters: more than the longest text has. Then the next
# text begins with none.
CAPACITY = 1 << 17
# Words of five letters and more, cut to their first five, of two texts: tells reports on one event
# from unrelated texts (AUC .99) and reports on similar events (.82), better than words of 4, 6, 7
# or 8; cut, so that inflected names still meet (Ветлугина, Ветлугиной).
STEM = 5
FUNCTION_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers him his how however i if in into is it its itself
    just like many may might more most much must my new no nor not now of off on once only or other
    our out over own per said same say says she should since so some still such than that the their
    them then there these they this those through to too under until up upon us very was we were
    what when where which while who whom why will with within without would yet you your mr mrs ms
    according one first""".split()  # noqa: SIM905  quoted one by one they fill a page
)
NUMBER_WORDS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
        range(11),
        strict=True,
    )
)
NUMERALS = tuple(map(str, range(2, 13)))  # of these


class Columns(NamedTuple):
    """What is known of words in a row, in as many columns."""

    hashes: NDArray[np.uint64]
    weights: NDArray[np.float64]  # inverse document frequencies
    stems: NDArray[np.int64]  # hashes of the beginnings of longer words, else 0
    numerals: NDArray[np.int64]  # number words' places among NUMERALS, else -1
    is_function: NDArray[np.bool_]
    is_number: NDArray[np.bool_]  # written in digits


class Vocabulary:
    """The words that were met, and the columns of `Columns`, a row a word."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._columns = Columns(
            np.zeros(CAPACITY, np.uint64),
            np.zeros(CAPACITY),
            np.zeros(CAPACITY, np.int64),
            np.zeros(CAPACITY, np.int64),
            np.zeros(CAPACITY, np.bool_),
            np.zeros(CAPACITY, np.bool_),
        )
        self._lock = Lock()

    def look_up(self, words: Sequence[str]) -> Columns:
        """What is known of some words; fewer than CAPACITY may be different ones."""
        with self._lock:
            fresh = list(set(words).difference(self._rows))
            if len(self._rows) + len(fresh) > CAPACITY:
                self._rows.clear()
                fresh = list(set(words))
            if fresh:
                self._add(fresh)
            rows = np.fromiter(map(self._rows.__getitem__, words), np.intp, len(words))
            return Columns._make([column[rows] for column in self._columns])

    def _add(self, words: Sequence[str]) -> None:
        start, end = len(self._rows), len(self._rows) + len(words)
        for column, values in zip(self._columns, learned(words), strict=True):
            column[start:end] = values
        self._rows.update(zip(words, range(start, end), strict=True))


_met = Vocabulary()


def look_up(words: Sequence[str]) -> Columns:
    """What is known of words in a row.

    >>> look_up(["the", "seven", "ferries"]).numerals.tolist()
    [-1, 5, -1]
    """
    return _met.look_up(words)


def learned(words: Sequence[str]) -> Columns:
    """What is to be known of some words."""
    both = hashed([words, [word[:STEM] for word in words]]).hashes
    hashes, stems = both[: len(words)], both[len(words) :].astype(np.int64)
    return Columns(
        hashes,
        _weights_by_texts()[english().words.look_up(hashes)],
        stems * np.array([len(word) >= STEM for word in words]),
        np.array([NUMBER_WORDS.get(word, -1) for word in words]),
        np.array([word in FUNCTION_WORDS for word in words]),
        np.array([word[0].isdigit() for word in words]),
    )


@cache
def _weights_by_texts() -> NDArray[np.float64]:
    """The weight of a word in so many texts; what the background lacks is as rare as can be."""
    texts = english().texts
    weights: NDArray[np.float64] = np.log(1 + texts / (1 + np.arange(texts + 1)))
    return weights
