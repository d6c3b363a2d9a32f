"""A text made ready for comparing: once a text, however many pairs it takes part in.

Every distinct word becomes one character (20 bits of its hash), so that a text is a string of
words, an n-gram is a number of so many times 20 bits, and rapidfuzz compares texts at its native
speed. Two words of a pair share a character about once in 25 pairs of articles, which moves no
measure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain, compress
from operator import add

import numpy as np
from numpy.typing import NDArray

from dedup.background import english
from dedup.contents import Contents, Sentence, contents_of, sentences_of
from dedup.direction import ListedPairs, listed_pairs
from dedup.sentences import capitals, name_flags, split
from dedup.sets import distinct
from dedup.tokens import hashed

# No article is longer, and the memory of an alignment grows with the square of the length.
MAX_CHARACTERS = 100_000
RARE = 6.5  # inverse document frequency: in fewer than about 23 of the background's texts
# Words of five letters and more, cut to their first five, of two texts: tells reports on one event
# from unrelated texts (AUC .99) and reports on similar events (.82), better than words of 4, 6, 7
# or 8; cut, so that inflected names still meet (Ветлугина, Ветлугиной).
STEM = 5
_BITS = 20  # of a hash: as many characters as there are from U+10000 to the end of Unicode

FUNCTION_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers him his how however i if in into is it its itself
    just like many may might more most much must my new no nor not now of off on once only or other
    our out over own per said same say says she should since so some still such than that the their
    them then there these they this those through to too under until up upon us very was we were
    what when where which while who whom why will with within without would yet you your mr mrs ms
    according one first""".split()  # noqa: SIM905  quoted one by one they fill a page
)
NUMBER_WORDS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
        range(11),
        strict=True,
    )
)
NUMERALS = tuple(map(str, range(2, 13)))  # of these
# English news has 35 to 50 % function words of the list above; German, its nearest neighbour with
# "in", "so", "an", "am", "was", stays under 10 %.
ENGLISH_FUNCTION_WORDS = 0.2
# See `dedup.sentences.capitals`: where more words have one, capitals do not say what is a name.
MAX_CAPITALS_ENGLISH = 0.5
MAX_CAPITALS = 0.22


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that comparing needs to know of one text. Words are characters, but in `spelled`.

    What only pairs that have something in common are asked for is found out when they ask.
    """

    spelled: tuple[str, ...]
    hashes: NDArray[np.uint64]
    texts: NDArray[np.int64]  # of the background that have each
    words: str
    lengths: tuple[int, ...]  # of its sentences, in words
    names: str  # names and numbers in order, "seven" as 7
    name_texts: NDArray[np.int64]
    is_number: tuple[bool, ...]  # which of these are
    is_english: bool
    has_names: bool  # capitals stand for names here

    @cached_property
    def runs(self) -> NDArray[np.int64]:
        """Every three words in a row, in text order."""
        letters = _letters(self.hashes)
        return letters[:-2] << 2 * _BITS | letters[1:-1] << _BITS | letters[2:]

    @cached_property
    def trigrams(self) -> NDArray[np.int64]:
        """The set of these."""
        return distinct(self.runs)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """The set of pairs of neighbouring words."""
        letters = _letters(self.hashes)
        return distinct(letters[:-1] << _BITS | letters[1:])

    @cached_property
    def different(self) -> dict[str, None]:
        """The different words, in text order."""
        return dict.fromkeys(self.words)

    @cached_property
    def weights(self) -> dict[str, float]:
        """The inverse document frequency of each content word."""
        is_content = [word not in FUNCTION_WORDS for word in self.spelled]
        return dict(compress(zip(self.words, _idf(self.texts), strict=True), is_content))

    @cached_property
    def weight(self) -> float:
        """Of all content words."""
        return math.fsum(self.weights.values())

    @cached_property
    def rare(self) -> frozenset[str]:
        """The content words that few texts of the background have."""
        return frozenset(key for key, weight in self.weights.items() if weight > RARE)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All of them, in order."""
        return sentences_of(self.words, self.lengths)

    @cached_property
    def contents(self) -> Contents:
        """The content words of each sentence."""
        return contents_of(self.words, self.lengths, self.weights)

    @cached_property
    def name_weights(self) -> dict[str, float]:
        """The inverse document frequency of each name and number."""
        return dict(zip(self.names, _idf(self.name_texts), strict=True))

    @cached_property
    def name_weight(self) -> float:
        """Of all names and numbers."""
        return math.fsum(self.name_weights.values())

    @cached_property
    def name_pairs(self) -> frozenset[str]:
        """The different pairs of neighbouring names or numbers."""
        return frozenset(map(add, self.names, self.names[1:]))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The different numbers."""
        return frozenset(compress(self.names, self.is_number))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of its longer words: what it is about, in any language."""
        return frozenset([word[:STEM] for word in self.spelled if len(word) >= STEM])

    @cached_property
    def is_unspaced(self) -> bool:
        """Whether its words are characters: Chinese, Japanese, Korean, Thai."""
        return 2 * list(map(len, self.spelled)).count(1) > len(self.spelled)

    @cached_property
    def listed_pairs(self) -> ListedPairs:
        """Its pairs of neighbouring words that the background could list."""
        return listed_pairs(self.hashes)


