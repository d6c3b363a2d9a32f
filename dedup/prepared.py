"""A text made ready for comparing: once a text, however many pairs it takes part in.

Every distinct word becomes one character (20 bits of its hash), so that a text is a string of
words, an n-gram is a slice of it, and rapidfuzz compares texts at its native speed. Two words of a
pair share a character about once in 25 pairs of articles, which moves no measure.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.background import english
from dedup.sentences import capitals, name_flags, sentences
from dedup.tokens import caseless, hashed

# No article is longer, and the memory of an alignment grows with the square of the length.
MAX_CHARACTERS = 100_000
MIN_SENTENCE = 4  # content words: "He declined to comment." aligns with anything
RARE = 6.5  # inverse document frequency: in fewer than about 23 of the background's texts
# Words of five letters and more, cut to their first five, of two texts: tells reports on one event
# from unrelated texts (AUC .99) and reports on similar events (.82), better than words of 4, 6, 7
# or 8; cut, so that inflected names still meet (Ветлугина, Ветлугиной).
STEM = 5
_LETTERS = 44  # what remains of 64 bits: 2^20 characters, from U+10000 to the end of Unicode

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
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        map(str, range(2, 13)),
        strict=True,
    )
)
# English news has 35 to 50 % function words of the list above; German, its nearest neighbour with
# "in", "so", "an", "am", "was", stays under 10 %.
ENGLISH_FUNCTION_WORDS = 0.2
# See `dedup.sentences.capitals`: where more words have one, capitals do not say what is a name.
MAX_CAPITALS_ENGLISH = 0.5
MAX_CAPITALS = 0.22


class Sentence(NamedTuple):
    """Its words as a string, and its content words with their total weight.

    They are a tuple in text order: sums over a set would differ between two processes.
    """

    start: int  # place of its first word in the text
    words: str
    content: tuple[str, ...]
    weight: float


class Prepared(NamedTuple):
    """All that comparing needs to know of one text. Words are characters, but in `spelled`."""

    spelled: tuple[str, ...]
    hashes: NDArray[np.uint64]
    words: str
    pairs: frozenset[str]
    trigrams: frozenset[str]
    sentences: tuple[Sentence, ...]
    places: dict[str, list[int]]  # content word -> its sentences
    weights: dict[str, float]  # content word -> inverse document frequency
    rare: frozenset[str]
    names: str  # names and numbers in order, "seven" as 7
    name_weights: dict[str, float]
    name_pairs: frozenset[str]
    numbers: frozenset[str]
    stems: frozenset[str]  # beginnings of its longer words: what it is about, in any language
    is_english: bool
    has_names: bool  # capitals stand for names here
    is_unspaced: bool  # its words are characters: Chinese, Japanese, Korean, Thai


def prepare(text: str) -> Prepared:
    """Make a text ready; the result is not to be changed, and can be pickled."""
    split = sentences(text[:MAX_CHARACTERS])
    flat = caseless(list(chain.from_iterable(split)))
    english_text = is_english(flat)
    has_names = are_names(split, english_text)
    named = _named(split, flat) if has_names else [word for word in flat if _is_number(word)]
    tokens = hashed([flat, named])
    hashes, name_hashes = np.split(tokens.hashes, tokens.offsets[1:2])
    words, names = _as_characters(hashes), _as_characters(name_hashes)
    idf = zip(words, flat, _idf(hashes), strict=True)
    weights = {key: weight for key, word, weight in idf if word not in FUNCTION_WORDS}
    parts = tuple(_sentences(words, map(len, split), weights))
    return Prepared(
        spelled=tuple(flat),
        hashes=hashes,
        words=words,
        pairs=frozenset(map(add, words, words[1:])),
        trigrams=frozenset(map(add, map(add, words, words[1:]), words[2:])),
        sentences=parts,
        places=_places(parts),
        weights=weights,
        rare=frozenset(key for key, weight in weights.items() if weight > RARE),
        names=names,
        name_weights=dict(zip(names, _idf(name_hashes), strict=True)),
        name_pairs=frozenset(map(add, names, names[1:])),
        numbers=frozenset(key for key, word in zip(names, named, strict=True) if _is_number(word)),
        stems=frozenset(word[:STEM] for word in flat if len(word) >= STEM),
        is_english=english_text,
        has_names=has_names,
        is_unspaced=_share(len(word) == 1 for word in flat) > 0.5,
    )


def _as_characters(hashes: NDArray[np.uint64]) -> str:
    points = (hashes >> np.uint64(_LETTERS)).astype("<u4") + np.uint32(0x10000)
    return points.tobytes().decode("utf-32-le")


def _idf(hashes: NDArray[np.uint64]) -> list[float]:
    """Inverse document frequency of each word; what the background lacks is as rare as can be."""
    weights: list[float] = _idf_by_texts()[english().words.look_up(hashes)].tolist()
    return weights


@cache
def _idf_by_texts() -> NDArray[np.float64]:
    texts = english().texts
    return np.log(1 + texts / (1 + np.arange(texts + 1)))


def _sentences(words: str, lengths: Iterable[int], weights: dict[str, float]) -> Iterator[Sentence]:
    end = 0
    for length in lengths:
        start, end = end, end + length
        content = tuple(filter(weights.__contains__, dict.fromkeys(words[start:end])))
        yield Sentence(start, words[start:end], content, sum(map(weights.__getitem__, content)))


def _places(parts: tuple[Sentence, ...]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        for key in part.content:
            places.setdefault(key, []).append(number)
    return places


def are_names(split: Sequence[Sequence[str]], is_english: bool) -> bool:
    """Whether capitals inside these sentences stand for names.

    >>> are_names([["Die", "Stadt", "sperrt", "die", "Brücke"]], is_english=False)
    False
    """
    return 0 < capitals(split) <= (MAX_CAPITALS_ENGLISH if is_english else MAX_CAPITALS)


def is_english(flat: Iterable[str]) -> bool:
    """Whether words without capitals are English, by its function words."""
    return _share(word in FUNCTION_WORDS for word in flat) >= ENGLISH_FUNCTION_WORDS


def _named(split: list[list[str]], flat: list[str]) -> list[str]:
    """Names and numbers in order; a sentence's first word is a name when it is one elsewhere."""
    flags = [flag for sentence in split for flag in name_flags(sentence)]
    starts = set(accumulate(map(len, split), initial=0))
    known = {word for word, flag in zip(flat, flags, strict=True) if flag} - FUNCTION_WORDS
    known |= NUMBER_WORDS.keys()
    return [
        NUMBER_WORDS.get(word, word)
        for place, (word, flag) in enumerate(zip(flat, flags, strict=True))
        if word in known and (flag or place in starts or word in NUMBER_WORDS)
    ]


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _share(flags: Iterable[bool]) -> float:
    held = list(flags)
    return sum(held) / len(held) if held else 0.0
