"""Signing: from texts to the keys by which they meet; what a worker does with a batch of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.channels import CHANNELS, batch_of
from dedup.candidates.postings import Postings


class Keys(NamedTuple):
    """Keys of some texts in one channel, as two columns: a text's content hash, and a key."""

    text: NDArray[np.int64]
    key: NDArray[np.int64]


class Signed(NamedTuple):
    """The content hashes of some texts, and their keys in each channel by its name."""

    texts: NDArray[np.int64]
    keys: Mapping[str, Keys]


def signed(texts: Sequence[tuple[int, str]]) -> Signed:
    """The keys of some texts, each given with its content hash."""
    hashes = np.array([content_hash for content_hash, _ in texts], np.int64)
    batch = batch_of([text for _, text in texts])
    return Signed(hashes, {c.name: keys_of(hashes, c.keys(batch)) for c in CHANNELS})


def keys_of(hashes: NDArray[np.int64], held: Postings) -> Keys:
    """The postings of a batch with content hashes instead of row numbers."""
    return Keys(hashes[held.row], held.key)


def warm() -> None:
    """Load all that signing needs: with datasketch .65 s and 84 MB that later forks share."""
    signed([(1, "The ferry sailed again on Monday, a week after the storm.")])
