"""Links that nobody closed: HTML opens them again in each block, and all of a page is a link."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter

from crawler.extract.page.blocks import Block

MIN_OPEN, MOST = 100, 0.5  # words of such a link, and their share of the page


def without_open_link(blocks: Sequence[Block], links: Mapping[int, str]) -> Sequence[Block]:
    """The blocks of a page; a link that holds most of it tells nothing, and counts as none.

    `links` are the last addresses in lines that have one.

    >>> story = [Block(line, "It sails. " * 40, 80, 80) for line in (1, 2)]
    >>> [block.linked for block in without_open_link(story, {1: "/subscribe", 2: "/subscribe"})]
    [0, 0]
    >>> [block.linked for block in without_open_link(story, {1: "/ferry", 2: "/bakery"})]
    [80, 80]
    """
    words: Counter[str] = Counter()
    for block in blocks:
        if block.linked == block.words:
            words[links.get(block.line, "")] += block.words
    link, most = max(words.items(), key=itemgetter(1), default=("", 0))
    if not link or most < max(MIN_OPEN, MOST * sum(block.words for block in blocks)):
        return blocks
    return [b._replace(linked=0) if links.get(b.line) == link else b for b in blocks]
