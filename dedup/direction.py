"""Which of two texts is the original, by their words alone.

A spinner writes word pairs that nobody writes ("Chinese language President"). Of the pairs of
listed words that only one of two texts has, the spun side's are more often unknown to the
background. Measured with the sources themselves left out of the background: right for 97.6, 99.0,
99.7 and 100 % of copies with 10, 20, 30 and 50 % of the words replaced. On copies that people
edited it says nothing (60 % right): both sides are ordinary English.
"""

from dedup.prepared import Prepared
from dedup.sets import among

DOUBT = (
    10  # imagined pairs on each side, as often unknown as both sides' are: few pairs decide little
)


def oddness(a: Prepared, b: Prepared) -> tuple[float, float]:
    """The share of unknown ones among the word pairs that the other text lacks, of a's and of b's.

    Between 0 and 1; b is the spun side where its share is the higher one. Ordinary English has
    .30 to .55 of them (half of the texts .37 to .48), spun text .53 to .76.
    """
    of_a, of_b = a.listed_pairs, b.listed_pairs
    shared = among(of_a.hashes, of_b.hashes)
    own_a, own_b = len(of_a.hashes) - shared.sum(), len(of_b.hashes) - shared.sum()
    both = of_a.is_unknown[shared].sum()
    unknown_a, unknown_b = of_a.is_unknown.sum() - both, of_b.is_unknown.sum() - both
    if not own_a or not own_b:
        return 0.0, 0.0
    usual = (unknown_a + unknown_b) / (own_a + own_b)
    return (
        float((unknown_a + DOUBT * usual) / (own_a + DOUBT)),
        float((unknown_b + DOUBT * usual) / (own_b + DOUBT)),
    )
