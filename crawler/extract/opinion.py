"""A second opinion on short lines that boilerpy3 would not keep: trafilatura confirms them or not.

Only pages where such lines are a part that matters pay for it, 3 of 100 labelled ones. Paragraphs
do not count towards that: of 32 such on labelled pages trafilatura refused none. F1 gains .0003 on
the article-extraction-benchmark and .0001 on fundus; all pages asked, at 2.5 times the time, it
gains no more. It confirms lines and adds none: its own choice of blocks is the worse one.
"""

from collections.abc import Callable, Sequence

from crawler.extract.engines import trafilatura_text
from crawler.extract.page.blocks import Block
from crawler.extract.wording.letters import squash

MAX_LINE = 120  # characters; longer lines are right more often than a second opinion
MATTERS = 0.05  # share of the text in such lines; at .08 half as many pages ask, and none gains
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
    if sum(len(block.text) for block in disputed if block.tag != "p") <= MATTERS * total:
        return frozenset()
    html = source()
    if len(html) > MAX_CHARACTERS:
        return frozenset()
    other = squash(trafilatura_text(html, fast=True))
    shared = sum(len(block.text) for block in kept if squash(block.text) in other)
    if shared < AGREES * total:
        return frozenset()
    return frozenset(block.line for block in disputed if squash(block.text) not in other)
