"""MinHash signatures, by datasketch (Broder, 1997).

A signature takes 67 µs a text with it. The same arithmetic over whole batches takes 29, which is
1 to 2 % of a large import: too little for code of our own beside a library that everybody knows.
Its import takes .65 s and 84 MB, so nothing but signing loads it (`dedup.candidates.sign.warm`).
"""

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.shingles import Shingles

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128  # the standard error of an estimate is sqrt(J(1-J)/128): .044 at .5
SEED = 1  # datasketch's default
SCHEME = "affine32"


def sign(shingles: Shingles) -> NDArray[np.uint32]:
    """The signature of each text, uint32[n, 128]; of a text without words it is all ones."""
    values = (shingles.hashes >> np.uint64(32)).tolist()
    bounds = shingles.offsets.tolist()
    signatures = np.empty((len(bounds) - 1, PERMUTATIONS), np.uint32)
    for row, (first, last) in enumerate(pairwise(bounds)):
        sketch = _prototype().copy()
        sketch.update_batch(values[first:last])
        signatures[row] = sketch.hashvalues
    return signatures


@cache
def _prototype() -> "MinHash":
    """An empty sketch: copies of it share its permutations."""
    from datasketch import MinHash  # noqa: PLC0415 (see above)

    return MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=int)
