"""What of a text is quoted speech: two reporters who quote one speech have not copied each other.

Quotation marks of every language: curly and straight, double and single, low and angled, of Chinese
and Japanese; paragraphs of dialogue behind a long dash. A quotation that never closes reaches to
the end of its paragraph where the next paragraph opens again (the rule of newspapers), else to the
end of its sentence. The scan looks at each mark once.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.words.tokens import words

FEWEST = 3  # words; shorter ones are names, titles and scare quotes
# What closes a quotation that a mark opens.
_CLOSES = {
    "“": '”“"',
    "„": '“”"',
    "‟": '”"',
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "〝": "〞",
    "＂": "＂",
    '"': '"”',
    "``": ("''", '"'),
    "‘": "’'",
    "‚": "‘’",
    "‛": "’",
    "'": "'’",
}
_MARK = re.compile("``|''|[\"'“”„‟«»‹›「」『』〝〞＂‘’‚‛]")
_SINGLE = "‘’‚‛'"  # these are apostrophes as well
_ALWAYS_OPEN = "«„「『‹〝“``"
_DASHES = "—―"
_SENTENCE_END = re.compile(r"[.!?…。！？]|$")
_BEFORE_QUOTE = " \t\u00a0\u202f([{—–-/:;,>"


class Open(NamedTuple):
    """A mark that has opened a quotation, and where the quotation begins."""

    mark: str
    start: int


def quotations(text: str) -> list[tuple[int, int]]:
    """Where quotations begin and end, without their marks, in text order.

    >>> text = 'He said "we go now" and left. “We stay.'
    >>> [text[start:end] for start, end in quotations(text)]
    ['we go now', 'We stay.']
    """
    lines = text.split("\n")
    place, after = len(text) + 1, ""
    found: list[list[tuple[int, int]]] = []
    for line in reversed(lines):  # each is asked what the next paragraph begins with
        place -= len(line) + 1
        found.append([(place + start, place + end) for start, end in _of_line(line, after)])
        after = line.lstrip()[:1] or after
    return list(chain.from_iterable(reversed(found)))


def quoted_words(text: str, size: int) -> NDArray[np.bool_]:
    """Which of the `size` words of a text lie in quotations of FEWEST words and more: bool[size].

    Words are counted between the marks: no mark stands inside a word.

    >>> quoted_words('She said "we go home now".', 6).tolist()
    [False, False, True, True, True, True]
    """
    spans = quotations(text)
    if not spans:
        return np.zeros(size, np.bool_)
    cuts = [0, *(place for span in spans for place in span), len(text)]
    counts = [len(words(text[start:end])) for start, end in pairwise(cuts)]
    flags = [n % 2 == 1 and count >= FEWEST for n, count in enumerate(counts)]
    found = np.repeat(np.array(flags, np.bool_), counts)[:size]
    return np.concatenate([found, np.zeros(size - len(found), np.bool_)])


def _of_line(line: str, after: str) -> Iterator[tuple[int, int]]:
    """The quotations of a paragraph; `after` is the first character of the next one."""
    if line[:1] in _DASHES and line:
        yield 0, len(line)
        return
    opened: Open | None = None
    for mark in _MARK.finditer(line):
        sign, start, end = mark[0], mark.start(), mark.end()
        before, behind = line[start - 1 : start] or " ", line[end : end + 1] or " "
        if opened is not None and sign in _CLOSES[opened.mark]:
            if sign in _SINGLE and (behind.isalnum() or before.isspace()):
                continue  # an apostrophe
            if sign == opened.mark == '"' and before in _BEFORE_QUOTE and behind.isalnum():
                yield opened.start, _end_of_sentence(line, opened.start, start)
                opened = Open(sign, end)  # the quotation before this one never closed
                continue
            yield opened.start, start
            opened = None
        elif opened is None or (opened.mark in _SINGLE and sign not in _SINGLE):
            opened = Open(sign, end) if _opens(sign, before, behind) else opened
    if opened is not None and opened.mark not in _SINGLE:
        end = len(line)
        yield opened.start, end if after in _CLOSES else _end_of_sentence(line, opened.start, end)


def _opens(sign: str, before: str, behind: str) -> bool:
    if sign not in _CLOSES:
        return False
    if sign in _SINGLE:
        return before in _BEFORE_QUOTE and behind.isalnum()
    return sign in _ALWAYS_OPEN or (before in _BEFORE_QUOTE and not behind.isspace())


def _end_of_sentence(line: str, start: int, limit: int) -> int:
    """Where the sentence ends that goes on at `start`; nothing beyond `limit` is looked at."""
    found = _SENTENCE_END.search(line, start, limit)
    return found.end() if found else limit
