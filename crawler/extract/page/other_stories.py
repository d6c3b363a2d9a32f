"""Other stories that a page holds in full below its own: endless pages load the next one at once.

A story stands apart: an element beside the one that holds the page's own or an article within it,
with a heading and with paragraphs; or all below a further heading and its byline. Sections of one
story have headings too, even of the first level; but theirs stand beside the story's heading, or
say neither who wrote them nor where they lead.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.extract.page.blocks import Block, Document, Element
from crawler.extract.page.subtrees import Subtrees
from crawler.extract.wording.letters import squash

# Headings of these levels have to link the story they head, or to head an article with a byline.
LOWER = frozenset(("h2", "h3"))
MIN_TITLE = 8  # letters of a heading that is the title, or a part of it
MIN_PROSE = 2  # paragraphs of a story
MAX_ABOVE = 3  # lines above its heading: a kicker, a date
MAX_HEADS = 100  # a page with more of them is a list
MIN_HEADING = 3  # words of a heading of these levels


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
    others: set[int] = set()
    lines: set[int] = set()
    for head in heads:
        if squash(head.text) != squash(own.text):
            others |= _apart(page, own, head)
            lines |= _below(page, own, head)
    is_other = [False] * len(document.elements)
    for number, element in enumerate(document.elements):
        is_other[number] = number in others or (number > 0 and is_other[element.parent])
    within = {block.line for block in document.blocks if is_other[block.element]}
    return frozenset(within | lines)


class _Page(NamedTuple):
    """Elements and blocks, lines of paragraphs; each element's end and number of paragraphs."""

    elements: Sequence[Element]
    blocks: Sequence[Block]
    paragraphs: frozenset[int]
    end: Sequence[int]
    prose: Sequence[float]


def _read(document: Document, tree: Subtrees, weights: Sequence[float]) -> _Page:
    """What the elements of a page hold."""
    prose = [(b, float(w > 0)) for b, w in zip(document.blocks, weights, strict=True)]
    lines = frozenset(block.line for block, is_prose in prose if is_prose)
    return _Page(document.elements, document.blocks, lines, tree.end, tree.sums(prose))


def _is_head(block: Block) -> bool:
    """Whether a text may head a story."""
    return block.tag == "h1" or (block.tag in LOWER and block.words >= MIN_HEADING)


def _is_linked(head: Block) -> bool:
    """Whether a heading links the story it heads."""
    return head.link_share >= 0.8


def _is_title(head: Block, title: str) -> bool:
    """Whether a heading is the title of the page, or one of them a part of the other."""
    key = squash(head.text)
    if head.tag != "h1" or min(len(key), len(title)) < MIN_TITLE:
        return key == title != ""
    return key in title or title in key


def _apart(page: _Page, own: Block, head: Block) -> set[int]:
    """The element of another story: beside the one that holds the page's own, or within it."""
    paths = [list(_path(page.elements, block.element))[::-1] for block in (own, head)]
    for place, (ours, theirs) in enumerate(zip(*paths, strict=False)):
        if ours != theirs:
            # Beside the heading alone the page's own story is all that is left of both.
            both = paths[0][place - 1] if ours == own.element else ours
            prose = page.prose[both] - (page.prose[theirs] if both != ours else 0)
            is_alike = page.elements[both].tag == page.elements[theirs].tag and (
                both == ours or head.tag == "h1"
            )
            found = is_alike and prose >= MIN_PROSE and _is_story(page, both, theirs, head)
            return {theirs} if found else set()
    return set()


def _is_story(page: _Page, ours: int, theirs: int, head: Block) -> bool:
    """Whether an element is a story below a heading, as the one that holds the page's own is."""
    inner = [b for b in page.blocks if theirs <= b.element < page.end[theirs]]
    if inner[0].line < head.line - MAX_ABOVE:
        return False
    elements = (page.elements[ours], page.elements[theirs])
    is_named = all(element.tag == "article" or element.signs.is_body for element in elements)
    is_teaser = is_named and _is_linked(head) and page.prose[theirs] > 0
    if page.prose[theirs] < MIN_PROSE and not is_teaser:
        return False
    if head.tag == "h1" or _is_linked(head):
        return is_named or (head.tag == "h1" and _is_marked(page, theirs, head))
    inside = page.elements[theirs : page.end[theirs]]
    is_signed = any(element.signs.kind == "byline" for element in inside)
    return is_named and is_signed and page.prose[theirs] > MIN_PROSE


def _is_marked(page: _Page, number: int, head: Block) -> bool:
    """Whether an element has what a story has and a section has not: a byline, a body, a time.

    A time stands above the first paragraph; those below are told of.
    """
    below = (b for b in page.blocks if b.line > head.line and b.line in page.paragraphs)
    first = next((b.element for b in below), page.end[number])
    return any(
        element.signs.kind == "byline"
        or (element.tag == "article" and place > number)
        or (element.tag == "time" and place < first)
        for place, element in enumerate(page.elements[number : page.end[number]], number)
    )


def _below(page: _Page, own: Block, head: Block) -> set[int]:
    """The lines of another story that stands in one element with the page's own, below it."""
    parent = page.elements[head.element].parent
    if head.tag != "h1" or head.line < own.line or page.elements[own.element].parent != parent:
        return set()
    below = [b for b in page.blocks if b.line >= head.line and b.element < page.end[parent]]
    is_signed = any(page.elements[b.element].signs.kind == "byline" for b in below[1:3])
    return {b.line for b in below} if is_signed and len(below) > MIN_PROSE else set()


def _path(elements: Sequence[Element], number: int) -> Iterator[int]:
    """An element and all above it."""
    while number >= 0:
        yield number
        number = elements[number].parent
