"""What automatic spinners leave behind in single articles: hints to look closer, never a verdict.

A template's placeholders, a link that once named the source, furniture of the source's page with
its words swapped ("disguise caption" was "hide caption"), and phrases that nobody writes but that
stand in spun copies of other articles ("enterprise mechanic" for "company engineer"; Cabanac, Labbé
and Magazinov, "Tortured phrases", 2021, named them).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dedup.words.background import english, pair_hashes
from dedup.words.tokens import hashed, words
from dedup.words.vocabulary import FUNCTION_WORDS

PLACEHOLDER = re.compile(r"\[\s*ad[_ -]?\d+\s*\]", re.IGNORECASE)
SOURCE_LINK = re.compile(r"\s*source\s+links?\s*(?:[:.»]+\s*)?", re.IGNORECASE)
CAPTION = re.compile(r"\s*(\w+)\s+caption\s*", re.IGNORECASE)
# What newsrooms' pages say before "caption" themselves.
USUAL_BEFORE_CAPTION = re.compile(
    "a|add|close|enlarge|expand|full|hide|image|no|open|original|photo|picture|read|see|show|the"
    "|this|toggle|video|view|with",
    re.IGNORECASE,
)
NEAR = 64  # texts of which the words are at hand: pairs of one text follow closely on each other
# Learnt from spun copies of 149 sources (20 to 40 % of the words replaced), tried on those of 149
# others: two phrases that two sources' copies have are in 35 % of spun copies, in none of their
# sources and in 1.1 % of other articles; one phrase in 58, 1.3 and 2.4 %.
COPIES = 2
TOGETHER = 2


class Hint(NamedTuple):
    """Something odd: `placeholder`, `source_link`, `odd_caption` or `tortured_phrase`."""

    kind: str
    text: str


def hints(text: str, removed: Iterable[str] = (), tortured: Collection[str] = ()) -> list[Hint]:
    """The hints in an article's text and in the lines that were cut from it, each once.

    `tortured` are phrases that were `learnt`; one of them alone is no hint.

    >>> hints("It cost 5 dollars.", ["[ad_1]", "disguise caption", "Hide caption", "Source link"])
    ... # doctest: +NORMALIZE_WHITESPACE
    [Hint(kind='placeholder', text='[ad_1]'), Hint(kind='odd_caption', text='disguise caption'),
     Hint(kind='source_link', text='Source link')]
    """
    lines = [*text.splitlines(), *removed]
    found = [hint for line in lines for hint in _residue(line)]
    phrases = dict.fromkeys(_phrases(words(text), tortured))
    if len(phrases) >= TOGETHER:
        found += [Hint("tortured_phrase", phrase) for phrase in phrases]
    return list(dict.fromkeys(found))


def _residue(line: str) -> Iterator[Hint]:
    for placeholder in PLACEHOLDER.findall(line):
        yield Hint("placeholder", placeholder)
    if SOURCE_LINK.fullmatch(line):
        yield Hint("source_link", line.strip())
    caption = CAPTION.fullmatch(line)
    if caption and not USUAL_BEFORE_CAPTION.fullmatch(caption[1]):
        yield Hint("odd_caption", line.strip())


def _phrases(spelled: Sequence[str], tortured: Collection[str]) -> Iterator[str]:
    return (phrase for phrase in map(" ".join, pairwise(spelled)) if phrase in tortured)


def tortured_phrases(source: str, copy: str, replaced: Iterable[str]) -> frozenset[str]:
    """Two words of a spun copy in a row that were both put in for others and that nobody writes.

    `replaced` are the copy's phrases of the pair's replacements. Nobody writes: each word is in
    the background, the two in a row are not.

    >>> source, copy = "A company engineer came.", "An enterprise mechanic came."
    >>> sorted(tortured_phrases(source, copy, ["enterprise", "mechanic"]))
    ['enterprise mechanic']
    """
    put_in = set(words(" ".join(replaced))) - FUNCTION_WORDS
    put_in.difference_update(_split(source))
    return frozenset(f"{one} {two}" for one, two in _unwritten(copy) if {one, two} <= put_in)


@lru_cache(maxsize=NEAR)
def _unwritten(text: str) -> list[tuple[str, str]]:
    """Neighbours in a text that are both in the background, and not in a row."""
    spelled = _split(text)
    hashes = hashed([spelled]).hashes
    listed = english().words.look_up(hashes) > 0
    unknown = english().pairs.look_up(pair_hashes(hashes)) == 0
    places = np.flatnonzero(listed[:-1] & listed[1:] & unknown).tolist()
    return [(spelled[n], spelled[n + 1]) for n in places]


@lru_cache(maxsize=NEAR)
def _split(text: str) -> list[str]:
    return words(text)


def learnt(of_copies: Iterable[Collection[str]]) -> frozenset[str]:
    """The phrases that stand in several spun copies; give one collection for each source.

    >>> sorted(learnt([{"enterprise mechanic", "head boss"}, {"head boss"}]))
    ['head boss']
    """
    counted = Counter(phrase for phrases in of_copies for phrase in set(phrases))
    return frozenset(phrase for phrase, copies in counted.items() if copies >= COPIES)
