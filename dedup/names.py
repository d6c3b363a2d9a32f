"""Keys of the story channel: names and numbers, alone and with the name or number that follows.

A text rewritten in other words keeps hardly any trigram of its source, and a second reporter's
text none; both keep who, where and how many. Measured on 20,127 articles, keys in more than 50
texts left out and three shared within three days: every rewritten pair and 92 % of full reports of
one event are offered, with 2.8 candidates an article; names alone need 3.6 for less, pairs alone
lose a tenth of the reports.
"""

from collections.abc import Sequence

import numpy as np

from dedup.postings import Postings, postings, sharing
from dedup.sentences import name_flags, sentences
from dedup.tokens import caseless, hashed, mixed

MAX_HOLDERS = 50
MIN_SHARED = 3
_FOLLOWED = np.uint64(0xD6E8FEB86659FD93)


def mentions(text: str) -> list[str]:
    """The names (word by word) and numbers of a text in order, without their capitals.

    >>> mentions("On Monday Xi Jinping met 35 envoys in Beijing.")
    ['monday', 'xi', 'jinping', '35', 'beijing']
    """
    return [
        word
        for sentence in sentences(text)
        for word, is_name in zip(caseless(sentence), name_flags(sentence), strict=True)
        if is_name
    ]


def name_keys(texts: Sequence[str]) -> Postings:
    """The story channel's keys of each text, distinct within it."""
    found = hashed([mentions(text) for text in texts])
    rows = np.repeat(np.arange(len(texts)), np.diff(found.offsets))
    neighbours = rows[1:] == rows[:-1]
    pairs = mixed(found.hashes[:-1] * _FOLLOWED + found.hashes[1:])[neighbours]
    return postings(
        np.concatenate([rows, rows[1:][neighbours]]), np.concatenate([found.hashes, pairs])
    )


def candidates(held: Postings) -> set[tuple[int, int]]:
    """Pairs of rows (lower first) sharing enough rare names: the reference for the join."""
    return set(sharing(held, MAX_HOLDERS, MIN_SHARED))
