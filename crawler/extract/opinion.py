"""A second opinion on short lines that boilerpy3 would not keep: trafilatura confirms them or not.

Only pages where such lines are a part that matters pay for it, 5 of 100 labelled ones. F1 gains
.0005 on the news pages of fundus (all pages asked: no more, at 2.5 times the time).
It confirms lines and adds none: its own choice of blocks is the worse one.
"""

from collections.abc import Callable, Sequence

from crawler.extract.blocks import Block
from crawler.extract.engines import trafilatura_text
from crawler.extract.wording import squash

MAX_LINE = 120  # characters; longer lines are right more often than a second opinion
MATTERS = 0.08  # share of the text in such lines; .05 asks twice as often for .0003 more
AGREES = 0.6  # share of the text that trafilatura has too; below, it looks at another part
MAX_CHARACTERS = 2_000_000  # of markup; larger pages would hold a worker for seconds


def unconfirmed(
    kept: Sequence[Block], voted: Sequence[Block], source: Callable[[], str]
) -> frozenset[int]:
    """Lines of the kept blocks that neither boilerpy3 nor trafilatura takes for the article.

    `source` gives the markup, and is asked only when it is needed.

    >>> unconfirmed([Block(1, "The ferry sails.", 3)], [Block(1, "The ferry sails.", 3)], str)
    frozenset()
    """
    lines = {block.line for block in voted}
    disputed = [b for b in kept if b.line not in lines and len(b.text) <= MAX_LINE]
    total = sum(len(block.text) for block in kept)
    if sum(len(block.text) for block in disputed) <= MATTERS * total:
        return frozenset()
    html = source()
    if len(html) > MAX_CHARACTERS:
        return frozenset()
    other = squash(trafilatura_text(html, fast=True))
    shared = sum(len(block.text) for block in kept if squash(block.text) in other)
    if shared < AGREES * total:
        return frozenset()
    return frozenset(block.line for block in disputed if squash(block.text) not in other)
