"""Families and tales: what hangs together, so that nothing outside of it plays a part.

Copies of copies, and articles on which people decided together, are one family: its classes and
groups are a function of its articles alone. Families whose articles report one event, directly or
through others, are one tale, and its stories are a function of it alone. So a run looks at the
families and tales that it touches.
"""

from collections.abc import Iterable, Mapping

from dedup.group.components import component_of
from dedup.group.decisions import Decisions, of_classes
from dedup.group.known_pairs import KnownPairs
from dedup.pairs import Pair
from dedup.relations import COPIES


def family_of(
    class_of: Mapping[int, int], found: KnownPairs, decided: KnownPairs, decisions: Decisions
) -> dict[int, int]:
    """The family of each class, named by its smallest class.

    `found` is what was found of pairs, `decided` the same with people's relations laid over it: a
    copy by either ties two classes, and so does any decision on them.
    """
    classes = set(class_of.values())
    on = [*decisions.relations, *decisions.apart, *decisions.together]
    ties = [*found.between(classes, COPIES), *decided.between(classes, COPIES)]
    joined = component_of([*ties, *of_classes(on, class_of)])
    return {class_id: joined.get(class_id, class_id) for class_id in classes}


def tale_of(family: Mapping[int, int], links: Iterable[Pair]) -> dict[int, int]:
    """The tale of each class, named by its smallest family; `links` are classes of one event.

    >>> tale_of({1: 1, 2: 1, 3: 3, 4: 4}, [(2, 3)])
    {1: 1, 2: 1, 3: 1, 4: 4}
    """
    joined = component_of((family[a], family[b]) for a, b in links)
    return {class_id: joined.get(home, home) for class_id, home in family.items()}
