"""Scaled MinHash: one word trigram in four, chosen by its hash, the same ones in every text.

A sketch of fixed size sees what share of two texts is common, and spun copies have too little of
it; a sample that grows with the text counts *how many* rare trigrams are common, and two are proof
enough to look closer. (FracMinHash: Irber et al., 2022.) Measured on 29,640 articles: two shared
of the sample, trigrams in more than 30 texts left out, find 99 to 100 % of every kind of copy, up
to half of the words replaced, with 5 candidates an article.
"""

import numpy as np

from dedup.candidates.postings import Postings, postings
from dedup.candidates.shingles import Shingles

ONE_IN = 4
MAX_HOLDERS = 30  # a trigram in more texts than this is a phrase of the language, not of a story
MIN_SHARED = 2


def sample(shingles: Shingles) -> Postings:
    """The sampled shingles of each text, distinct within it."""
    rows = np.repeat(np.arange(len(shingles.offsets) - 1), np.diff(shingles.offsets))
    chosen = shingles.hashes % np.uint64(ONE_IN) == 0
    return postings(rows[chosen], shingles.hashes[chosen])
