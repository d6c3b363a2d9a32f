"""Runs of words that two texts share, and runs that one of them has alone."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Prefix

PASSAGE = 8  # words in a row that two reporters do not both write unless they quote the same thing
OWN_WORDS = 15  # headlines and trailers are shorter


def passages(short: str, long: str, is_shared: NDArray[np.bool_], size: int) -> list[int]:
    """The lengths of the runs of `short`, of `size` words and more, that `long` has.

    `is_shared` says of every three words in a row of `short` whether `long` has them.

    >>> passages("abcdef-ab", "xabcdef", np.array([1, 1, 1, 1, 0, 0, 0]) > 0, size=4)
    [6]
    """
    found: list[int] = []
    end = 0
    for start, stop in _blocks(short, long, is_shared.tobytes(), size):
        if start < end:
            found[-1] += stop - end
        else:
            found.append(stop - start)
        end = stop
    return found


def _blocks(short: str, long: str, is_shared: bytes, size: int) -> Iterator[tuple[int, int]]:
    """Where runs start and end in `short`; they may overlap."""
    promising = b"\1" * (size - 2)
    start = is_shared.find(promising)
    while start >= 0:
        place = long.find(short[start : start + size])
        if place >= 0:
            stop = start + Prefix.similarity(short[start:], long[place:])
            yield start, stop
            start = stop - size
        start = is_shared.find(promising, start + 1)


def longest_own(is_shared: NDArray[np.bool_]) -> int:
    """The longest run of words outside common trigrams; shorter than OWN_WORDS counts as none.

    >>> longest_own(np.array([1, *[0] * 20, 1, 1]) > 0)
    18
    """
    size = len(is_shared)
    places = is_shared.nonzero()[0]
    if not len(places):
        return size + 2 if size + 2 >= OWN_WORDS else 0
    between = int((places[1:] - places[:-1]).max(initial=0)) - 3
    longest = max(int(places[0]), between, size - 1 - int(places[-1]))
    return longest if longest >= OWN_WORDS else 0
