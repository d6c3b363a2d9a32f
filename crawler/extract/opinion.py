"""A second opinion on short lines that boilerpy3 would not keep: trafilatura confirms them or not.

Only pages where such lines are a part that matters pay for it, 7 of 100 labelled ones; F1 gains
.0005 there and .0003 on the article-extraction-benchmark (all pages asked: no more, at 2.5 times
the time). It confirms lines and adds none: its own choice of blocks is the worse one.
"""

from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.engines import trafilatura_text
from crawler.extract.wording import squash

MAX_LINE = 120  # characters; longer lines are right more often than a second opinion
MATTERS = 0.05  # share of the text in such lines; .03 and .08 gain half as much
AGREES = 0.6  # share of the text that trafilatura has too; below, it looks at another part
MAX_CHARACTERS = 2_000_000  # of markup; larger pages would hold a worker for seconds


def unconfirmed(kept: Sequence[Block], voted: Sequence[Block], source: str) -> frozenset[int]:
    """Lines of the kept blocks that neither boilerpy3 nor trafilatura takes for the article.

    >>> unconfirmed([Block(1, "The ferry sails.", 3)], [Block(1, "The ferry sails.", 3)], "")
    frozenset()
    """
    lines = {block.line for block in voted}
    disputed = [b for b in kept if b.line not in lines and len(b.text) <= MAX_LINE]
    total = sum(len(block.text) for block in kept)
    if sum(len(block.text) for block in disputed) <= MATTERS * total:
        return frozenset()
    if len(source) > MAX_CHARACTERS:
        return frozenset()
    other = squash(trafilatura_text(source, fast=True))
    shared = sum(len(block.text) for block in kept if squash(block.text) in other)
    if shared < AGREES * total:
        return frozenset()
    return frozenset(block.line for block in disputed if squash(block.text) not in other)
