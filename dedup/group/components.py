"""Connected components of a graph that is given by its edges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dedup.pairs import Pair


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected components of a graph given by its edges, each sorted, in order of smallest id.

    >>> components([(1, 2), (4, 5), (2, 3)])
    [[1, 2, 3], [4, 5]]
    """
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        one, two = sorted((root(a), root(b)))
        parent[two] = one
    nodes_of: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        nodes_of[root(node)].append(node)
    return list(nodes_of.values())


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
