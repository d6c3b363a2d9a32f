"""Which phrase of one text became which of the other: what a spinner's dictionary looks like."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.align import ALIKE, Link, links
from dedup.features import Comparison
from dedup.prepared import FUNCTION_WORDS

MAX_PHRASE = 6  # words: longer stretches were written anew, not replaced


class Replacement(NamedTuple):
    """`a_phrase` of one text stands as `b_phrase` in the other, so many times."""

    a_phrase: str
    b_phrase: str
    times: int


class _Change(NamedTuple):
    """Words a_start..a_end of one text against b_start..b_end of the other."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def replacements(pair: Comparison, is_short_first: bool) -> tuple[Replacement, ...]:
    """The phrases replaced inside aligned sentences, the most frequent first.

    `is_short_first` says whose phrase comes first in each.
    """
    short, long = pair.short, pair.long
    counted = Counter(
        (
            " ".join(short.spelled[change.a_start : change.a_end]),
            " ".join(long.spelled[change.b_start : change.b_end]),
        )
        for link in links(short, long)
        if link.likeness >= ALIKE
        for change in _changes(link, short.spelled)
    )
    turned = (phrases if is_short_first else phrases[::-1] for phrases in counted)
    found = (
        Replacement(*phrases, times)
        for phrases, times in zip(turned, counted.values(), strict=True)
    )
    return tuple(sorted(found, key=lambda found: (-found.times, found)))


def _changes(link: Link, spelled: tuple[str, ...]) -> Iterator[_Change]:
    gaps = _gaps(link.short.words, link.long.words)
    moved = (
        _Change(
            gap.a_start + link.short.start,
            gap.a_end + link.short.start,
            gap.b_start + link.long.start,
            gap.b_end + link.long.start,
        )
        for gap in gaps
    )
    for change in (_glued(joined, link) for joined in _joined(moved, spelled)):
        lengths = change.a_end - change.a_start, change.b_end - change.b_start
        if min(lengths) and max(lengths) <= MAX_PHRASE:
            yield change


def _gaps(one: str, two: str) -> Iterator[_Change]:
    """What lies between the words that two sentences have in the same order."""
    end_one = end_two = 0
    for block in LCSseq.editops(one, two).as_matching_blocks():
        if (end_one, end_two) != (block.a, block.b):
            yield _Change(end_one, block.a, end_two, block.b)
        end_one, end_two = block.a + block.size, block.b + block.size


def _joined(changes: Iterable[_Change], spelled: tuple[str, ...]) -> Iterator[_Change]:
    """Changes with one or two function words between them are one: "top aide to" -> "chief of"."""
    held: _Change | None = None
    for change in changes:
        if held is None:
            held = change
            continue
        between = spelled[held.a_end : change.a_start]
        joined = _Change(held.a_start, change.a_end, held.b_start, change.b_end)
        if len(between) <= 2 and FUNCTION_WORDS.issuperset(between) and _is_phrase(joined):
            held = joined
        else:
            yield held
            held = change
    if held is not None:
        yield held


def _is_phrase(change: _Change) -> bool:
    return max(change.a_end - change.a_start, change.b_end - change.b_start) <= MAX_PHRASE


def _glued(change: _Change, link: Link) -> _Change:
    """An insertion takes its left neighbour along: "Chinese" -> "Chinese language"."""
    is_one_sided = change.a_start == change.a_end or change.b_start == change.b_end
    if is_one_sided and change.a_start > link.short.start and change.b_start > link.long.start:
        return change._replace(a_start=change.a_start - 1, b_start=change.b_start - 1)
    return change
