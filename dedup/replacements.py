"""Which phrase of one text became which of the other: what a spinner's dictionary looks like.

Words that stand for each other one by one are counted one by one, so that a dictionary's entry is
found wherever it was used; other phrases are kept whole ("visit", "go to").
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dedup.align import ALIKE, Link
from dedup.features import Comparison
from dedup.phrases import MAX_PHRASE, gaps, phrases
from dedup.prepared import FUNCTION_WORDS, Prepared, Sentence
from dedup.tokens import words


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
        phrase for link in pair.links if link.likeness >= ALIKE for phrase in _replaced(link, pair)
    )
    found = (
        Replacement(*(phrase if is_short_first else phrase[::-1]), times)
        for phrase, times in counted.items()
    )
    return tuple(sorted(found, key=lambda found: (-found.times, found)))


class Consistency(NamedTuple):
    """A replacement, and how often the first text has the phrase at all: 3 of 3 times."""

    a_phrase: str
    b_phrase: str
    times: int
    of: int


def consistency(found: Iterable[Replacement], a_words: Sequence[str]) -> list[Consistency]:
    """Replacements beside how often `a_words`, all words of the first text, hold the phrase.

    An automatic spinner replaces a word the same way wherever it stands, a person does not.

    >>> text = "the visit was short but a visit counts".split()
    >>> consistency([Replacement("visit", "go to", 2)], text)
    [Consistency(a_phrase='visit', b_phrase='go to', times=2, of=2)]
    """
    return [
        Consistency(*one, max(one.times, occurrences(words(one.a_phrase), a_words)))
        for one in found
    ]


def occurrences(phrase: Sequence[str], within: Sequence[str]) -> int:
    """How often the words of a phrase stand in a row.

    >>> occurrences(["a", "b"], ["a", "b", "a", "b", "b"])
    2
    """
    size, sought = len(phrase), list(phrase)
    starts = (place for place, word in enumerate(within) if word == sought[0])
    return sum(list(within[place : place + size]) == sought for place in starts)


def _replaced(link: Link, pair: Comparison) -> Iterator[tuple[str, str]]:
    one, two = _spelled(link.short, pair.short), _spelled(link.long, pair.long)
    is_unspaced = pair.short.is_unspaced
    space = "" if is_unspaced else " "
    for change in phrases(gaps(link.short.words, link.long.words), one):
        before = one[change.a_start : change.a_end]
        after = two[change.b_start : change.b_end]
        if not is_unspaced and _is_word_for_word(before, after):
            yield from ((a, b) for a, b in zip(before, after, strict=True) if a != b)
        elif min(change.lengths) and max(change.lengths) <= MAX_PHRASE:
            yield space.join(before), space.join(after)


def _spelled(sentence: Sentence, text: Prepared) -> tuple[str, ...]:
    return text.spelled[sentence.start : sentence.start + len(sentence.words)]


def _is_word_for_word(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether each word has one in its place: as many, and the function words stay.

    >>> _is_word_for_word(["award", "the", "contract"], ["bestow", "the", "agreement"])
    True
    >>> _is_word_for_word(["asked", "to", "go"], ["begged", "for", "help"])
    False
    """
    return len(before) == len(after) and all(
        a == b or not {a, b} & FUNCTION_WORDS for a, b in zip(before, after, strict=True)
    )
