"""Which of two texts is the original, by their words alone.

A spinner writes word pairs that nobody writes ("Chinese language President"). Of the pairs of
listed words that only one of two texts has, the spun side's are more often unknown to the
background. Measured with the sources themselves left out of the background: right for 97.6, 99.0,
99.7 and 100 % of copies with 10, 20, 30 and 50 % of the words replaced. On copies that people
edited it says nothing (60 % right): both sides are ordinary English.
"""

import numpy as np
from numpy.typing import NDArray

from dedup.background import english, pair_hashes
from dedup.prepared import Prepared

DOUBT = (
    10  # imagined pairs on each side, as often unknown as both sides' are: few pairs decide little
)


def oddness(a: Prepared, b: Prepared) -> tuple[float, float]:
    """The share of unknown ones among the word pairs that the other text lacks, of a's and of b's.

    Between 0 and 1; b is the spun side where its share is the higher one. Ordinary English has
    .30 to .55 of them (half of the texts .37 to .48), spun text .53 to .76.
    """
    of_a, of_b = _judged(a), _judged(b)
    unknown_a, own_a = _unknown(np.setdiff1d(of_a, of_b))
    unknown_b, own_b = _unknown(np.setdiff1d(of_b, of_a))
    if not own_a or not own_b:
        return 0.0, 0.0
    usual = (unknown_a + unknown_b) / (own_a + own_b)
    return (
        (unknown_a + DOUBT * usual) / (own_a + DOUBT),
        (unknown_b + DOUBT * usual) / (own_b + DOUBT),
    )


def _judged(text: Prepared) -> NDArray[np.uint64]:
    """The pairs of neighbouring words that are both listed.

    Asking for commoner words (10, 30, 100 texts) lost 1 to 3 % of the right answers.
    """
    listed = english().words.look_up(text.hashes) > 0
    return pair_hashes(text.hashes)[listed[:-1] & listed[1:]]


def _unknown(pairs: NDArray[np.uint64]) -> tuple[int, int]:
    """How many of these the background lacks, and how many there are."""
    return int((english().pairs.look_up(pairs) == 0).sum()), len(pairs)
