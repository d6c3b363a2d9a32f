"""What ordinary news English looks like: how many texts hold a word, or a pair of neighbours.

Two hashed tables, counted once over news articles and shipped as `english.npz` (PROVENANCE.md says
from what, build.py how). Rare words weigh more when texts are compared; word pairs that nobody
writes betray an automatic spinner. Loaded at first use, about 10 ms.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.words.tokens import mixed

_NEXT = np.uint64(0xD6E8FEB86659FD93)  # odd, so that "b a" is not "a b"


class TextCounts(NamedTuple):
    """Sorted 32-bit hashes, and the number of texts that hold each."""

    hashes: NDArray[np.uint32]
    texts: NDArray[np.uint16]

    def look_up(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many texts each was seen; 0 when too few to be listed."""
        short = (hashes >> np.uint64(32)).astype(np.uint32)
        place = self.hashes.searchsorted(short)
        is_listed = self.hashes.take(place, mode="clip") == short
        texts: NDArray[np.int64] = self.texts.take(place, mode="clip") * is_listed.astype(np.int64)
        return texts


class Background(NamedTuple):
    """The word and word-pair tables, counted over `texts` texts."""

    texts: int
    words: TextCounts
    pairs: TextCounts


def pair_hashes(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hash of each pair of neighbours in a sequence of hashed words: uint64[t - 1]."""
    return mixed(words[:-1] * _NEXT + words[1:])


@cache
def english() -> Background:
    """The shipped tables."""
    with (
        files("dedup.words.background").joinpath("english.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as held,
    ):
        return Background(
            int(held["texts"]),
            TextCounts(np.cumsum(held["word_steps"], dtype=np.uint32), held["word_texts"]),
            TextCounts(np.cumsum(held["pair_steps"], dtype=np.uint32), held["pair_texts"]),
        )
