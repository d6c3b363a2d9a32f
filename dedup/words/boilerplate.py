"""The sentences of a text by their hashes, and the text without some of them.

Disclaimers, trailers of agencies, contacts and menus stand in many different stories, of one site
or of many, often inside a line that is not furniture as a whole. Which sentences these are is
decided in dedup/group/carriers.py. Case, signs and layout play no part in a sentence's hash.
"""

import unicodedata
from collections.abc import Collection, Sequence
from itertools import chain, groupby, islice
from typing import NamedTuple

from dedup.words.furniture import PART
from dedup.words.sentences import pieces
from dedup.words.tokens import (
    SHORTEST,
    caseless,
    content_hashes,
    hashed,
    spaced,
    split_words,
)

# Words; a shorter sentence is never boilerplate. Of three words there are "He was 84." and "What
# happened next?", which say as little wherever they stand. Of four there are "Terms were not
# disclosed." (in 32 stories of 19,603 texts) and "But wait, there's more!" (in 12 of 5,208).
FEWEST_WORDS = 4


class Sentence(NamedTuple):
    """A sentence: its line, its hash, how many words it has, and how it stands in the text."""

    line: int
    key: int
    words: int
    text: str

    @property
    def counts(self) -> bool:
        """Whether it is long enough to say something."""
        return self.words >= FEWEST_WORDS


class Cleared(NamedTuple):
    """A text without some sentences, and these."""

    text: str
    left_out: Sequence[Sentence]


def told(texts: Sequence[str]) -> list[list[Sentence]]:
    """The sentences of each text.

    >>> [[one, two]] = told(["Ships sail again. SHIPS SAIL, again!"])
    >>> one.key == two.key, one.text, one.words
    (True, 'Ships sail again. ', 3)
    """
    split = list(map(_split, texts))
    keys = iter(content_hashes(hashed([words for found in split for *_, words in found])).tolist())
    return [
        [Sentence(line, next(keys), len(words), piece) for line, piece, words in found]
        for found in split
    ]


def cleared(text: str, keys: Collection[int]) -> Cleared:
    r"""A text without the sentences that have these hashes.

    Nothing is taken from a text of which they make up more than PART, as a share report whose
    frame is the same each day, nor from one of which too little would be left to be compared.

    >>> keys = {sentence.key for sentence in told(["Ask us for the whole report."])[0]}
    >>> sail = "The ferry sailed on Monday with all its crew, a week after the storm had passed by."
    >>> cleared(f"{sail} Ask us for the whole report.\nAsk us for the whole report.", keys).text
    'The ferry sailed on Monday with all its crew, a week after the storm had passed by.'
    >>> cleared("It sails. Ask us for the whole report.", keys).text
    'It sails. Ask us for the whole report.'
    """
    [sentences] = told([text])
    out = [each for each in sentences if each.counts and each.key in keys]
    size = sum(each.words for each in sentences)
    taken = sum(each.words for each in out)
    if not out or taken > PART * size or size - taken < SHORTEST:
        return Cleared(text, ())
    left = [each for each in sentences if not (each.counts and each.key in keys)]
    lines = groupby(left, lambda each: each.line)
    return Cleared("\n".join("".join(s.text for s in line).rstrip() for _, line in lines), out)


def _split(text: str) -> list[tuple[int, str, list[str]]]:
    """The line of each sentence, how it stands there, and its words."""
    found = [
        (line, piece)
        for line, whole in enumerate(unicodedata.normalize("NFKC", text).split("\n"))
        for piece in pieces(whole)
    ]
    # all are made ready for splitting at once: one by one it took twice the time
    ready = spaced("\n".join(piece for _, piece in found)).split("\n")
    cased = list(map(split_words, ready))
    words = iter(caseless(list(chain.from_iterable(cased))))
    return [
        (line, piece, list(islice(words, len(each))))
        for (line, piece), each in zip(found, cased, strict=False)
    ]
