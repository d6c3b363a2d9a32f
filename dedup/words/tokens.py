"""Texts into words and hashed words: the one place that decides what a word is.

A word is a run of Unicode letters, marks and digits after NFKC and case folding; what nobody sees,
as zero-width characters, is no part of it. Words are hashed without accents and the like
(`dedup.words.spelling`). Apostrophes
inside a word belong to it, curly or straight (`don't`), but a final `'s` is dropped, so that
"Blinken's visit" and "the visit of Blinken" share their words. Numbers keep their inner points and
commas (`2,500.75`). Scripts that write without spaces, and Korean syllables, give one word a
character.

Splitting runs in the regular expression engine, hashing over one UTF-8 buffer in numpy: there is
no Python loop over words.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.words.spelling import alike, respelled

# Every mark of the basic plane: without them Hindi vowels and Arabic signs would cut words.
_MARKS = re.escape(
    "".join(c for c in map(chr, range(0x300, 0xFB50)) if unicodedata.category(c)[0] == "M")
)
# No possessive groups here: Python before 3.11.5 loses its place in them.
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|\w[\w{_MARKS}]*(?:'\w[\w{_MARKS}]*)*")
# The same in half of the time, where there is nothing else: most sentences.
_ASCII_WORD = re.compile("[0-9A-Za-z_]+(?:'[0-9A-Za-z_]+)*")
_ASCII_WORD_OR_NUMBER = re.compile(rf"[0-9]+(?:[.,][0-9]+)+|{_ASCII_WORD.pattern}")
_INSIDE_NUMBER = re.compile("[0-9][.,][0-9]")
_POSSESSIVE = re.compile(r"'[sS]\b")
UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana, Han
    "\uac00-\ud7a3\U00020000-\U000323af]"  # Korean syllables, rarer Han
)
_UNSPACED = re.compile(UNSPACED)
# What nobody sees, so that a word with it is the same word: Unicode's Default_Ignorable_Code_Point
# (DerivedCoreProperties.txt), controls, signs that are blank (Braille, a musical one, the place of
# an object), and the stroke that only makes an Arabic word longer.
_CONTROLS = r"\0-\x08\x0e-\x1b\x7f"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_INVISIBLE = re.compile(
    f"[{_CONTROLS}\x80-\x84\x86-\x9f\u00ad\u034f\u0640\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Persian writes endings behind a sign without width, or behind a space.
_PERSIAN_SPACE = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")
# Letters in filled circles and squares, which NFKC leaves as they are.
_ENCLOSED = re.compile("[\U0001f150-\U0001f169\U0001f170-\U0001f189]")
# Capitals that look like other letters than the small ones do, in words with Latin letters.
_GREEK = "\u0370-\u03ff"
_GREEK_CAPITALS, _AS_LATIN = "ΗΝΥ", "HNY"
_GREEK_CAPITAL = re.compile(f"[{_GREEK_CAPITALS}](?:(?=[{_GREEK}]{{0,9}}[A-Za-z])|(?<=[A-Za-z].))")
# Small letters of the Latin, Greek, Cyrillic and Armenian alphabets.
SMALL = "".join(c for c in map(chr, range(0x590)) if c.islower())
# A word that goes on in the next line; the hyphen is no part of it. It begins with the hyphen, so
# that the engine can skip to the next one: 5 µs for an article, where looking back first takes 50.
_HYPHENATED = re.compile(rf"[-\u2010\u00ad]\n(?<=[^\W\d_][-\u2010\u00ad]\n)(?=[{SMALL}])")

# Apostrophes, and what makes most texts pure ASCII, which is split sooner, but parts words alike.
_PLAIN = (
    *((mark, "'") for mark in "‘’ʼʻ´′׳"),
    *(("“", "("), ("”", '"'), ("–", "-"), ("—", "-"), ("™", " "), ("เเ", "แ")),
)

# Odd 64-bit multipliers with well mixed bits: the golden ratio's and one of MurmurHash3's.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MURMUR = np.uint64(0xFF51AFD7ED558CCD)
SHORTEST = 15  # words; a shorter text takes no part in grouping: briefs of one line look alike
_CHUNK = 256  # texts hashed at once: about 16 MB of scratch for full articles


class Tokens(NamedTuple):
    """Hashed words of n texts: text i has `hashes[offsets[i]:offsets[i + 1]]`."""

    hashes: NDArray[np.uint64]
    offsets: NDArray[np.int64]


def words(text: str) -> list[str]:
    """The words of a text, in order.

    >>> words("Blinken’s 2-day visit cost $2,500.75; don't ask.")
    ['blinken', '2', 'day', 'visit', 'cost', '2,500.75', "don't", 'ask']
    >>> words("北京 G20")
    ['北', '京', 'g20']
    """
    text = spaced(unbroken(text))
    if text.isascii():
        return split_words(text.lower())
    return caseless(split_words(text))


def unbroken(text: str) -> str:
    r"""The text without hyphens at the ends of lines, where a word goes on in the next one.

    >>> unbroken("a hyphen-\nated word, a full-\nTime one")
    'a hyphenated word, a full-\nTime one'
    """
    return _HYPHENATED.sub("", text) if "\n" in text else text


def spaced(text: str) -> str:
    """The text ready for splitting: NFKC, straight apostrophes, unspaced scripts spaced out.

    Without what nobody sees.
    """
    if not text.isascii():
        for mark, plain in _PLAIN:
            text = text.replace(mark, plain)
    text = unicodedata.normalize("NFKC", text).replace("_", " ").replace("`", "'")
    if not text.isascii():
        text = _INVISIBLE.sub("", _PERSIAN_SPACE.sub(" ", text))
        text = _GREEK_CAPITAL.sub(_latin, _ENCLOSED.sub(_freed, text))
        text = _UNSPACED.sub(r" \g<0> ", text)
    elif _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    return _POSSESSIVE.sub("", text)


def _freed(enclosed: re.Match[str]) -> str:
    """The letter in a circle or a square, as its name ends."""
    return unicodedata.name(enclosed[0])[-1]


def _latin(capital: re.Match[str]) -> str:
    """The Latin letter that a Greek one looks like."""
    return _AS_LATIN[_GREEK_CAPITALS.index(capital[0])]


def split_words(text: str) -> list[str]:
    """The words of a text that is `spaced`."""
    if not text.isascii():
        return _WORD.findall(text)
    return (_ASCII_WORD_OR_NUMBER if _INSIDE_NUMBER.search(text) else _ASCII_WORD).findall(text)


def caseless(cased: Sequence[str]) -> list[str]:
    """Words without their capitals; as many as there were.

    NFKC comes once more because case folding can undo it (Unicode's toNFKC_Casefold).

    >>> caseless(["Straße", "Beijing"])
    ['strasse', 'beijing']
    """
    joined = " ".join(cased)
    if joined.isascii():
        return joined.lower().split()
    return unicodedata.normalize("NFKC", joined.casefold()).split()


def tokenize(texts: Sequence[str]) -> Tokens:
    """The hashed words of each text; a text without words has none.

    >>> tokenize(["One two", "", "two"]).offsets.tolist()
    [0, 2, 2, 3]
    """
    return hashed([respelled(words(text)) for text in texts])


def hashed(sequences: Sequence[Sequence[str]]) -> Tokens:
    """The 64-bit hash of each word of each sequence; no word may be empty or hold a space.

    Words that differ in their spelling alone have the same one (`dedup.words.spelling`).
    """
    parts = [
        _hash_words(alike(" ".join(chain.from_iterable(sequences[i : i + _CHUNK]))))
        for i in range(0, len(sequences), _CHUNK)
    ]
    hashes = np.concatenate(parts) if parts else np.empty(0, np.uint64)
    return Tokens(hashes, offsets_of([len(sequence) for sequence in sequences]))


def content_hashes(tokens: Tokens) -> NDArray[np.int64]:
    """One 63-bit hash for each text's whole word sequence: equal texts, layout and case aside.

    >>> one, two, three = content_hashes(tokenize(["A b.", "a, B", "b a"]))
    >>> bool(one == two), bool(one == three)
    (True, False)
    """
    return (_fold_runs(tokens.hashes, tokens.offsets) >> np.uint64(1)).astype(np.int64)


class Digest(NamedTuple):
    """What a text is known by: the hash of its words, and their number."""

    content_hash: int
    words: int

    @property
    def is_long_enough(self) -> bool:
        """Whether the text takes part in grouping."""
        return self.words >= SHORTEST


def digests(texts: Sequence[str]) -> list[Digest]:
    """What each text is known by.

    >>> one, two = digests(["A b.", "a, B"])
    >>> one == two, one.words
    (True, 2)
    """
    split = [respelled(words(text)) for text in texts]
    return list(map(Digest, content_hashes(hashed(split)).tolist(), map(len, split)))


def offsets_of(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Where runs of these lengths start and end when laid end to end: int64[n + 1]."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every input bit over all 64 (the MurmurHash3 finalizer, a bijection)."""
    values = (values ^ (values >> np.uint64(33))) * _MURMUR
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _hash_words(joined: str) -> NDArray[np.uint64]:
    """A polynomial hash of each word's letters, as `_fold_runs` has it."""
    if not joined:
        return np.empty(0, np.uint64)
    letters = np.frombuffer(f"{joined} ".encode(), np.uint8)
    ends = np.flatnonzero(letters == ord(" "))
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    lengths = ends - starts
    place = np.arange(len(letters)) - starts.repeat(lengths + 1)
    terms = (letters + np.uint64(1)) * _powers(int(lengths.max()) + 1)[place]
    terms[ends] = 0
    return _closed(np.add.reduceat(terms, starts), lengths)


def _fold_runs(values: NDArray[np.uint64], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A polynomial hash of each run, modulo 2^64, then mixed with its length."""
    lengths = np.diff(offsets)
    filled = lengths > 0
    place = np.arange(len(values)) - np.repeat(offsets[:-1], lengths)
    sums = np.zeros(len(lengths), np.uint64)
    if len(values):
        terms = (values + np.uint64(1)) * _powers(int(lengths.max()))[place]
        sums[filled] = np.add.reduceat(terms, offsets[:-1][filled])
    return _closed(sums, lengths)


@lru_cache(maxsize=64)
def _powers(size: int) -> NDArray[np.uint64]:
    """The first powers modulo 2^64."""
    powers = np.full(size, _GOLDEN, np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def _closed(sums: NDArray[np.uint64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    return mixed(sums + lengths.astype(np.uint64) * _MURMUR)
