"""Blocks: what pages (`html_blocks`) and plain texts (`text_blocks`) are made of.

Both give the same values, so that everything after this step has one way to go.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.extract.page.element_names import NEUTRAL, Signs
from crawler.extract.wording.letters import typed

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
FORWARDING = "forwarding"  # the rule of an address to which a page without a text sends on
MAX_BLOCKS = 20_000  # of a page; the largest labelled one has 1,400
# Characters of all blocks of a page. One line of 4,000,000 takes 350 MB and 10 s of CPU up to its
# groups, one of 10,000,000 more memory than a worker has; the largest labelled page has 2.1 MB.
MAX_TEXT = 4_000_000
MAX_WORD, MAX_DATA = 60, 1000  # characters a word, from which a text of that length is data
WORD = re.compile(r"\w+")
SPACED = {code: " " for code in range(128) if not WORD.match(chr(code))}  # between words
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Element(NamedTuple):
    """An element that may matter: its parent's number (-1 at the root), tag and what names say.

    `hiding` is how it is kept from view, "" where it is seen (`visibility`).
    """

    parent: int
    tag: str
    signs: Signs = NEUTRAL
    hiding: str = ""
    is_article_body: bool = False


class Block(NamedTuple):
    """A run of text; `line` counts from 1, `linked` is how many of its words stand in links.

    `tag` is the tag of its element, empty for a line of plain text; `element` the element's number.
    """

    line: int
    text: str
    words: int
    linked: int = 0
    tag: str = ""
    element: int = 0

    @property
    def link_share(self) -> float:
        """Share of the words that stand in links."""
        return self.linked / self.words if self.words else 1.0


class Cut(NamedTuple):
    """A block that is not the article, and the rule that says so."""

    block: Block
    rule: str


class Image(NamedTuple):
    """An image: the element that holds it, its alt text, the line that the next block will have."""

    element: int
    alt: str
    line: int


class Document(NamedTuple):
    """Elements in document order, blocks of the text, what was set aside, and images.

    Set aside is what its tag alone tells: captions of figures, menus, buttons. `is_cut` says that
    the page holds more than was read.
    """

    elements: list[Element]
    blocks: list[Block]
    aside: Sequence[Cut] = ()
    images: Sequence[Image] = ()
    is_cut: bool = False


def bounded(blocks: Iterable[Block]) -> tuple[list[Block], bool]:
    """The blocks up to MAX_TEXT characters, the last of them cut, and whether that left any out.

    >>> blocks, is_cut = bounded([Block(1, "Rain.", 1), Block(2, "a " * MAX_TEXT, MAX_TEXT)])
    >>> len(blocks), sum(len(block.text) for block in blocks) <= MAX_TEXT, is_cut
    (2, True, True)
    """
    kept: list[Block] = []
    room = MAX_TEXT
    for block in blocks:
        if len(block.text) > room:
            text = cut(block.text, room)
            words = count_words(text)
            if words:
                kept.append(block._replace(text=text, words=words, linked=min(block.linked, words)))
            return kept, True
        kept.append(block)
        room -= len(block.text)
    return kept, False


def cut(text: str, room: int) -> str:
    """What a text begins with that fits, up to a space where its script has spaces.

    >>> cut("Ferry sails again", 13), len(cut("渡し船の運航が再開" * 20, 100))
    ('Ferry sails', 100)
    """
    whole = text[: room + 1].rpartition(" ")[0]
    return whole if room - len(whole) <= MAX_WORD else text[:room]


def count_words(text: str) -> int:
    """Count words; scripts without spaces count two characters a word.

    >>> count_words("Ferry service resumes"), count_words("渡し船の運航が再開")
    (3, 4)
    """
    text = typed(text)
    if text.isascii():
        return len(text.translate(SPACED).split())
    return max(len(WORD.findall(text)), len(UNSPACED.findall(text)) // 2)


def is_text(text: str, words: int) -> bool:
    """Whether a text is made of words; what rules hold to a number of words is then short, too.

    >>> is_text("The ferry sails.", 3), is_text("QUJD" * 1000, 1), is_text("***", 0)
    (True, False, False)
    """
    return words > 0 and len(text) <= max(MAX_DATA, MAX_WORD * words)
