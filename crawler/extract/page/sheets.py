"""What a page's own style sheets hide: classes whose whole rule is `.class {display: none}`.

Only what is certain: a class that stands alone in a selector, in no `@media` and nowhere else on
the page, and on an element whose other classes do not speak of showing it. Opacity and sizes are
left out: in sheets they belong to what scripts move in. A class is read as the same style on its
element. Large sheets are those of a whole design: they show again what they hide, and tell nothing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

MAX_SHEET = 8_000  # characters of a sheet whose rules are read
MAX_SHEETS = 50
MAX_CLASSES = 30
HIDES = re.compile(
    r"""(?<![\w-])(?:display\s*:\s*none | visibility\s*:\s*hidden | font-size\s*:\s*0(?![.\d])
      | (?:left|right|top|text-indent)\s*:\s*-\d{3,5}(?:px|em|rem|vw|%)?
      | clip\s*:\s*rect\([^)]{1,40}\))(?=\s*(?:!important\s*)?(?:;|$))""",
    re.X | re.I,
)
MOVES = re.compile(r"transition|animation", re.I)
SELECTORS = re.compile(r"\s*(?:[a-z]{0,10}\.[A-Za-z_-][\w-]{0,80}\s*(?:,\s*|$)){1,20}")
CLASS = re.compile(r"\.([\w-]+)")
SHOWS = re.compile(r"[:@]|(?:^|[-_])(?:block|flex|inline|grid|table|show\w*|visible|active|open)$")
GOES_ON = re.compile(r"[\w-]")  # a longer name
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)


class Sheets(NamedTuple):
    """The classes that the sheets of a page seem to hide, each with its style, and the page."""

    classes: dict[str, str]
    source: str
    sure: set[str]  # classes of which that was looked up

    def style_of(self, names: str) -> str:
        """The style that surely hides an element of these classes, "" for none."""
        own = names.split()
        if self.classes.keys().isdisjoint(own) or any(SHOWS.search(name) for name in own):
            return ""
        return next((self.classes[name] for name in own if self._is_sure(name)), "")

    def _is_sure(self, name: str) -> bool:
        """Whether the page names a class once only: no other rule, and no script, shows it."""
        if name in self.classes and name not in self.sure:
            behind = self.source.split(f".{name}")[1:]
            if sum(GOES_ON.match(text) is None for text in behind) == 1:
                self.sure.add(name)
            else:
                del self.classes[name]
        return name in self.sure


def read(tree: LexborHTMLParser, source: str) -> Sheets:
    """Read the sheets of a page; `source` is what `tree` was made of.

    >>> page = "<style>.trap {top: 0; display: none} .tab {display: none} .tab.on {top: 0}</style>"
    >>> sheets = read(LexborHTMLParser(page), page)
    >>> sheets.style_of("note trap"), sheets.style_of("tab"), sheets.style_of("trap md:block")
    ('display: none', '', '')
    """
    found: dict[str, str] = {}
    for selectors, style in _rules("\n".join(_sheets(tree))):
        if len(found) < MAX_CLASSES and SELECTORS.fullmatch(selectors):
            hides = HIDES.search(style)
            if hides and not MOVES.search(style):
                found |= dict.fromkeys(CLASS.findall(selectors), hides[0])
    return Sheets(found, source, set())


def _sheets(tree: LexborHTMLParser) -> Iterator[str]:
    """The small sheets in the head of a page that hold for every screen, and with scripts."""
    for node in tree.head.css("style")[:MAX_SHEETS] if tree.head else ():
        is_plain = "media" not in node.attributes and node.parent == tree.head
        if is_plain and len(sheet := node.text()) <= MAX_SHEET:
            yield sheet


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """The selectors and the style of each rule that stands in no other."""
    if "/*" in text:
        text = COMMENT.sub(" ", text)
    depth = 0
    for piece in text.split("}")[:-1]:
        opened = piece.count("{")
        if opened == 1 and not depth:
            selectors, _, style = piece.rpartition("{")
            yield selectors.rpartition(";")[2], style
        depth = max(0, depth + opened - 1)
