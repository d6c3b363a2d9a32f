"""Pairs of articles, as all steps hand them on."""

from typing import NamedTuple

Pair = tuple[int, int]  # two ids, the smaller one first


def ordered(a: int, b: int) -> Pair:
    """The pair of two ids, the smaller one first.

    >>> ordered(7, 3)
    (3, 7)
    """
    return (a, b) if a < b else (b, a)


class CandidatePair(NamedTuple):
    """Two articles worth comparing, `article_id < other_id`, and the channels that found them."""

    article_id: int
    other_id: int
    channels: tuple[str, ...]
