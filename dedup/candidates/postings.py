"""Which text holds which key: what the candidate channels hand to an index."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Postings(NamedTuple):
    """Row `row[i]` of the batch holds the 63-bit key `key[i]`; in order of rows."""

    row: NDArray[np.int64]
    key: NDArray[np.int64]


def postings(row: NDArray[np.int64], hashes: NDArray[np.uint64]) -> Postings:
    """Distinct (row, key) pairs, sorted by both; keys cut to 63 bits for a signed column."""
    key = (hashes >> np.uint64(1)).astype(np.int64)
    order = np.lexsort((key, row))
    row, key = row[order], key[order]
    fresh = np.ones(len(row), np.bool_)
    fresh[1:] = (row[1:] != row[:-1]) | (key[1:] != key[:-1])
    return Postings(row[fresh], key[fresh])
