"""Which of two texts is the original, by their words alone.

A spinner writes word pairs that nobody writes ("Chinese language President"). Of the pairs of
common words that only one of two texts has, the spun side's are more often unknown to the
background. Measured: right for 97 to 100 % of spun pairs, 10 to 50 % of the words replaced. On
copies that people edited it says nothing: both sides are ordinary English.
"""

import numpy as np
from numpy.typing import NDArray

from dedup.background import english, pair_hashes
from dedup.prepared import Prepared

COMMON = 10  # texts of the background that hold a word before its pairs are judged
DOUBT = (
    10  # imagined pairs on each side, as often unknown as both sides' are: few pairs decide little
)


def direction(a: Prepared, b: Prepared) -> float:
    """How much more often b's own word pairs are unknown than a's: > 0 when a is the original.

    Between -1 and 1; direction(b, a) is its negative.
    """
    of_a, of_b = _judged(a), _judged(b)
    unknown_a, own_a = _unknown(np.setdiff1d(of_a, of_b))
    unknown_b, own_b = _unknown(np.setdiff1d(of_b, of_a))
    if not own_a or not own_b:
        return 0.0
    usual = (unknown_a + unknown_b) / (own_a + own_b)
    share_a = (unknown_a + DOUBT * usual) / (own_a + DOUBT)
    share_b = (unknown_b + DOUBT * usual) / (own_b + DOUBT)
    return share_b - share_a


def _judged(text: Prepared) -> NDArray[np.uint64]:
    """The pairs of neighbouring words that are both common."""
    common = english().words.look_up(text.hashes) >= COMMON
    return pair_hashes(text.hashes)[common[:-1] & common[1:]]


def _unknown(pairs: NDArray[np.uint64]) -> tuple[int, int]:
    """How many of these the background lacks, and how many there are."""
    return int((english().pairs.look_up(pairs) == 0).sum()), len(pairs)
