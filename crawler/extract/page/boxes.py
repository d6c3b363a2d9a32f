"""Boxes beside the article that only their heading gives away: "Recommended for you", "Sign up".

A box is an element whose first text is such a heading. It is marked as if its name disowned it,
and like a name, a heading only prunes where a minority of the page's prose hangs on it. An
`article` is no box, unless another one comes before it and it holds several: a list of stories.
"""

from collections.abc import Iterator

from crawler.extract.page.blocks import Block, Document, Element
from crawler.extract.page.element_names import CLEAR, STRONG, Signs
from crawler.extract.wording.patterns import word_set
from crawler.extract.wording.phrases import BOX_HEADING
from crawler.extract.wording.telling import is_statement

MAX_WORDS = 9
MIN_INNER = 2  # articles of a list
UNITS = word_set("p span a b strong em h1 h2 h3 h4 h5 h6 li time small")
WHOLES = word_set("body main article")


def disown(document: Document) -> Document:
    """Mark the boxes of a page.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> from crawler.extract.page.html_blocks import from_html
    >>> page = "<div><p>It sails.</p><div><h4>Read next</h4><p>Bakery opens</p></div></div>"
    >>> marked = disown(from_html(LexborHTMLParser(page))).elements
    >>> [element.tag for element in marked if element.signs.kind == "headed_box"]
    ['div']
    """
    boxes = {number for place in _headings(document.blocks) for number in _box(document, place)}
    if not boxes:
        return document
    elements = list(document.elements)
    for number in boxes:
        elements[number] = _marked(elements[number])
    return document._replace(elements=elements)


def _headings(blocks: list[Block]) -> Iterator[int]:
    """The places of the headings that disown what stands below them."""
    for place, block in enumerate(blocks):
        is_short = block.words <= MAX_WORDS and BOX_HEADING.match(block.text.lower()) is not None
        if is_short and not is_statement(block.text, block.words):
            yield place


def _box(document: Document, place: int) -> Iterator[int]:
    """The elements that open with a heading and hold more than it, the smallest first."""
    elements, blocks = document.elements, document.blocks
    before = blocks[place - 1].element if place else -1
    number = blocks[place].element
    while number > 0 and before < number:
        element = elements[number]
        if element.tag == "article" and _is_list(document, number):
            yield number
        elif element.tag in WHOLES or element.signs.is_body or element.is_article_body:
            return
        elif element.tag not in UNITS:
            yield number
        number = element.parent


def _is_list(document: Document, number: int) -> bool:
    """Whether an article is not the first one and holds several: a list of other stories."""
    articles = [n for n, element in enumerate(document.elements) if element.tag == "article"]
    inner = sum(document.elements[n].parent == number for n in articles)
    return articles[0] < number and inner >= MIN_INNER


def _marked(element: Element) -> Element:
    """The element as one that its heading disowns; a name that says more stays."""
    if element.signs.strength >= CLEAR:
        return element
    if element.tag == "article":
        return element._replace(tag="section", signs=Signs(STRONG, "headed_box"))
    return element._replace(signs=Signs(STRONG, "headed_box", element.signs.is_body))
