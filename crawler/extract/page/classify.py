"""boilerpy3's vote on each block.

boilerpy3 spends 95 % of its time in its HTML parser, and its extractors know nothing of the DOM.
Its classifier of shallow text features (Kohlschütter and others, Boilerplate Detection using
Shallow Text Features, WSDM 2010) is good and fast on blocks made elsewhere: 3,600 pages a CPU
second. So it gets our blocks and has one vote; none of its types leaves this file.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from crawler.extract.page.blocks import Block


@cache
def _boilerpy3() -> tuple[Any, Any]:
    """Classifier and block type, imported when the first page comes."""
    from boilerpy3.document import TextBlock  # noqa: PLC0415 - 30 ms that --help must not pay
    from boilerpy3.filters import NumWordsRulesClassifier  # noqa: PLC0415 - as above

    return NumWordsRulesClassifier(), TextBlock


def classify(blocks: Sequence[Block]) -> list[bool]:
    """For each block: whether NumWordsRules takes it for content, seen between its neighbours.

    >>> story = Block(1, "The ferry sailed again on Monday, a week after the storm ...", words=20)
    >>> classify([story, Block(2, "Home News Sport", 3, linked=3), story])
    [True, False, False]
    """
    classifier, text_block = _boilerpy3()
    edge = text_block("", set(), 0, 0, 0, 0, -1)
    own = [text_block("", None, block.words, block.linked, block.words, 1) for block in blocks]
    padded = [edge, *own, edge]
    for (before, block), (_, after) in zip(pairwise(padded), pairwise(padded[1:]), strict=False):
        classifier.classify(before, block, after)
    return [bool(block.is_content) for block in own]
