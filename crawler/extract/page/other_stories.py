"""Other stories that a page holds in full below its own: endless pages load the next one at once.

A story stands apart: an element beside the one that holds the page's own, with a heading and with
paragraphs. Sections of one story have headings too, even of the first level; but theirs stand
beside the story's heading, or say neither who wrote them nor where they lead.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.extract.page.blocks import Block, Document, Element
from crawler.extract.page.subtrees import Subtrees
from crawler.extract.wording.letters import squash

LINKED = frozenset(("h2", "h3"))  # of these levels a heading has to link the story it heads
MIN_TITLE = 8  # letters of a heading that is the title, or a part of it
MIN_PROSE = 2  # paragraphs of a story
MAX_ABOVE = 3  # lines above its heading: a kicker, a date
MAX_HEADS = 100  # a page with more of them is a list
MIN_HEADING = 3  # words of a heading that links a story


def other_stories(
    document: Document, tree: Subtrees, weights: Sequence[float], title: str
) -> frozenset[int]:
    """Lines of the stories that are not the page's own, which is the one with its `title`.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> from crawler.extract.page.html_blocks import from_html
    >>> text = "<p>It sailed again on Monday, a week after a storm had torn its pier away.</p>"
    >>> heads = "Ferries sail", "Bakery opens"
    >>> page = "".join(f"<article><h1>{head}</h1>{2 * text}</article>" for head in heads)
    >>> found = from_html(LexborHTMLParser(page))
    >>> sorted(other_stories(found, Subtrees(found), [0.0, 50.0, 50.0] * 2, "Ferries sail"))
    [4, 5, 6]
    """
    heads = [block for block in document.blocks if _is_head(block)]
    own = next((head for head in heads if _is_title(head, squash(title))), None)
    if own is None or not 1 < len(heads) <= MAX_HEADS:
        return frozenset()
    page = _read(document, tree, weights)
    others = {
        apart
        for head in heads
        if squash(head.text) != squash(own.text)
        if (apart := _apart(page, own, head)) is not None
    }
    is_other = [False] * len(document.elements)
    for number, element in enumerate(document.elements):
        is_other[number] = number in others or (number > 0 and is_other[element.parent])
    return frozenset(block.line for block in document.blocks if is_other[block.element])


class _Page(NamedTuple):
    """Elements and blocks; for each element its end, and how many paragraphs it holds."""

    elements: Sequence[Element]
    blocks: Sequence[Block]
    end: Sequence[int]
    prose: Sequence[float]


def _read(document: Document, tree: Subtrees, weights: Sequence[float]) -> _Page:
    """What the elements of a page hold."""
    prose = [(b, float(w > 0)) for b, w in zip(document.blocks, weights, strict=True)]
    return _Page(document.elements, document.blocks, tree.end, tree.sums(prose))


def _is_head(block: Block) -> bool:
    """Whether a text may head a story: a heading of the first level, or one that links it."""
    is_link = block.link_share >= 0.8 and block.words >= MIN_HEADING
    return block.tag == "h1" or (block.tag in LINKED and is_link)


def _is_title(head: Block, title: str) -> bool:
    """Whether a heading is the title of the page, or one of them a part of the other."""
    key = squash(head.text)
    if head.tag != "h1" or min(len(key), len(title)) < MIN_TITLE:
        return key == title != ""
    return key in title or title in key


def _apart(page: "_Page", own: Block, head: Block) -> int | None:
    """The element of another story: beside the one that holds the page's own, and like it."""
    paths = [list(_path(page.elements, block.element))[::-1] for block in (own, head)]
    for ours, theirs in zip(*paths, strict=False):
        if ours != theirs:
            return theirs if _are_alike(page, ours, theirs, head) else None
    return None


def _are_alike(page: "_Page", ours: int, theirs: int, head: Block) -> bool:
    """Whether two elements hold a story each, the second one under its heading."""
    one, other = page.elements[ours], page.elements[theirs]
    if one.tag != other.tag or page.prose[ours] < MIN_PROSE or page.prose[theirs] < MIN_PROSE:
        return False
    inner = (b for b in page.blocks if theirs <= b.element < page.end[theirs])
    if next(inner).line < head.line - MAX_ABOVE:
        return False
    is_named = (other.tag == "article" or other.signs.is_body) and (
        one.tag == "article" or one.signs.is_body
    )
    inside = page.elements[theirs : page.end[theirs]]
    return is_named or (head.tag == "h1" and any(_is_mark(element) for element in inside))


def _is_mark(element: Element) -> bool:
    """Whether an element is what a story has and a section has not: a byline, a time, a body."""
    return element.signs.kind == "byline" or element.tag in ("time", "article")


def _path(elements: Sequence[Element], number: int) -> Iterator[int]:
    """An element and all above it."""
    while number >= 0:
        yield number
        number = elements[number].parent
