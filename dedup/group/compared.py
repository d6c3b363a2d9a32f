"""What the search for a source knows of two texts that were compared."""

from typing import NamedTuple

from dedup.compare.direction import EVEN, Oddness


class Compared(NamedTuple):
    """Two classes compared, `a` the one with the smaller id.

    The shares are the part of each text that the other accounts for; `oddness` says how odd the
    words on each side are.
    """

    a_share: float
    b_share: float
    relation: str
    oddness: Oddness = EVEN

    @property
    def is_spun(self) -> bool:
        """Whether words were swapped between the two."""
        return self.relation == "spun"

    @property
    def is_retold(self) -> bool:
        """Whether the sentences themselves were made anew."""
        return self.relation in ("spun", "rewritten")

    @property
    def is_whole(self) -> bool:
        """Whether one of the two was taken over nearly whole, or made nearly whole from the other.

        >>> Compared(0.45, 0.5, "edited").is_whole, Compared(1.0, 0.3, "edited").is_whole
        (False, True)
        """
        return max(self.a_share, self.b_share) >= WHOLE


# A roundup shares a half of itself with each of its sources, and they a half of themselves: when it
# appeared says nothing about who wrote the half. A flash lies whole in the story that it grew into.
WHOLE = 0.6
