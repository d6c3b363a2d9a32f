"""Lines that were broken at a fixed width, put together again as paragraphs.

Mail, old wire copy and text dumps break lines where the next word would not fit. That leaves a
trace: each line is so long that the first word of the next one would have passed the width.
Paragraphs of one line each, lists and verse do not show it.
"""

import re
from collections.abc import Iterator, Sequence

from crawler.extract.wording.telling import CLOSED

MIN_WIDTH, MAX_WIDTH = 40, 120  # characters; typewriters and mail had 60 to 80
MIN_BROKEN = 4  # lines that go on in the next; fewer may be so by accident
MIN_FULL = 0.8  # share of the lines within paragraphs that leave no room for the next word
MAX_CLOSED = 0.5  # share of them that end a sentence: paragraphs of about one length end them all

BULLET = re.compile(r"[*+•·▪–-] ")
SOFT = "\u00ad"
HYPHENS = f"-\u2010{SOFT}"
# "two- and three-year bonds"
SUSPENDED = frozenset(
    ("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "of", "en")
)
MIN_PARTED, MIN_PARTED_SHARE = 2, 0.04  # lines, of those that go on

Numbered = tuple[int, str]  # a line and its number in the file, from 1


def unwrap(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """Lines as paragraphs, each with the number of its first line; `lines` have no blank ones.

    >>> text = ["The harbour ferry sailed again on Monday, a week",
    ...         "after a storm had torn its pier away. About three",
    ...         "hundred commuters had taken the long way round by",
    ...         "bus, its operator said, and not all of them liked",
    ...         "it.", "Repairs cost much."]
    >>> [line for _, line in unwrap(list(enumerate(text, start=1)))][1:]
    ['Repairs cost much.']
    """
    width = max((len(text) for _, text in lines), default=0)
    if not _is_wrapped(lines, width):
        yield from lines
        return
    is_hyphenated = _is_hyphenated(lines, width)
    number, paragraph = 0, ""
    for place, (own_number, text) in enumerate(lines):
        number = number if paragraph else own_number
        paragraph = _joined(paragraph, text, is_hyphenated=is_hyphenated)
        if not _goes_on(lines, place, width):
            yield number, paragraph
            paragraph = ""


def _joined(above: str, below: str, *, is_hyphenated: bool) -> str:
    """A paragraph and its next line; a word that was parted at the end of a line is one again.

    >>> _joined("The inspec-", "tion of sixty-", is_hyphenated=True)
    'The inspection of sixty-'
    >>> _joined("of sixty-", "one piles", is_hyphenated=False)
    'of sixty-one piles'
    """
    if not above:
        return below
    hyphen = _hyphen(above, below)
    if not hyphen:
        return f"{above} {below}"
    return f"{above[:-1] if is_hyphenated or hyphen == SOFT else above}{below}"


def _hyphen(above: str, below: str) -> str:
    """The hyphen at the end of a line where its last word goes on in the next; else nothing."""
    is_inside = above[-1] in HYPHENS and above[-2:-1].isalpha() and below[0].islower()
    return above[-1] if is_inside and below.split(" ", 1)[0] not in SUSPENDED else ""


def _is_hyphenated(lines: Sequence[Numbered], width: int) -> bool:
    """Whether words were parted by syllables; elsewhere few lines end in the hyphen of a word."""
    ends = [place for place in range(len(lines) - 1) if _goes_on(lines, place, width)]
    parted = sum(bool(_hyphen(lines[place][1], lines[place + 1][1])) for place in ends)
    return parted >= max(MIN_PARTED, MIN_PARTED_SHARE * len(ends))


def _is_wrapped(lines: Sequence[Numbered], width: int) -> bool:
    """Whether the lines of a text were broken at a width."""
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return False
    inner = [place for place in range(len(lines)) if _has_line_below(lines, place)]
    full = [place for place in inner if _goes_on(lines, place, width)]
    closed = sum(CLOSED.search(lines[place][1]) is not None for place in full)
    return (
        len(full) >= MIN_BROKEN
        and len(full) >= MIN_FULL * len(inner)
        and closed <= MAX_CLOSED * len(full)
    )


def _has_line_below(lines: Sequence[Numbered], place: int) -> bool:
    """Whether a line is followed by one without a blank line between them that is no list item."""
    if place + 1 >= len(lines) or lines[place + 1][0] != lines[place][0] + 1:
        return False
    return BULLET.match(lines[place + 1][1]) is None


def _goes_on(lines: Sequence[Numbered], place: int, width: int) -> bool:
    """Whether the next line's first word would not have fitted at the end of a line."""
    if not _has_line_below(lines, place):
        return False
    word = lines[place + 1][1].split(" ", 1)[0]
    return len(lines[place][1]) + 1 + len(word) > width
