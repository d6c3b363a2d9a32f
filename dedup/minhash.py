"""MinHash signatures in batches, bit for bit those of datasketch 2.0 (Broder, 1997).

datasketch hashes one text at a time; the same arithmetic over whole batches is some thirty times
faster and gives sketches that every datasketch user can read: `lean` wraps a row.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dedup.shingles import Shingles

if TYPE_CHECKING:
    from datasketch import LeanMinHash

PERMUTATIONS = 128  # the standard error of an estimate is sqrt(J(1-J)/128): .044 at .5
SEED = 1  # datasketch's default
EMPTY = np.uint32(0xFFFFFFFF)  # what a text without words has everywhere, as in datasketch
_CHUNK = 1 << 13  # shingles permuted at once: 4 MB of products


def shingle_hash(shingle: int) -> int:
    """The 32 bits of a shingle hash that are permuted: `hashfunc` for `datasketch.MinHash`."""
    return int(shingle) >> 32


def sign(shingles: Shingles) -> NDArray[np.uint32]:
    """The signature of each text, uint32[n, 128].

    Equal to `datasketch.MinHash(num_perm=128, scheme="affine32", hashfunc=shingle_hash)` fed with
    the text's shingles.
    """
    signatures = np.full((len(shingles.offsets) - 1, PERMUTATIONS), EMPTY, np.uint32)
    values = _fmix32((shingles.hashes >> np.uint64(32)).astype(np.uint32))
    factors, addends = _permutations()
    filled = np.flatnonzero(np.diff(shingles.offsets))
    for rows in _chunks(filled, shingles.offsets):
        first, last = shingles.offsets[rows[0]], shingles.offsets[rows[-1] + 1]
        # A permutation a row: minima of neighbours in memory take an eighth of the time.
        products = factors[:, None] * values[first:last]
        products += addends[:, None]
        signatures[rows] = np.minimum.reduceat(products, shingles.offsets[rows] - first, axis=1).T
    return signatures


def lean(row: NDArray[np.uint32]) -> "LeanMinHash":
    """A signature as datasketch's own type, comparable with sketches made by `shingle_hash`."""
    from datasketch import LeanMinHash  # noqa: PLC0415  it loads scipy: 0.8 s

    return LeanMinHash(seed=SEED, hashvalues=row, scheme="affine32")


def _chunks(rows: NDArray[np.int64], offsets: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Rows in runs of at most about `_CHUNK` shingles; one longer text is a run of its own."""
    cuts = np.flatnonzero(np.diff(offsets[rows] // _CHUNK)) + 1
    return [run for run in np.split(rows, cuts) if len(run)]


def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    random = np.random.RandomState(SEED)  # datasketch's generator, draw for draw
    factors = random.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32)
    addends = random.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return factors * np.uint32(2) + np.uint32(1), addends


def _fmix32(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's 32-bit finalizer, datasketch's mixing before it permutes."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
