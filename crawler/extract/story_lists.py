"""Pages that list stories instead of telling one: indexes by their links, fronts by their cards."""

from collections.abc import Iterable, Mapping, Sequence

from crawler.extract.page.blocks import HEADINGS, Block

INDEX_LINKS = 0.5  # share of a page's words in links, from which it is a list of stories
INDEX_BLOCKS = 30  # and it has at least that many blocks
PARAGRAPH = 60  # words of running text that no list of stories has: its summaries are shorter
MIN_CARDS = 4  # stories that make a section front, each a linked heading over its summary
MIN_CARD_SHARE = 0.6  # share of the paragraphs that stand below such a heading


def words_in(blocks: Iterable[Block]) -> int:
    """Count the words of some blocks."""
    return sum(block.words for block in blocks)


def is_index(kept: Sequence[Block], seen: Sequence[Block]) -> bool:
    """Whether a page is a list of links to stories rather than one."""
    paragraphs = _paragraphs(kept)
    cards = _cards(paragraphs, seen)
    if sum(b.words for b in paragraphs if b not in cards) >= PARAGRAPH:
        return False
    linked = sum(block.linked for block in seen)
    return len(seen) >= INDEX_BLOCKS and linked >= INDEX_LINKS * words_in(seen)


def is_front(kept: Sequence[Block], seen: Sequence[Block]) -> bool:
    """Whether a text is the summaries of a section front, each below the heading that links it."""
    paragraphs = _paragraphs(kept)
    cards = _cards(paragraphs, seen)
    is_long = any(block.words >= PARAGRAPH for block in paragraphs)
    return not is_long and len(cards) >= max(MIN_CARDS, MIN_CARD_SHARE * len(paragraphs))


def _paragraphs(kept: Sequence[Block]) -> list[Block]:
    """Return the blocks of a text that say something."""
    return [block for block in kept if block.words >= 8 and block.tag not in HEADINGS]


def _cards(paragraphs: Sequence[Block], seen: Sequence[Block]) -> frozenset[Block]:
    """Those paragraphs that stand below a linked heading, perhaps with a date between them."""
    by_line = {block.line: block for block in seen}
    return frozenset(
        block
        for block in paragraphs
        if any(_is_linked_heading(above) for above in _above(block, by_line))
    )


def _above(block: Block, by_line: Mapping[int, Block]) -> list[Block]:
    """Return the block above another one, and where that is short, the one above it."""
    above = by_line.get(block.line - 1)
    if above is None or above.words >= 8:
        return [above] if above else []
    return [above, *filter(None, [by_line.get(block.line - 2)])]


def _is_linked_heading(block: Block) -> bool:
    """Whether a text is a link to a story."""
    return block.words >= 3 and block.link_share >= 0.8
