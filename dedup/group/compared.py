"""What the search for a source knows of two texts that were compared."""

from typing import NamedTuple

from dedup.compare.direction import EVEN, Oddness


class Compared(NamedTuple):
    """Two classes compared, `a` the one with the smaller id.

    The shares are the part of each text that the other accounts for; `is_spun` says that words
    were swapped between the two, `oddness` how odd the words on each side are.
    """

    a_share: float
    b_share: float
    is_spun: bool
    oddness: Oddness = EVEN
