"""Connected components of a graph that is given by its edges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dedup.pairs import Pair


class Components:
    """The connected components of a graph whose edges are told one by one (union-find)."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._parent: dict[int, int] = {}
        for a, b in pairs:
            self.join(a, b)

    def join(self, a: int, b: int) -> None:
        """Add an edge."""
        one, two = sorted((self.root(a), self.root(b)))
        self._parent[two] = one

    def root(self, node: int) -> int:
        """The smallest node of a node's component, which it is itself in."""
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def are_joined(self, a: int, b: int) -> bool:
        """Whether two nodes are of one component.

        >>> Components([(1, 2), (2, 3)]).are_joined(1, 3)
        True
        """
        return self.root(a) == self.root(b)

    def __iter__(self) -> Iterator[list[int]]:
        nodes_of: defaultdict[int, list[int]] = defaultdict(list)
        for node in sorted(self._parent):
            nodes_of[self.root(node)].append(node)
        return iter(nodes_of.values())


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected components of a graph given by its edges, each sorted, in order of smallest id.

    >>> components([(1, 2), (4, 5), (2, 3)])
    [[1, 2, 3], [4, 5]]
    """
    return list(Components(pairs))


def component_of(pairs: Iterable[Pair]) -> dict[int, int]:
    """The smallest id of the component that each id is in.

    >>> component_of([(1, 2), (2, 3)])
    {1: 1, 2: 1, 3: 1}
    """
    return {node: nodes[0] for nodes in components(pairs) for node in nodes}


def links_by_component(links: Sequence[Pair]) -> Iterator[list[Pair]]:
    """The links of each connected component, in their given order.

    >>> list(links_by_component([(4, 5), (2, 3), (1, 2)]))
    [[(2, 3), (1, 2)], [(4, 5)]]
    """
    home = {node: n for n, nodes in enumerate(components(links)) for node in nodes}
    split: defaultdict[int, list[Pair]] = defaultdict(list)
    for link in links:
        split[home[link[0]]].append(link)
    for n in sorted(split):
        yield split[n]
