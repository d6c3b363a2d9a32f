"""From single changed words to the phrases that a reader would name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.prepared import FUNCTION_WORDS

MAX_PHRASE = 6  # words: longer stretches were written anew, not replaced
MAX_GLUED = 3  # words: what is inserted at more length stands for itself


class Change(NamedTuple):
    """Words a_start..a_end of one text against b_start..b_end of the other."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int

    @property
    def lengths(self) -> tuple[int, int]:
        """How many words on each side."""
        return self.a_end - self.a_start, self.b_end - self.b_start


def gaps(one: Sequence[str], two: Sequence[str]) -> Iterator[Change]:
    """What lies between the words that two sequences have in the same order.

    >>> list(gaps("abcd", "abxyd"))
    [Change(a_start=2, a_end=3, b_start=2, b_end=4)]
    """
    end_one = end_two = 0
    for block in LCSseq.editops(one, two).as_matching_blocks():
        if (end_one, end_two) != (block.a, block.b):
            yield Change(end_one, block.a, end_two, block.b)
        end_one, end_two = block.a + block.size, block.b + block.size


def phrases(changes: Iterable[Change], spelled: Sequence[str]) -> Iterator[Change]:
    """Changes joined over one or two function words, short insertions with their left neighbour.

    So "go to" stands against "visit", and "Chinese language" against "Chinese".
    """
    end_one = end_two = 0
    for change in _joined(changes, spelled):
        glued = change
        room = min(change.a_start - end_one, change.b_start - end_two)
        if room and not min(change.lengths) and max(change.lengths) <= MAX_GLUED:
            glued = change._replace(a_start=change.a_start - 1, b_start=change.b_start - 1)
        yield glued
        end_one, end_two = change.a_end, change.b_end


def _joined(changes: Iterable[Change], spelled: Sequence[str]) -> Iterator[Change]:
    held: Change | None = None
    for change in changes:
        if held is not None and _belong_together(held, change, spelled):
            held = Change(held.a_start, change.a_end, held.b_start, change.b_end)
        else:
            if held is not None:
                yield held
            held = change
    if held is not None:
        yield held


def _belong_together(one: Change, two: Change, spelled: Sequence[str]) -> bool:
    between = spelled[one.a_end : two.a_start]
    length = max(two.a_end - one.a_start, two.b_end - one.b_start)
    return len(between) <= 2 and length <= MAX_PHRASE and FUNCTION_WORDS.issuperset(between)
