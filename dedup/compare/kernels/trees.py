"""The sum of trees of questions, compiled: as `dedup.compare.trees` has it."""

from numba import njit

LEAF = -1


@njit(cache=True)
def sum_of(values, nodes, bias):
    """What trees add up to in their order, given the measures.

    `nodes` has of each the measure that it asks for (LEAF: none), its threshold or, of a leaf, its
    nats, and the nodes to go on with; and then, which nodes trees begin with.
    """
    asked, numbers, low, high, roots = nodes
    total = bias
    for root in roots:
        node = root
        while asked[node] != LEAF:
            node = high[node] if values[asked[node]] > numbers[node] else low[node]
        total += numbers[node]
    return total
