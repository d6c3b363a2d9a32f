"""Which blocks are the article: weigh prose, prune what names disown, find the container.

Names prune only where a minority of the page's prose hangs on them, so that no class name can
delete an article. The container is found by its share of the prose, by descent from the root, and
then widened to siblings that are as clean as itself.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from crawler.extract.page.blocks import Block, Document, Element
from crawler.extract.page.boxes import disown
from crawler.extract.page.captions import beside_images
from crawler.extract.page.element_names import CLEAR, STRONG, WEAK
from crawler.extract.wording.patterns import word_set

STOP = re.compile(r"""[.!?…。！？]["'”’»)\]]*\s*$|[:;,]\s*$""")
TAG_WEIGHT = {"p": 1.3} | dict.fromkeys(("li", "td", "a", "h1", "h2", "h3"), 0.4)
# Shares of the page's prose below which a subtree may be pruned; chosen on labelled news pages
# (benchmarks/extraction.py): a point more or less changes no page, half of each loses articles.
MAX_HIDDEN = 0.5
MAX_STRONG = 0.6
MAX_CLEAR = 0.35
MAX_WEAK = 0.2
MIN_LEFT = 600  # weight that must stay elsewhere when a strong name holds most of the prose
MIN_LEFT_COMMENTS = 200  # a short story under a thousand comments is still the story
MIN_KEPT = 0.3  # pruning that leaves less than this share was wrong about the page
DESCEND = 0.8  # a child with this share of the prose holds the article
DESCEND_NAMED = 0.55  # and with this share, when its name says so
NAMED_CORE = 0.9  # share of an element's prose in one so named below it, for its name to count
CLIMBS = 5  # how many ancestors are asked for clean siblings
MIN_CLEAN = 0.6  # share of prose among the characters that a wider container adds
UNIT_TAGS = frozenset(("p", "li", "blockquote"))
WIDE_PROSE = word_set("p div section blockquote span article body h2")
WIDE_OTHER = frozenset(["h2", "h3", "li", "p"])


# What this step says of blocks it leaves out; the names of `element_names.Signs.kind` among them.
MARKUP_RULES = (
    "caption",
    "byline",
    "comments",
    "consent",
    "hidden",
    "headed_box",
    "pruned",
    "outside_article",
)


class Cut(NamedTuple):
    """A block that is not the article, and the rule that says so."""

    block: Block
    rule: str


class Body(NamedTuple):
    """The blocks of the article's container, which of them are prose, and what was cut.

    `prose_share` is the part of the page's prose weight that stands in `blocks`.
    """

    blocks: list[Block]
    is_prose: list[bool]
    cuts: list[Cut]
    prose_share: float


def find(document: Document, votes: Sequence[bool], houses: Iterable[str] = ()) -> Body:
    """Find the article among the blocks of a page.

    `votes` are the classifier's verdicts, one for each block, `houses` names of the site. A page
    without prose has a body without blocks.
    """
    weights = [weigh(block, vote) for block, vote in zip(document.blocks, votes, strict=True)]
    document = disown(document)
    beside = beside_images(document, houses)
    texts = [(b, w) for b, w in zip(document.blocks, weights, strict=True) if b.line not in beside]
    cuts = [Cut(block, "caption") for block in document.captions]
    cuts += [Cut(block, "caption") for block in document.blocks if block.line in beside]
    tree = _Tree(document)
    pruned = _prune(tree, texts)
    left = [(b, w) for b, w in texts if not pruned[b.element]]
    cuts += [Cut(b, rule) for b, _ in texts if (rule := pruned[b.element])]
    inside = _select(tree, left)
    cuts += [Cut(b, "outside_article") for b, _ in left if b.line not in inside]
    kept = [(b, w) for b, w in left if b.line in inside]
    share = sum(w for _, w in kept) / (sum(weights) or 1.0)
    return Body([b for b, _ in kept], [w > 0 for _, w in kept], cuts, share)


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


class _Tree:
    """The elements as arrays; a subtree is the range from its number to its `end`."""

    def __init__(self, document: Document) -> None:
        self.elements = document.elements
        # Children before parents, without the root, which has none.
        self.upwards = [(n, element.parent) for n, element in enumerate(self.elements) if n][::-1]
        self.end = list(range(1, len(self.elements) + 1))
        for number, parent in self.upwards:
            self.end[parent] = max(self.end[parent], self.end[number])

    def sums(self, values: Sequence[tuple[Block, float]]) -> list[float]:
        """Add up values of blocks over each subtree."""
        totals = [0.0] * len(self.elements)
        for block, value in values:
            totals[block.element] += value
        for number, parent in self.upwards:
            totals[parent] += totals[number]
        return totals

    def named(self, sums: Sequence[float]) -> list[float]:
        """For each element the largest sum at or below it of an element named as a body."""
        best = [
            total if element.signs.is_body else 0.0
            for total, element in zip(sums, self.elements, strict=True)
        ]
        for number, parent in self.upwards:
            best[parent] = max(best[parent], best[number])
        return best