def prepare(text: str) -> Prepared:
    """Make a text ready; it can be pickled."""
    sentences, flat = split(text[:MAX_CHARACTERS])
    english_text = is_english(flat)
    has_names = are_names(sentences, english_text)
    places = _named(sentences, flat) if has_names else _numbers(flat)
    spelled = (*flat, *NUMERALS)
    hashes = hashed([spelled]).hashes
    texts = english().words.look_up(hashes)
    letters = _as_characters(hashes)
    return Prepared(
        spelled=spelled[: len(flat)],
        hashes=hashes[: len(flat)],
        texts=texts[: len(flat)],
        words=letters[: len(flat)],
        lengths=tuple(map(len, sentences)),
        names="".join(map(letters.__getitem__, places)),
        name_texts=texts[places],
        is_number=tuple([spelled[place][0].isdigit() for place in places]),
        is_english=english_text,
        has_names=has_names,
    )


def _letters(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> np.uint64(64 - _BITS)).astype(np.int64)


def _as_characters(hashes: NDArray[np.uint64]) -> str:
    return (_letters(hashes) + 0x10000).astype("<u4").tobytes().decode("utf-32-le")


def _idf(texts: NDArray[np.int64]) -> list[float]:
    """Inverse document frequencies; what the background lacks is as rare as can be."""
    weights: list[float] = _idf_by_texts()[texts].tolist()
    return weights


@cache
def _idf_by_texts() -> NDArray[np.float64]:
    texts = english().texts
    return np.log(1 + texts / (1 + np.arange(texts + 1)))


def are_names(sentences: Sequence[Sequence[str]], is_english: bool) -> bool:
    """Whether capitals inside these sentences stand for names.

    >>> are_names([["Die", "Stadt", "sperrt", "die", "Brücke"]], is_english=False)
    False
    """
    return 0 < capitals(sentences) <= (MAX_CAPITALS_ENGLISH if is_english else MAX_CAPITALS)


def is_english(flat: Sequence[str]) -> bool:
    """Whether words without capitals are English, by its function words."""
    found = sum(map(FUNCTION_WORDS.__contains__, flat))
    return bool(flat) and found / len(flat) >= ENGLISH_FUNCTION_WORDS


def _named(sentences: Sequence[Sequence[str]], flat: Sequence[str]) -> list[int]:
    """Places of names and numbers; a sentence's first word is a name when it is one elsewhere.

    A number word's place is that of its numeral behind all words.
    """
    flags = name_flags(sentences)
    known = set(compress(flat, flags)) - FUNCTION_WORDS | NUMBER_WORDS.keys()
    starts = accumulate(map(len, sentences[:-1]), initial=0)
    number_words = compress(range(len(flat)), map(NUMBER_WORDS.__contains__, flat))
    for place in chain(starts, number_words):
        flags[place] = True
    return [
        len(flat) + NUMBER_WORDS[flat[place]] if flat[place] in NUMBER_WORDS else place
        for place in compress(range(len(flat)), flags)
        if flat[place] in known
    ]


def _numbers(flat: Sequence[str]) -> list[int]:
    return [place for place, word in enumerate(flat) if word[0].isdigit()]
