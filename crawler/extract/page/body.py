"""Which blocks are the article: weigh prose, prune what names disown, find the container.

Names prune only where a minority of the page's prose hangs on them, so that no class name can
delete an article. The container is found by its share of the prose, by descent from the root, and
then widened to siblings that are as clean as itself.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.extract.page.blocks import Block, Cut, Document
from crawler.extract.page.boxes import disown
from crawler.extract.page.captions import beside_images
from crawler.extract.page.container import lines_inside
from crawler.extract.page.element_names import QUOTE
from crawler.extract.page.folded import unfold
from crawler.extract.page.other_stories import other_stories
from crawler.extract.page.prune import pruning_rules
from crawler.extract.page.subtrees import Subtrees

STOP = re.compile(r"""[.!?…。！？]["'”’»)\]]*\s*$|[:;,]\s*$""")
TAG_WEIGHT = {"p": 1.3} | dict.fromkeys(("li", "td", "a", "h1", "h2", "h3"), 0.4)


# What this step says of blocks it leaves out; the names of `element_names.Signs.kind` among them.
MARKUP_RULES = (
    "caption",
    "byline",
    "comments",
    "consent",
    "controls",
    "hidden",
    "headed_box",
    "pruned",
    "other_story",
    "outside_article",
)


class Body(NamedTuple):
    """The blocks of the article's container, which of them are prose, and what was cut.

    `quotes` has for each block the number of the quotation that it stands in, 0 for none.
    """

    blocks: list[Block]
    is_prose: list[bool]
    cuts: list[Cut]
    quotes: list[int]


def find(
    document: Document, votes: Sequence[bool], houses: Iterable[str] = (), title: str = ""
) -> Body:
    """Find the article among the blocks of a page.

    `votes` are the classifier's verdicts, one for each block, `houses` names of the site, `title`
    is the page's. A page without prose has a body without blocks.
    """
    weights = [weigh(block, vote) for block, vote in zip(document.blocks, votes, strict=True)]
    tree = Subtrees(document)
    document = disown(unfold(document, tree, weights))
    known = dict.fromkeys(beside_images(document, houses), "caption")
    known |= dict.fromkeys(other_stories(document, tree, weights, title), "other_story")
    texts = [(b, w) for b, w in zip(document.blocks, weights, strict=True) if b.line not in known]
    cuts = list(document.aside)
    cuts += [Cut(block, known[block.line]) for block in document.blocks if block.line in known]
    tree = tree.over(document)
    pruned = pruning_rules(tree, texts)
    left = [(b, w) for b, w in texts if not pruned[b.element]]
    cuts += [Cut(b, rule) for b, _ in texts if (rule := pruned[b.element])]
    inside = lines_inside(tree, left)
    cuts += [Cut(b, "outside_article") for b, _ in left if b.line not in inside]
    kept = [(b, w) for b, w in left if b.line in inside]
    quotes = [_quote(document, block.element) for block, _ in kept]
    return Body([b for b, _ in kept], [w > 0 for _, w in kept], cuts, quotes)


def _quote(document: Document, number: int) -> int:
    """The number of the outermost quotation that holds an element, 0 for none."""
    found = 0
    while number > 0:
        element = document.elements[number]
        if element.tag == "blockquote" or element.signs.kind == QUOTE:
            found = number
        number = element.parent
    return found


def weigh(block: Block, vote: bool) -> float:
    """How much of the article a block may be: 0 for what is not prose, else its length.

    Links count against it squared: lists of other stories are prose in every other respect.

    >>> weigh(Block(1, "It sailed again on Monday, after a week in port.", 10, tag="p"), True)
    62.400000000000006
    >>> weigh(Block(1, "Home News Sport", 3, linked=3), True)
    0.0
    """
    if block.words < 10 or block.link_share >= 0.5 or not (vote or block.words >= 20):
        return 0.0
    if block.words < 25 and not STOP.search(block.text):
        return 0.0
    return len(block.text) * (1 - block.link_share) ** 2 * TAG_WEIGHT.get(block.tag, 1.0)