def _prune(tree: _Tree, texts: Sequence[tuple[Block, float]]) -> list[str]:
    """For each element the rule that prunes it, "" where none does.

    Comments and the like go first, so that a thousand of them do not make the article look small.
    """
    strong = _pruned(tree, texts, STRONG)
    rest = [(block, weight) for block, weight in texts if not strong[block.element]]
    weak = _pruned(tree, rest, WEAK)
    kept = sum(weight for block, weight in rest if not weak[block.element])
    if kept < MIN_KEPT * sum(weight for _, weight in rest):
        return strong
    return [one or other for one, other in zip(strong, weak, strict=True)]


def _pruned(tree: _Tree, texts: Sequence[tuple[Block, float]], least: int) -> list[str]:
    """For each element the rule by which a name of strength `least` or more prunes it."""
    sums = tree.sums(texts)
    rules = [""] * len(tree.elements)
    for number, element in enumerate(tree.elements):
        above = rules[element.parent] if number else ""
        if above or not (element.signs.strength or element.is_hidden):
            rules[number] = above
        else:
            rules[number] = _pruning_rule(element, sums[number], sums[0], least)
    return rules


def _pruning_rule(element: Element, weight: float, total: float, least: int) -> str:
    """Return the rule that prunes an element holding `weight` of the page's `total` prose."""
    strength, kind, is_body = element.signs
    if element.is_hidden and weight < MAX_HIDDEN * total:
        return "hidden"
    if strength == STRONG and not is_body and element.tag not in ("body", "main", "article"):
        min_left = MIN_LEFT_COMMENTS if kind in ("comments", "consent") else MIN_LEFT
        if weight < MAX_STRONG * total or total - weight > min_left:
            return kind
    limit = MAX_CLEAR if strength >= CLEAR else MAX_WEAK
    return kind if max(least, WEAK) <= strength and weight < limit * total else ""


def _select(tree: _Tree, left: Sequence[tuple[Block, float]]) -> frozenset[int]:
    """Lines of the blocks that are in the article's container."""
    sums = tree.sums(left)
    if not sums[0]:
        return frozenset()
    core = _descend(tree, sums)
    wide = _climb(tree, core, sums, tree.sums([(b, float(len(b.text))) for b, _ in left]))
    inside = [(b, w) for b, w in left if wide <= b.element < tree.end[wide]]
    if wide == core:
        return frozenset(b.line for b, _ in inside)
    in_core = [core <= b.element < tree.end[core] for b, _ in inside]
    before = list(accumulate(in_core, max))
    after = list(accumulate(reversed(in_core), max))[::-1]
    return frozenset(
        b.line
        for (b, weight), own, is_between in zip(
            inside, in_core, map(min, before, after), strict=True
        )
        if own or (weight and b.tag in WIDE_PROSE) or (is_between and b.tag in WIDE_OTHER)
    )


def _descend(tree: _Tree, sums: Sequence[float]) -> int:
    """Go down from the root while one child holds most of the prose."""
    children: dict[int, list[int]] = {}
    for number in range(1, len(sums)):
        if sums[number] > 0:
            children.setdefault(tree.elements[number].parent, []).append(number)
    declared = [
        number
        for number, element in enumerate(tree.elements)
        if element.is_article_body and sums[number] >= 0.3 * sums[0]
    ]
    here = max(declared, key=lambda number: (sums[number], number), default=0)
    named = tree.named(sums)
    while below := children.get(here):
        bonus = 0.15 * sums[here]
        child = max(below, key=lambda n: sums[n] + bonus * tree.elements[n].signs.is_body)
        share = DESCEND_NAMED if named[child] >= NAMED_CORE * sums[child] else DESCEND
        if sums[child] < share * sums[here] or tree.elements[child].tag in UNIT_TAGS:
            break
        here = child
    return here


def _climb(tree: _Tree, core: int, sums: Sequence[float], characters: Sequence[float]) -> int:
    """Widen the container while what that adds is mostly prose."""
    wide = core
    above = tree.elements[core].parent
    for _ in range(CLIMBS):
        if above <= 0:
            break
        prose, text = sums[above] - sums[wide], characters[above] - characters[wide]
        if prose >= 60 and prose >= MIN_CLEAN * text:
            wide = above
        above = tree.elements[above].parent
    return wide
