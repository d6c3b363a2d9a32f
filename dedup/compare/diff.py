"""Two texts side by side, for the eye: what is equal, replaced, or in one of them only.

The words are compared as `dedup.words.tokens` sees them and shown as they were written.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from dedup.compare.phrases import PhraseChange, gaps, phrases
from dedup.words.spelling import alike, respelled
from dedup.words.tokens import UNSPACED, words

MAX_WORDS = 20_000  # aligned from each text: 50 MB of bits; no article is longer
# A word with the space before it. Where words are not spaced, a character; what closes it stays.
_WRITTEN = re.compile(
    rf"(?:(?<![^\S\n])[^\S\n]+)?(?:{UNSPACED}[\u3001\u3002\uff0c]?|(?:(?!{UNSPACED})\S)+)"
)


class Segment(NamedTuple):
    """A stretch of the comparison as written in each text, inside one paragraph of each.

    Paragraphs count from 0; joining the `a` of all segments gives a's words in order.
    """

    kind: str  # equal, replaced, only_a or only_b
    a: str
    b: str
    a_paragraph: int | None
    b_paragraph: int | None


class _Words(NamedTuple):
    """A text word by word: as written, as compared, and the paragraph of each."""

    written: list[str]
    compared: list[str]
    paragraphs: list[int]


def diff(a: str, b: str) -> list[Segment]:
    """The aligned segments of two texts, in reading order.

    >>> [segment[:3] for segment in diff("He will visit Rome.", "He will go to Rome.")][:2]
    [('equal', 'He will', 'He will'), ('replaced', ' visit', ' go to')]
    """
    one, two = _words(a), _words(b)
    segments: list[Segment] = []
    end = PhraseChange(0, 0, 0, 0)
    found = gaps(one.compared[:MAX_WORDS], two.compared[:MAX_WORDS])
    last = PhraseChange(len(one.written), len(one.written), len(two.written), len(two.written))
    for change in [*phrases(found, one.compared), last]:
        kept = PhraseChange(end.a_end, change.a_start, end.b_end, change.b_start)
        segments += _segments(kept, one, two)
        segments += _segments(change, one, two)
        end = change
    return segments


def _words(text: str) -> _Words:
    lines = [line for line in text.splitlines() if line.strip()]
    split = [_WRITTEN.findall(line) for line in lines]
    written = [word for line in split for word in line]
    spelled = ["_".join(words(word)) or word.strip() for word in written]  # no word has a "_"
    compared = alike(" ".join(respelled(spelled))).split(" ")
    paragraphs = [number for number, line in enumerate(split) for _ in line]
    return _Words(written, compared, paragraphs)


def _segments(change: PhraseChange, one: _Words, two: _Words) -> Iterator[Segment]:
    """One stretch, cut where a paragraph ends.

    What spans as many paragraphs of both was replaced paragraph by paragraph.
    """
    compared_a = one.compared[change.a_start : change.a_end]
    if compared_a and compared_a == two.compared[change.b_start : change.b_end]:
        yield from _equal(change, one, two)
        return
    parts_a = _by_paragraph(one, change.a_start, change.a_end)
    parts_b = _by_paragraph(two, change.b_start, change.b_end)
    if len(parts_a) == len(parts_b):
        for (number_a, text_a), (number_b, text_b) in zip(parts_a, parts_b, strict=True):
            yield Segment("replaced", text_a, text_b, number_a, number_b)
        return
    yield from (Segment("only_a", text, "", number, None) for number, text in parts_a)
    yield from (Segment("only_b", "", text, None, number) for number, text in parts_b)


def _equal(change: PhraseChange, one: _Words, two: _Words) -> Iterator[Segment]:
    start = change.a_start
    shift = change.b_start - change.a_start
    for end in range(change.a_start + 1, change.a_end + 1):
        here = one.paragraphs[start], two.paragraphs[start + shift]
        if end < change.a_end and here == (one.paragraphs[end], two.paragraphs[end + shift]):
            continue
        text_a = "".join(one.written[start:end])
        yield Segment("equal", text_a, "".join(two.written[start + shift : end + shift]), *here)
        start = end


def _by_paragraph(text: _Words, start: int, end: int) -> list[tuple[int, str]]:
    numbered = zip(text.paragraphs[start:end], text.written[start:end], strict=True)
    return [
        (number, "".join(word for _, word in group))
        for number, group in groupby(numbered, key=itemgetter(0))
    ]
