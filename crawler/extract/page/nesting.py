"""Markup whose cost is bounded: in four cases the parser's time grows with a square.

20,000 nested `div` take lexbor 0.8 s, 200,000 take minutes; a tag with 40,000 attributes takes 3 s,
a `select` with 40,000 options 5 s; and 10,000 `font` that nobody closes are opened again in each
of 10,000 paragraphs, which takes more memory than machines have. No real page is like that
(browsers stop at a depth of 512): what no page needs is left out, and the text stays.
"""

import re
from collections.abc import Iterator

MAX_DEPTH = 1000
MIN_TAGS = 20_000  # pages with fewer cannot be deep enough to matter; counting them costs nothing
MAX_TAG = 5000  # characters of a tag whose attributes need no counting: 2,000 of them take 10 ms
MAX_ATTRIBUTES = 500
MAX_REOPENED = 2_000_000  # elements that open formatting may become; labelled pages stay at 21,000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})[^<>]*>")
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{0,30}\s")  # scripts compare without a space
ATTRIBUTE = re.compile(r"""[^\s"'=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
# HTML opens these again in every paragraph until somebody closes them.
FORMATTING = re.compile(
    r"<(/?)(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])[^<>]*>", re.I
)
# Void elements, and those that end where the next one begins: they do not nest by themselves.
FLAT = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr p li dt dd tr td th
    thead tbody tfoot optgroup rp rt script style
    """.split()  # noqa: SIM905 - a list of 33 strings reads worse
)


def flatten(source: str) -> str:
    """Markup without the tags that stand deeper than MAX_DEPTH, and without the other monsters.

    >>> deep = "<div>" * 30_000 + "ferry"
    >>> len(flatten(deep)), flatten("<div>" * 3)
    (5005, '<div><div><div>')
    """
    if any(map(_has_too_many, _long_pieces(source))):
        source = "<".join(map(_lightened, source.split("<")))
    tags = source.count("<")
    # Most pages are told by a count or two; what is open is at most what is never closed.
    is_large = tags * tags > MAX_REOPENED and tags * _unclosed(source, tags) > MAX_REOPENED
    if is_large and _reopens(source, tags):
        source = FORMATTING.sub(" ", source)
    return _Flattener().flat(source) if tags > MIN_TAGS else source


def _long_pieces(source: str) -> Iterator[str]:
    """What follows a "<" up to the next one, where that is long, and at the end.

    >>> [len(piece) for piece in _long_pieces("<p>" * 9000 + "x" * 9000 + "<br>")]
    [9002, 3]
    """
    place = source.find("<")
    while place >= 0:
        following = source.rfind("<", place + 1, place + MAX_TAG)
        if following < 0:
            following = source.find("<", place + 1)
            yield source[place + 1 : following if following >= 0 else None]
        place = following


def _has_too_many(piece: str) -> bool:
    """Whether a tag has too many attributes; a piece is what follows a "<"."""
    if not NAME.match(piece):
        return False
    end = piece.find(">")
    tag = piece if end < 0 else piece[:end]
    return len(tag) > MAX_TAG and sum(1 for _ in ATTRIBUTE.finditer(tag)) > MAX_ATTRIBUTES


def _lightened(piece: str) -> str:
    """Drop the attributes of a tag that has too many."""
    if len(piece) <= MAX_TAG or not _has_too_many(piece):
        return piece
    _, end, text = piece.partition(">")
    return piece.split(None, 1)[0] + end + text


def _unclosed(source: str, tags: int) -> int:
    """How many tags of a page are never closed."""
    return tags - 2 * source.count("</")


def _reopens(source: str, tags: int) -> bool:
    """Whether formatting that stays open may become more elements than a page can hold."""
    open_ones = sum(-1 if closing else 1 for closing in FORMATTING.findall(source))
    return open_ones * tags > MAX_REOPENED


class _Flattener:
    """Counts open tags while it copies."""

    def __init__(self) -> None:
        self.depth = 0

    def flat(self, source: str) -> str:
        """Copy without tags that are too deep."""
        return TAG.sub(self._tag, source)

    def _tag(self, tag: re.Match[str]) -> str:
        """Keep a tag or drop it."""
        name = tag[2].lower()
        if name in FLAT:
            return tag[0]
        if name == "option":
            return " "
        if tag[1]:
            self.depth = max(0, self.depth - 1)
            return tag[0] if self.depth < MAX_DEPTH else " "
        self.depth += 1
        return tag[0] if self.depth <= MAX_DEPTH else ""
