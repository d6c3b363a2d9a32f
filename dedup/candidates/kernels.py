"""MinHash bands of texts, compiled: what datasketch signs and `lsh` folds, bit for bit.

Nothing imports this but `channels`, and that only where `dedup.fast` is on. datasketch is not
loaded then: its permutations are those of numpy's generator with its seed, which a test compares.
"""

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dedup.candidates.lsh import BANDS, ROWS
from dedup.candidates.minhash import PERMUTATIONS, SEED
from dedup.candidates.shingles import Shingles

U = np.uint64
GOLDEN, MURMUR, OTHER = U(0x9E3779B97F4A7C15), U(0xFF51AFD7ED558CCD), U(0xC4CEB9FE1A85EC53)


def band_keys(shingles: Shingles) -> NDArray[np.int64]:
    """One 63-bit key for each band of each text, int64[n, 25]."""
    keys: NDArray[np.int64] = _band_keys(shingles.hashes, shingles.offsets, *_permutations())
    return keys


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors and addends of datasketch's scheme "affine32"."""
    drawn = np.random.RandomState(SEED)
    factors = drawn.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, drawn.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


@njit
def _mixed(value):
    value = (value ^ (value >> U(33))) * MURMUR
    value = (value ^ (value >> U(33))) * OTHER
    return value ^ (value >> U(33))


@njit
def _spread(hashed):
    """Spread 32 bits, as datasketch does before it permutes."""
    value = np.uint32(hashed >> U(32))
    value = np.uint32((value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    value = np.uint32((value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@njit(cache=True)
def _band_keys(hashes, offsets, factors, addends):
    keys = np.empty((offsets.size - 1, BANDS), np.int64)
    values = np.empty(hashes.size, np.uint32)
    for place in range(hashes.size):
        values[place] = _spread(hashes[place])
    for text in range(keys.shape[0]):
        of_text = values[offsets[text] : offsets[text + 1]]
        for band in range(BANDS):
            key = U(band + 1)
            for row in range(band * ROWS, band * ROWS + ROWS):
                key = _mixed(key * GOLDEN + U(_least(of_text, factors[row], addends[row])))
            keys[text, band] = np.int64(key >> U(1))
    return keys


@njit
def _least(values, factor, addend):
    """The least of the values, permuted."""
    least = np.uint32(0xFFFFFFFF)
    for value in values:
        least = min(least, np.uint32(factor * value + addend))
    return least
