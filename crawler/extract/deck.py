"""The deck of an article (standfirst, Vorspann, chapô): what stands between headline and text.

Sites print it apart, and most give it as the description of the page, too. It is a field of its
own, because one site counts it to the text and the next one leaves it out. What stands among the
paragraphs, marked as they are, is the first paragraph, whatever the description says.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crawler.extract.page.blocks import HEADINGS, Block, Document, Element
from crawler.extract.page.element_names import CLEAR, WEAK
from crawler.extract.wording.letters import squash
from crawler.extract.wording.patterns import word_set

MIN_WORDS = 4
MAX_WORDS = 120
MAX_BLOCKS = 6  # of an element that is named a deck: points of a summary
MAX_LINKED = 0.5
MAX_ABOVE = 40  # blocks between headline and text that are looked at
STEPS = 2  # from a block up to the element that is named
MIN_SHARED = 60  # letters of a description that breaks off
NONE: frozenset[int] = frozenset()
NEVER = word_set(
    """
    hidden comments consent other_story headed_box caption credit related stamp headline interface
    trailer signature contributors
    """
)


def find_deck(
    document: Document,
    kept: Sequence[Block],
    prose: frozenset[int],
    reasons: Mapping[int, str],
    descriptions: Sequence[str],
    title: str,
) -> frozenset[int]:
    """Lines of the deck above the first paragraph, or of the first block where it stands apart.

    `kept` are the blocks of the text, `prose` lines of paragraphs among them, `reasons` the rules
    that cut the other lines, `descriptions` what the page says of its article.
    """
    story = [block for block in kept if block.line in prose]
    if not story:
        return NONE
    key = squash(title)
    said = [shown for text in descriptions if (shown := squash(text)) and shown != key]
    page = _Page(document.elements, kept, story, reasons, said)
    until = [block for block in document.blocks if block.line <= story[0].line]
    top = max((b.line for b in until if _is_title(b, key, story[0])), default=0)
    between = (block for block in until if top < block.line)
    above = [block for block in between if _fits(page, block, key)][-MAX_ABOVE:]
    for block in reversed(above):
        if _is_said(page, block) and _is_apart(page, block):
            return _lines([block], page)
    for block in reversed(above):
        found = _named(page, above, block)
        if found:
            return _lines(found, page)
    return NONE


class _Page(NamedTuple):
    """What is known of a page: see `find_deck`; `story` are the paragraphs of its text."""

    elements: Sequence[Element]
    kept: Sequence[Block]
    story: Sequence[Block]
    reasons: Mapping[int, str]
    said: Sequence[str]


def _lines(blocks: Sequence[Block], page: _Page) -> frozenset[int]:
    """Lines of some blocks, unless they are all of the text, or it begins with them anyway."""
    lines = frozenset(block.line for block in blocks)
    if all(block.line in lines for block in page.story):
        return NONE
    if not any(block.line in page.reasons for block in blocks):
        return lines
    text = _key(page.kept[:MAX_BLOCKS])
    return NONE if text.startswith(_key(blocks)) else lines


def _key(blocks: Sequence[Block]) -> str:
    """Some blocks squashed, as one text."""
    return squash("".join(block.text for block in blocks))


def _fits(page: _Page, block: Block, title: str) -> bool:
    """Whether a block may be a deck at all; the title is squashed."""
    rule = page.reasons.get(block.line, "")
    is_other = block.link_share >= MAX_LINKED or block.text.endswith((",", ":"))
    if not MIN_WORDS <= block.words <= MAX_WORDS or rule in NEVER or is_other:
        return False
    return not _says(block, title)


def _is_title(block: Block, title: str, first: Block) -> bool:
    """Whether a block above the first paragraph is the headline; the title is squashed."""
    is_above = block.line < first.line
    return is_above and (block.tag == "h1" or _says(block, title))


def _says(block: Block, title: str) -> bool:
    """Whether a block says the title, which is squashed; most blocks above a text are too short."""
    return len(title) <= 2 * len(block.text) and squash(block.text) == title != ""


def _is_said(page: _Page, block: Block) -> bool:
    """Whether a block is the description of the page, or that breaks off within it.

    Descriptions that break off are made of the first paragraph, too: then the block must be named
    or stand outside the text.
    """
    key = squash(block.text)
    if key in page.said:
        return True
    is_marked = block.line in page.reasons or _name(page, block) is not None
    return is_marked and any(len(s) >= MIN_SHARED and key.startswith(s) for s in page.said)


def _is_apart(page: _Page, block: Block) -> bool:
    """Whether a block is no paragraph among the paragraphs of the text."""
    if block.line in page.reasons or block.tag in HEADINGS:
        return True
    number = _name(page, block)
    return (number is not None and page.elements[number].signs.deck >= CLEAR) or _is_beside(
        page, block
    )


def _is_beside(page: _Page, block: Block) -> bool:
    """Whether the paragraphs below stand together, and a block elsewhere."""
    below = [other.element for other in page.story if other.line > block.line][:2]
    parents = {page.elements[number].parent for number in below}
    own = {block.element, page.elements[block.element].parent}
    return len(below) == 2 and len(parents) == 1 and own.isdisjoint(parents)


def _named(page: _Page, above: Sequence[Block], block: Block) -> list[Block]:
    """The blocks of the element around a block that is named a deck."""
    number = _name(page, block)
    if number is None or page.reasons.get(block.line) == "byline":
        return []
    is_sure = page.elements[number].signs.deck >= CLEAR
    if not (is_sure or block.line in page.reasons or _is_beside(page, block)):
        return []
    return [b for b in above if number in _upwards(page, b)]


def _name(page: _Page, block: Block) -> int | None:
    """The element at or above a block that is named a deck and holds no more than one."""
    for number in _upwards(page, block):
        element = page.elements[number]
        if element.signs.deck >= WEAK and not element.signs.is_body:
            held = [b for b in page.kept if number in _upwards(page, b)]
            words = sum(block.words for block in held)
            is_part = 2 * words < sum(block.words for block in page.kept) or not held
            return number if len(held) <= MAX_BLOCKS and words <= MAX_WORDS and is_part else None
    return None


def _upwards(page: _Page, block: Block) -> list[int]:
    """The element of a block and the next ones above it."""
    numbers, number = [], block.element
    for _ in range(STEPS + 1):
        if number <= 0:
            break
        numbers.append(number)
        number = page.elements[number].parent
    return numbers
