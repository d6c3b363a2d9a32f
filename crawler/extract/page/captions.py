"""Texts of pictures that no name gives away: next to an image, or with the words of its alt text.

Of the captions on labelled news pages 72 % stand in `figcaption` and 18 % under a telling class
name; these two signs find most of the rest.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from crawler.extract.page.blocks import Block, Document
from crawler.extract.wording.letters import squash
from crawler.extract.wording.patterns import word_set
from crawler.extract.wording.phrases import CREDIT_LINE

PARAGRAPHS = word_set("p li h1 h2 h3 h4 h5 h6 blockquote td dd")
WHOLES = word_set("body main article section")  # a short page with an image is no caption
MAX_WORDS = 60
MAX_CREDIT_WORDS = 7
BEGINNING = 16  # characters of a text that are looked for in alt texts first
MIN_ALT = 20  # letters; shorter alt texts ("The mayor") are words of any paragraph
MAX_BOX = 250  # characters in a box that is an image and its caption
STEPS = 3  # from the text up to the box that holds the image too


def beside_images(document: Document, houses: Iterable[str] = ()) -> frozenset[int]:
    """Lines of the blocks that belong to an image; `houses` are names of the site.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> from crawler.extract.page.html_blocks import from_html
    >>> page = "<div><img alt='Ferry'><div>The ferry at its pier</div></div><div>It sails.</div>"
    >>> beside_images(from_html(LexborHTMLParser(page)))
    frozenset({1})
    """
    if not document.images:
        return frozenset()
    alts = {alt for image in document.images if len(alt := squash(image.alt)) >= MIN_ALT}
    boxes = _boxes(document)
    said = "\n".join(alts)
    keys = [_key(block, said) if alts and _is_like_alt(block) else "" for block in document.blocks]
    times = Counter(keys)
    return _above_credits(document, houses) | frozenset(
        block.line
        for block, key in zip(document.blocks, keys, strict=True)
        if block.words <= MAX_WORDS
        and (_is_in_box(block, document, boxes) or _repeats_alt(block, key, alts, times))
    )


def _above_credits(document: Document, houses: Iterable[str]) -> frozenset[int]:
    """Lines of a paragraph right below an image with a credit below it, and of that credit.

    Some editors type captions as paragraphs of their own: an image, what it shows, "Ann Ode/AP".
    """
    own = {squash(house) for house in houses}
    below = {image.line for image in document.images}
    return frozenset(
        line
        for text, credit in pairwise(document.blocks)
        if text.line in below and credit.line == text.line + 1 and credit.line not in below
        if text.words <= MAX_WORDS and _is_credit(credit, own)
        for line in (text.line, credit.line)
    )


def _is_credit(block: Block, own: set[str]) -> bool:
    """Whether a short text names a photographer and a house, or the site itself."""
    if block.words > MAX_CREDIT_WORDS:
        return False
    return CREDIT_LINE.match(block.text) is not None or squash(block.text) in own


def _boxes(document: Document) -> frozenset[int]:
    """Elements that hold an image and hardly any text."""
    holders = {number for image in document.images for number in _upwards(document, image.element)}
    characters = dict.fromkeys(holders, 0)
    captions = (cut.block for cut in document.aside if cut.rule == "caption")
    for block in (*document.blocks, *captions):
        for number in _upwards(document, block.element):
            if number in characters:
                characters[number] += len(block.text)
    return frozenset(
        number
        for number, size in characters.items()
        if size <= MAX_BOX and document.elements[number].tag not in WHOLES
    )


def _upwards(document: Document, element: int) -> list[int]:
    """An element and the next ones above it."""
    numbers: list[int] = []
    while element >= 0 and len(numbers) <= STEPS:
        numbers.append(element)
        element = document.elements[element].parent
    return numbers


def _is_in_box(block: Block, document: Document, boxes: frozenset[int]) -> bool:
    """Whether a text that is no paragraph shares a small box with an image."""
    if block.tag in PARAGRAPHS:
        return False
    return not boxes.isdisjoint(_upwards(document, block.element))


def _key(block: Block, alts: str) -> str:
    """A text squashed, where alt texts have its beginning; most texts need no more than that."""
    return squash(block.text) if squash(block.text[:BEGINNING])[:-1] in alts else ""


def _is_like_alt(block: Block) -> bool:
    """Whether a text has the length of an alt text that counts."""
    return block.words <= MAX_WORDS and len(block.text) >= MIN_ALT


def _repeats_alt(block: Block, key: str, alts: set[str], times: Counter[str]) -> bool:
    """Whether a text is the alt text of an image, or a part of it when it is no paragraph.

    Some sites set paragraphs of the article under its images again: such a paragraph is one of two
    and stays. Headings may repeat an alt text.
    """
    if block.tag.startswith("h") or not alts:
        return False
    if block.tag in PARAGRAPHS:
        return key in alts and times[key] == 1
    return len(key) >= MIN_ALT and any(key in alt for alt in alts)
