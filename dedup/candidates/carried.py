"""What tells which sentences stand in many stories: what workers find out of a batch of texts."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.scaled import sample
from dedup.candidates.shingles import shingles
from dedup.candidates.sign import Keys
from dedup.words.boilerplate import Cleared, cleared, told
from dedup.words.tokens import Digest, digests, tokenize


class Carried(NamedTuple):
    """The content hashes of some texts, and the sentences that each holds."""

    texts: NDArray[np.int64]
    sentences: Keys


class Shortened(NamedTuple):
    """What is compared of a text, what was left out, and what the rest is known by."""

    compared: Cleared
    digest: Digest


def carried(texts: Sequence[tuple[int, str]]) -> Carried:
    """The hashes of the sentences of some texts, each given with its content hash."""
    hashes = [content_hash for content_hash, _ in texts]
    held = [
        (content_hash, key)
        for content_hash, sentences in zip(hashes, told([text for _, text in texts]), strict=True)
        for key in sorted({each.key for each in sentences if each.counts})
    ]
    columns = np.array(held, np.int64).reshape(-1, 2)
    return Carried(np.array(hashes, np.int64), Keys(columns[:, 0], columns[:, 1]))


def sampled(texts: Sequence[str]) -> list[NDArray[np.int64]]:
    """The word trigrams of each text, one in four, the same ones in every text."""
    found = sample(shingles(tokenize(texts)))
    return np.split(found.key, np.searchsorted(found.row, np.arange(1, len(texts))))


def shortened(texts: Sequence[tuple[str, Collection[int]]]) -> list[Shortened]:
    """What is compared of texts that are given with the hashes of sentences to leave out."""
    left = [cleared(text, keys) for text, keys in texts]
    return list(map(Shortened, left, digests([each.text for each in left])))
