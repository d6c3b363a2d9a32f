"""Which elements their names disown, as far as little of the page's prose hangs on them."""

from collections import defaultdict
from collections.abc import Sequence

from crawler.extract.page.blocks import Block, Element
from crawler.extract.page.element_names import CLEAR, STRONG, WEAK
from crawler.extract.page.subtrees import Subtrees

# Shares of the page's prose below which a subtree may be pruned; chosen on labelled news pages
# (benchmarks/extraction.py): a point more or less changes no page, half of each loses articles.
MAX_HIDDEN = 0.5
MOST_HIDDEN = 0.8  # of elements side by side: scripts move them in
MAX_STRONG = 0.6
MAX_CLEAR = 0.35
MAX_WEAK = 0.2
MIN_LEFT = 600  # weight that must stay elsewhere when a strong name holds most of the prose
MIN_LEFT_COMMENTS = 200  # a short story under a thousand comments is still the story
MIN_KEPT = 0.3  # pruning that leaves less than this share was wrong about the page


def pruning_rules(tree: Subtrees, texts: Sequence[tuple[Block, float]]) -> list[str]:
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


def _pruned(tree: Subtrees, texts: Sequence[tuple[Block, float]], least: int) -> list[str]:
    """For each element the rule by which a name of strength `least` or more prunes it."""
    sums = tree.sums(texts)
    hidden: defaultdict[int, float] = defaultdict(float)  # side by side, by their parent
    for number, element in enumerate(tree.elements):
        if element.hiding:
            hidden[element.parent] += sums[number]
    rules = [""] * len(tree.elements)
    for number, element in enumerate(tree.elements):
        above = rules[element.parent] if number else ""
        if above or not (element.signs.strength or element.hiding):
            rules[number] = above
        else:
            weight = sums[number]
            is_hidden = element.hiding != "" and not (
                weight >= MAX_HIDDEN * sums[0] or hidden[element.parent] >= MOST_HIDDEN * sums[0]
            )
            rules[number] = (
                "hidden" if is_hidden else _pruning_rule(element, weight, sums[0], least)
            )
    return rules


def _pruning_rule(element: Element, weight: float, total: float, least: int) -> str:
    """Return the rule that prunes an element holding `weight` of the page's `total` prose."""
    strength, kind, is_body, _ = element.signs
    if strength == STRONG and not is_body and element.tag not in ("body", "main", "article"):
        min_left = MIN_LEFT_COMMENTS if kind in ("comments", "consent") else MIN_LEFT
        if weight < MAX_STRONG * total or total - weight > min_left:
            return kind
    limit = MAX_CLEAR if strength >= CLEAR else MAX_WEAK
    return kind if max(least, WEAK) <= strength and weight < limit * total else ""
