"""Which phrase of one text became which of the other: what a spinner's dictionary looks like."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from dedup.align import ALIKE, Link
from dedup.features import Comparison
from dedup.phrases import MAX_PHRASE, gaps, phrases


class Replacement(NamedTuple):
    """`a_phrase` of one text stands as `b_phrase` in the other, so many times."""

    a_phrase: str
    b_phrase: str
    times: int


def replacements(pair: Comparison, is_short_first: bool) -> tuple[Replacement, ...]:
    """The phrases replaced inside aligned sentences, the most frequent first.

    `is_short_first` says whose phrase comes first in each.
    """
    counted = Counter(
        phrase
        for link in pair.links
        if link.likeness >= ALIKE
        for phrase in _replaced(link, pair.short.spelled, pair.long.spelled)
    )
    found = (
        Replacement(*(phrase if is_short_first else phrase[::-1]), times)
        for phrase, times in counted.items()
    )
    return tuple(sorted(found, key=lambda found: (-found.times, found)))


def _replaced(
    link: Link, short: tuple[str, ...], long: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    one = short[link.short.start : link.short.start + len(link.short.words)]
    two = long[link.long.start : link.long.start + len(link.long.words)]
    for change in phrases(gaps(link.short.words, link.long.words), one):
        if min(change.lengths) and max(change.lengths) <= MAX_PHRASE:
            yield (
                " ".join(one[change.a_start : change.a_end]),
                " ".join(two[change.b_start : change.b_end]),
            )
