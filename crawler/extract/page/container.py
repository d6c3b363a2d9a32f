"""The element that holds the article: by its share of the prose, down from the root, then wider."""

from collections.abc import Sequence
from itertools import accumulate

from crawler.extract.page.blocks import Block
from crawler.extract.page.subtrees import Subtrees
from crawler.extract.wording.patterns import word_set

DESCEND = 0.8  # a child with this share of the prose holds the article
DESCEND_NAMED = 0.55  # and with this share, when its name says so
NAMED_CORE = 0.9  # share of an element's prose in one so named below it, for its name to count
CLIMBS = 5  # how many ancestors in a row are asked for clean siblings
MIN_CLEAN = 0.6  # share of prose among the characters that a wider container adds
UNIT_TAGS = frozenset(("p", "li", "blockquote"))
WIDE_PROSE = word_set("p div section blockquote span article body h2")
WIDE_OTHER = frozenset(["h2", "h3", "li", "p"])


def lines_inside(tree: Subtrees, left: Sequence[tuple[Block, float]]) -> frozenset[int]:
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


def _descend(tree: Subtrees, sums: Sequence[float]) -> int:
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


def _climb(tree: Subtrees, core: int, sums: Sequence[float], characters: Sequence[float]) -> int:
    """Widen the container while what that adds is mostly prose."""
    wide = core
    above = tree.elements[core].parent
    left = CLIMBS
    while above > 0 and left:
        prose, text = sums[above] - sums[wide], characters[above] - characters[wide]
        left -= 1
        if prose >= 60 and prose >= MIN_CLEAN * text:
            wide, left = above, CLIMBS
        above = tree.elements[above].parent
    return wide
