"""The elements of a page as arrays, to add up what stands at and below each."""

from collections.abc import Sequence
from copy import copy

from crawler.extract.page.blocks import Block, Document


class Subtrees:
    """The elements as arrays; a subtree is the range from its number to its `end`."""

    def __init__(self, document: Document) -> None:
        self.elements = document.elements
        # Children before parents, without the root, which has none.
        self.upwards = [(n, element.parent) for n, element in enumerate(self.elements) if n][::-1]
        self.end = list(range(1, len(self.elements) + 1))
        for number, parent in self.upwards:
            self.end[parent] = max(self.end[parent], self.end[number])

    def over(self, document: Document) -> "Subtrees":
        """The same for a document whose elements are the same ones, told of otherwise."""
        other = copy(self)
        other.elements = document.elements
        return other

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
