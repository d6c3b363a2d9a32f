"""Which phrase of one text became which of the other: what a spinner's dictionary looks like.

Words that stand for each other one by one are counted one by one, so that a dictionary's entry is
found wherever it was used; other phrases are kept whole ("visit", "go to").
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter, eq
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from dedup.compare.align import ALIKE, Counterpart
from dedup.compare.comparison import Comparison
from dedup.compare.contents import Sentence
from dedup.compare.phrases import MAX_PHRASE, PhraseChange, gaps, phrases
from dedup.compare.prepared import Prepared
from dedup.words.tokens import words

# Words in order, of the longer sentence. Two of three sentences keep so many when half of the words
# were swapped (where half are ALIKE), one in twelve of a second reporter's does.
RETOLD = 0.4
ARTICLES = frozenset({"a", "an"})


Words = tuple[str, ...]


class Replacement(NamedTuple):
    """`a_phrase` of one text stands as `b_phrase` in the other, so many times."""

    a_phrase: str
    b_phrase: str
    times: int


def replacements(pair: Comparison, is_short_first: bool) -> tuple[Replacement, ...]:
    """The phrases replaced inside sentences that are the same, the most frequent first.

    `is_short_first` says whose phrase comes first in each.
    """
    counted = Counter(
        phrase
        for link, changes in [*pair.alike, *_retold(pair)]
        for phrase in _replaced(link, changes, pair)
    )
    found = sorted(
        Replacement(one, two, times) if is_short_first else Replacement(two, one, times)
        for (one, two), times in counted.items()
    )
    return tuple(sorted(found, key=attrgetter("times"), reverse=True))


class Consistency(NamedTuple):
    """A replacement, and how often the first text has the phrase at all: 3 of 3 times."""

    a_phrase: str
    b_phrase: str
    times: int
    of: int


def consistency(found: Iterable[Replacement], a_text: str) -> list[Consistency]:
    """Replacements beside how often `a_text`, the first text, holds the phrase.

    An automatic spinner replaces a word the same way wherever it stands, a person does not.

    >>> consistency([Replacement("visit", "go to", 2)], "The visit was short, but a visit counts.")
    [Consistency(a_phrase='visit', b_phrase='go to', times=2, of=2)]
    """
    within = countable(a_text)
    return [Consistency(*one, max(one.times, occurrences(one.a_phrase, within))) for one in found]


def countable(text: str) -> str:
    """A text's words, each between spaces of its own, for `occurrences`."""
    return "".join(f" {word} " for word in words(text))


def occurrences(phrase: str, within: str) -> int:
    """How often a phrase stands in a text that is `countable`.

    >>> occurrences("a b", countable("A b, a b c, ab"))
    2
    """
    return within.count(countable(phrase)) if phrase else 0


def _replaced(
    link: Counterpart, changes: Iterable[PhraseChange], pair: Comparison
) -> Iterator[tuple[str, str]]:
    one, two = _spelled(link.short, pair.short), _spelled(link.long, pair.long)
    is_unspaced = pair.short.is_unspaced
    space = "" if is_unspaced else " "
    for a_start, a_end, b_start, b_end in phrases(changes, one):
        if a_end - a_start == b_end - b_start == 1 and not is_unspaced:  # as most are
            if _is_telling(one[a_start], two[b_start]):
                yield one[a_start], two[b_start]
            continue
        before, after = one[a_start:a_end], two[b_start:b_end]
        for old, new in [(before, after)] if is_unspaced else parts(before, after):
            if 0 < len(old) <= MAX_PHRASE and 0 < len(new) <= MAX_PHRASE:
                yield space.join(old), space.join(new)


def parts(before: Words, after: Words) -> list[tuple[Words, Words]]:
    """A change cut at the words that both sides have, as far as something is left on both.

    >>> parts(("visit", "is", "expected"), ("go", "to", "is", "awaited"))
    [(('visit',), ('go', 'to')), (('expected',), ('awaited',))]
    >>> parts(("chinese",), ("chinese", "language"))
    [(('chinese',), ('chinese', 'language'))]
    """
    is_new = set(before).isdisjoint(after)
    if len(before) == len(after) and (is_new or _is_word_for_word(before, after)):
        one_by_one = zip(before, after, strict=True)
        return [((a,), (b,)) for a, b in one_by_one if _is_telling(a, b)]
    if is_new:
        return [(before, after)]
    for place, word in reversed(list(enumerate(before))):
        other = len(after) - 1 - after[::-1].index(word) if word in after else -1
        left, right = (before[:place], after[:other]), (before[place + 1 :], after[other + 1 :])
        if other >= 0 and all(left) and bool(right[0]) == bool(right[1]):
            return parts(*left) + parts(*right)
    return [(before, after)]


def _is_telling(one: str, two: str) -> bool:
    """Whether two words differ, and not only because the next one does."""
    return one != two and not (one in ARTICLES and two in ARTICLES)


def _retold(pair: Comparison) -> Iterator[tuple[Counterpart, Iterator[PhraseChange]]]:
    """Sentences that are the same though a spinner has left little or none of their content."""
    for link in pair.links:
        if link.likeness < ALIKE and link.place >= 0:
            short, long = link.short.words, link.long.words
            if LCSseq.similarity(short, long) >= RETOLD * max(len(short), len(long)):
                yield link, gaps(short, long)


def _spelled(sentence: Sentence, text: Prepared) -> Words:
    return text.spelled[sentence.start : sentence.start + len(sentence.words)]


def _is_word_for_word(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether what two runs of as many words both have stands at one place.

    >>> _is_word_for_word(["award", "the", "contract"], ["bestow", "the", "agreement"])
    True
    >>> _is_word_for_word(["in", "the", "yard"], ["the", "old", "court"])
    False
    """
    kept: int = sum(map(eq, before, after))
    return kept == LCSseq.similarity(before, after)
