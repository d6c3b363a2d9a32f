"""A text made ready for comparing: once a text, however many pairs it takes part in.

Every distinct word becomes one character (20 bits of its hash), so that a text is a string of
words, an n-gram is a number of so many times 20 bits, and rapidfuzz compares texts at its native
speed. Two words of a pair share a character about once in 25 pairs of articles, which moves no
measure.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.compare.contents import Contents, Sentence, contents_of, sentences_of
from dedup.compare.direction import ListedPairs, listed_pairs
from dedup.words.decks import Printed, whole
from dedup.words.language import are_names, is_english
from dedup.words.quotations import quoted_words
from dedup.words.sentences import Split, name_flags, split, starts
from dedup.words.sets import Weighted, among, distinct
from dedup.words.spelling import respelled
from dedup.words.vocabulary import NUMERALS, Columns, look_up

# No article is longer, and the memory of an alignment grows with the square of the length.
MAX_CHARACTERS = 100_000
RARE = 6.5  # inverse document frequency: in fewer than about 23 of the background's texts
LETTER_BITS = 20  # of a hash: as many characters as there are from U+10000 to the end of Unicode
LETTER_MASK = (1 << LETTER_BITS) - 1
NO_WORD = 0x10FFFF - 0x10000  # the last character of Unicode: about one word in a million has it
ODD = 0x9E3779B97F4A7C1  # any odd number: spreads three words over 64 bits


class Firsts(NamedTuple):
    """A set of stems, how rare their words are, and where in the text each stands first, 0 to 1."""

    values: NDArray[np.int64]
    weights: NDArray[np.float64]
    places: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that comparing needs to know of one text. Words are characters, but in `spelled`.

    What only pairs that have something in common are asked for is found out when they ask.
    """

    joined: str  # its words between spaces, without capitals
    hashes: NDArray[np.uint64]
    weights: NDArray[np.float64]  # the inverse document frequency of each word
    stem_of: NDArray[np.int64]  # of each word, 0 where it has none
    is_content: NDArray[np.bool_]  # which words are no function words
    words: str
    lengths: tuple[int, ...]  # of its sentences, in words
    names: str  # names and numbers in order, "seven" as 7
    name_letters: NDArray[np.int64]  # the same as numbers, as all sets of words are
    name_weights: NDArray[np.float64]
    is_number: NDArray[np.bool_]  # which of these are
    is_english: bool
    has_names: bool  # capitals stand for names here
    is_fact: NDArray[np.bool_]  # which words are names or numbers
    is_quoted: NDArray[np.bool_]  # which words are quoted speech
    printed: Printed

    @property
    def with_deck(self) -> "Prepared":
        """The article from its deck on: itself, where nothing stands above the text."""
        return self._from_deck or self

    @cached_property
    def _from_deck(self) -> "Prepared | None":
        # never the text itself: what refers to itself is freed late, and texts are large
        told = whole(self.printed)
        return None if told == self.printed.text else prepare(told)

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """The words as they are spelled, without capitals."""
        return tuple(self.joined.split())

    @cached_property
    def letters(self) -> NDArray[np.int64]:
        """Its words as numbers."""
        return _letters(self.hashes)

    @cached_property
    def stem_letters(self) -> NDArray[np.int64]:
        """Its words' stems as numbers; a word without one stands for itself."""
        return np.where(self.stem_of != 0, self.stem_of & LETTER_MASK, self.letters)

    @cached_property
    def stemmed(self) -> str:
        """Its words' stems as a string."""
        return _as_characters(self.stem_letters)

    @cached_property
    def own_stemmed(self) -> str:
        """The stems of its words outside quotations."""
        return _as_characters(self.stem_letters[~self.is_quoted])

    @cached_property
    def own_marked(self) -> str:
        """Its words, with a character that hardly any word has in the place of quoted ones."""
        return _as_characters(np.where(self.is_quoted, NO_WORD, self.letters))

    @cached_property
    def stem_firsts(self) -> Firsts:
        """The different stems of its content words, and where each stands first."""
        places = self.is_content.nonzero()[0]
        values, first = np.unique(self.stem_letters[places], return_index=True)
        weights = self.weights[places[first]] if self.is_english else np.full(len(values), np.inf)
        return Firsts(values, weights, places[first] / max(1, len(self.words)))

    @cached_property
    def stem_contents(self) -> Contents:
        """The stems of the content words of each sentence."""
        weights = np.where(self.is_content, self.weights if self.is_english else 1.0, 0.0)
        return contents_of(self.stem_letters, self.lengths, weights)

    @cached_property
    def fives(self) -> NDArray[np.int64]:
        """The set of five words in a row, as hashes of 64 bits."""
        runs = self.runs
        return distinct(runs[:-2] * ODD ^ runs[2:])

    @cached_property
    def plain_names(self) -> NDArray[np.int64]:
        """The set of names that are no numbers."""
        return distinct(self.name_letters[~self.is_number])

    @cached_property
    def runs(self) -> NDArray[np.int64]:
        """Every three words in a row, in text order."""
        letters = self.letters
        return letters[:-2] << 2 * LETTER_BITS | letters[1:-1] << LETTER_BITS | letters[2:]

    @cached_property
    def trigrams(self) -> NDArray[np.int64]:
        """The set of these."""
        return distinct(self.runs)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """The set of pairs of neighbouring words."""
        letters = self.letters
        return distinct(letters[:-1] << LETTER_BITS | letters[1:])

    @cached_property
    def firsts(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The set of its words, and where each stands first."""
        return np.unique(self.letters, return_index=True)

    @cached_property
    def content(self) -> Weighted:
        """The set of its content words, weighted by rarity."""
        words, places = self.firsts
        is_content = self.is_content[places]
        return Weighted(words[is_content], self.weights[places[is_content]])

    @cached_property
    def rare(self) -> NDArray[np.int64]:
        """The set of content words that few texts of the background have."""
        return self.content.values[self.content.weights > RARE]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All of them, in order."""
        return sentences_of(self.words, self.lengths)

    @cached_property
    def contents(self) -> Contents:
        """The content words of each sentence."""
        weights = np.where(self.is_content, self.weights, 0.0)
        return contents_of(self.letters, self.lengths, weights)

    @cached_property
    def named(self) -> Weighted:
        """The set of its names and numbers, weighted by rarity."""
        names, places = np.unique(self.name_letters, return_index=True)
        return Weighted(names, self.name_weights[places])

    @cached_property
    def name_pairs(self) -> NDArray[np.int64]:
        """The set of pairs of neighbouring names or numbers."""
        return distinct(self.name_letters[:-1] << LETTER_BITS | self.name_letters[1:])

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """The set of numbers."""
        return distinct(self.name_letters[self.is_number])

    @cached_property
    def stems(self) -> NDArray[np.int64]:
        """The set of beginnings of its longer words: what it is about, in any language."""
        return distinct(self.stem_of[self.stem_of != 0])

    @cached_property
    def is_unspaced(self) -> bool:
        """Whether its words are characters: Chinese, Japanese, Korean, Thai."""
        return 2 * list(map(len, self.spelled)).count(1) > len(self.spelled)

    @cached_property
    def listed_pairs(self) -> ListedPairs:
        """Its pairs of neighbouring words that the background could list."""
        return listed_pairs(self.hashes)


def prepare(text: str, deck: str | None = None) -> Prepared:
    """Make a text ready; what stands above it as its deck counts for stories alone."""
    found = split(text[:MAX_CHARACTERS])
    flat, size = found.flat, len(found.flat)
    known = look_up([*respelled(flat), *NUMERALS])
    english = is_english(flat)
    has_names = are_names(found, english)
    at = _named(found, known) if has_names else known.is_number[:size].nonzero()[0]
    is_fact = np.zeros(size, np.bool_)
    is_fact[at] = True
    numeral = known.numerals[:size][at]
    places = np.where(numeral >= 0, size + numeral, at) if has_names else at
    letters = _letters(known.hashes)
    return Prepared(
        joined=" ".join(flat),
        hashes=known.hashes[:size],
        weights=known.weights[:size],
        stem_of=known.stems[:size],
        is_content=~known.is_function[:size],
        words=_as_characters(letters[:size]),
        lengths=tuple(map(len, found.sentences)),
        names=_as_characters(letters[places]),
        name_letters=letters[places],
        name_weights=known.weights[places],
        is_number=known.is_number[places],
        is_english=english,
        has_names=has_names,
        is_fact=is_fact,
        is_quoted=quoted_words(text[:MAX_CHARACTERS], size),
        printed=Printed(text, deck),
    )


def _letters(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> np.uint64(64 - LETTER_BITS)).astype(np.int64)


def _as_characters(letters: NDArray[np.int64]) -> str:
    return (letters + 0x10000).astype("<u4").tobytes().decode("utf-32-le")


def _named(text: Split, known: Columns) -> NDArray[np.intp]:
    """Places of names and numbers; a sentence's first word is a name when it is one elsewhere."""
    size = len(text.flat)
    hashes, numerals = known.hashes[:size], known.numerals[:size]
    is_flagged = name_flags(text)
    names = distinct(hashes[is_flagged & ~known.is_function[:size]])
    is_flagged[starts(text.sentences)] = True
    return ((is_flagged & among(hashes, names)) | (numerals >= 0)).nonzero()[0]
