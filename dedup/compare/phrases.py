"""From single changed words to the phrases that a reader would name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.words.vocabulary import FUNCTION_WORDS

MAX_PHRASE = 6  # words: longer stretches were written anew, not replaced
MAX_BETWEEN = 2  # function words that do not part two changes
MAX_GLUED = 3  # words: what is inserted at more length stands for itself


class PhraseChange(NamedTuple):
    """Words a_start..a_end of one text against b_start..b_end of the other."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def gaps(one: Sequence[str], two: Sequence[str]) -> Iterator[PhraseChange]:
    """What lies between the words that two sequences have in the same order.

    >>> list(gaps("abcd", "abxyd"))
    [PhraseChange(a_start=2, a_end=3, b_start=2, b_end=4)]
    """
    if one == two:
        return
    end_one = end_two = 0
    for start_one, start_two, size in LCSseq.editops(one, two).as_matching_blocks():
        if end_one != start_one or end_two != start_two:
            yield PhraseChange(end_one, start_one, end_two, start_two)
        end_one, end_two = start_one + size, start_two + size


def phrases(changes: Iterable[PhraseChange], spelled: Sequence[str]) -> Iterator[PhraseChange]:
    """Changes joined over one or two function words, short insertions with their left neighbour.

    So "go to" stands against "visit", and "Chinese language" against "Chinese".
    """
    end_one = end_two = 0
    for change in _joined(changes, spelled):
        a_start, a_end, b_start, b_end = change
        is_insertion = a_start == a_end or b_start == b_end
        has_room = a_start > end_one and b_start > end_two
        if is_insertion and has_room and max(a_end - a_start, b_end - b_start) <= MAX_GLUED:
            yield PhraseChange(a_start - 1, a_end, b_start - 1, b_end)
        else:
            yield change
        end_one, end_two = a_end, b_end


def _joined(changes: Iterable[PhraseChange], spelled: Sequence[str]) -> Iterator[PhraseChange]:
    held: PhraseChange | None = None
    for change in changes:
        if held is not None and _belong_together(held, change, spelled):
            held = PhraseChange(held.a_start, change.a_end, held.b_start, change.b_end)
        else:
            if held is not None:
                yield held
            held = change
    if held is not None:
        yield held


def _belong_together(one: PhraseChange, two: PhraseChange, spelled: Sequence[str]) -> bool:
    if two.a_start - one.a_end > MAX_BETWEEN:
        return False
    length = max(two.a_end - one.a_start, two.b_end - one.b_start)
    return length <= MAX_PHRASE and FUNCTION_WORDS.issuperset(spelled[one.a_end : two.a_start])
