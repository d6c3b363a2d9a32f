"""Folded parts of an article that are text: accordions, tabs, the rest behind "read more".

A fold is taken for a part of the article where the article's own paragraphs stand beside it, and
where it holds two paragraphs or more, or something opens it: a heading or a button above it, the
role of a tab panel, `hidden=until-found`. A single hidden paragraph that nothing opens is a mark
for those who copy, and a fold that says again what stands on the page is the page for another
screen; both stay hidden.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crawler.extract.page.blocks import HEADINGS, Block, Document
from crawler.extract.page.subtrees import Subtrees
from crawler.extract.page.visibility import INVISIBLE, PANEL
from crawler.extract.wording.letters import squash
from crawler.extract.wording.patterns import word_set

UNITS = word_set("p li span a b i em strong small h1 h2 h3 h4 h5 h6 td th dt font time label")
OPENERS = HEADINGS | {"dt", "summary", "button"}
STEPS = 2  # from a fold up to the element that holds paragraphs of the article, too
MIN_FOLD = 2  # paragraphs of a fold that nothing opens


class _Fold(NamedTuple):
    """Elements that are folded together: one, or paragraphs in a row."""

    elements: list[int]
    start: int
    end: int


def unfold(document: Document, tree: Subtrees, weights: Sequence[float]) -> Document:
    """Mark the folds of a page that are text as seen; `weights` are its blocks' prose."""
    folds = list(_folds(document, tree))
    if not folds:
        return document
    fold_of = {n: i for i, fold in enumerate(folds) for n in range(fold.start, fold.end)}
    texts = list(zip(document.blocks, weights, strict=True))
    hidden = [(b, w) for b, w in texts if b.element in fold_of]
    if not any(weight for _, weight in hidden):
        return document
    sums, unseen = tree.sums(texts), tree.sums(hidden)
    seen = [total - dark for total, dark in zip(sums, unseen, strict=True)]
    keys = {squash(b.text) for b, w in texts if w and b.element not in fold_of}
    opened = _opened(document, fold_of)
    prose: list[list[Block]] = [[] for _ in folds]
    for block, weight in hidden:
        if weight:
            prose[fold_of[block.element]].append(block)
    elements = list(document.elements)
    for i, fold in enumerate(folds):
        if _is_text(document, fold, prose[i], seen, is_opened=i in opened) and not _is_twin(
            prose[i], keys
        ):
            for number in fold.elements:
                elements[number] = elements[number]._replace(hiding="")
    return document._replace(elements=elements)


def _folds(document: Document, tree: Subtrees) -> Iterator[_Fold]:
    """The outermost folds of a page; paragraphs that are folded one by one make one fold."""
    row: list[int] = []
    end = 0
    for number in [n for n, element in enumerate(document.elements) if element.hiding]:
        element = document.elements[number]
        if number < end:
            continue
        is_next = row and number == end and element.parent == document.elements[row[0]].parent
        end = tree.end[number]
        if element.hiding == INVISIBLE:
            continue
        if is_next and element.tag in UNITS and document.elements[row[0]].tag in UNITS:
            row.append(number)
            continue
        if row:
            yield _Fold(row, row[0], tree.end[row[-1]])
        row = [number]
    if row:
        yield _Fold(row, row[0], tree.end[row[-1]])


def _is_text(
    document: Document,
    fold: _Fold,
    prose: Sequence[Block],
    seen: Sequence[float],
    *,
    is_opened: bool,
) -> bool:
    """Whether a fold stands in the article and is opened by something, or long enough."""
    first = document.elements[fold.start]
    if not prose or not _is_beside_prose(document, fold.start, seen):
        return False
    if first.tag in UNITS and len(fold.elements) < MIN_FOLD:
        return False
    return len(prose) >= MIN_FOLD or first.hiding == PANEL or is_opened


def _is_beside_prose(document: Document, number: int, seen: Sequence[float]) -> bool:
    """Whether paragraphs that are seen stand right around an element."""
    for _ in range(STEPS):
        number = document.elements[number].parent
        if number <= 0:
            return False
        if seen[number] > 0:
            return True
    return False


def _opened(document: Document, fold_of: Mapping[int, int]) -> set[int]:
    """The folds that have a heading or a button right above them."""
    controls = {cut.block.line for cut in document.aside if cut.rule == "controls"}
    found: set[int] = set()
    before, tag = -1, ""
    for block in document.blocks:
        fold = fold_of.get(block.element, -1)
        if fold >= 0 and fold != before and (block.line in controls or tag in OPENERS):
            found.add(fold)
        before, tag = fold, block.tag
    return found


def _is_twin(prose: Sequence[Block], keys: set[str]) -> bool:
    """Whether most of a fold stands on the page anyway."""
    return 2 * sum(squash(block.text) in keys for block in prose) >= len(prose)
