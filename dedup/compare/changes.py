"""What kind of changes two versions differ by: words for words, facts for facts, or more.

Spinners put a word or a phrase into the place of another and leave all else; people and models
insert, leave out and turn round as well. A form that is filled in twice differs by names and
numbers in equal places.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.compare.align import Counterpart
from dedup.compare.phrases import PhraseChange

MOST_SWAPPED = 3  # words on each side of a swap
MOST_IN_SLOT = 8  # words on each side where one fact stands for another


class Changes(NamedTuple):
    """Shares of all changes inside aligned sentences, and how many of a kind there are."""

    swapped: float  # one to three words for one to three
    exchanged: float  # names or numbers that the other text lacks, for such ones
    slots: int  # how many of these


NONE = Changes(0.0, 0.0, 0)


def changes_in(
    alike: Sequence[tuple[Counterpart, Sequence[PhraseChange]]],
    starts: Sequence[int],
    short_facts: NDArray[np.bool_],
    long_facts: NDArray[np.bool_],
    per_word: int = 1,
) -> Changes:
    """Count the changes of sentences that are alike.

    `starts` has where each sentence of the longer text begins; `short_facts` and `long_facts` say
    of each word of the texts whether it is a fact that the other lacks; `per_word` how many words,
    as they are counted, a word is: where words are not spaced each character counts.
    """
    rows = [
        (link.short.start + a, link.short.start + b, starts[link.place] + c, starts[link.place] + d)
        for link, changes in alike
        for a, b, c, d in changes
    ]
    if not rows:
        return NONE
    a, b, c, d = np.array(rows).T
    one, two = (b - a + per_word - 1) // per_word, (d - c + per_word - 1) // per_word
    is_both = (one > 0) & (two > 0)
    is_swap = is_both & (one <= MOST_SWAPPED) & (two <= MOST_SWAPPED)
    is_slot = is_both & (one <= MOST_IN_SLOT) & (two <= MOST_IN_SLOT)
    is_slot &= (_until(short_facts, b) > _until(short_facts, a)) & (
        _until(long_facts, d) > _until(long_facts, c)
    )
    return Changes(float(is_swap.mean()), float(is_slot.mean()), int(np.count_nonzero(is_slot)))


def _until(flags: NDArray[np.bool_], places: NDArray[np.intp]) -> NDArray[np.int64]:
    """How many flags are set before each of these places."""
    sums: NDArray[np.int64] = np.concatenate([[0], flags.cumsum()])[places]
    return sums
