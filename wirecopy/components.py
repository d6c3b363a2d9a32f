"""Components: what hangs together by copies, and whether a run has touched it.

The groups, sources and members of a component are a function of its articles, of the pairs among
them and of what people decided. All that goes into a fingerprint: where it is what it was when the
component's groups were made, they would come out the same, and stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import xxhash

from dedup.groups import Pair
from storage.articles import GroupingFacts
from storage.decisions import Standing
from wirecopy import __version__, deciding
from wirecopy.known import Known, classes_of

RULES = f"{__version__}/1"  # raise the number when the same pairs shall make other groups
MASK = 2**63 - 1


def components(
    pairs: Iterable[Pair], class_of: Mapping[int, int], decided: Standing
) -> dict[int, int]:
    """The component of each class of which groups can be made, named by its smallest class.

    >>> components([(1, 2)], {1: 1, 2: 2, 3: 3, 4: 3, 5: 5}, Standing({}, [], []))
    {1: 1, 2: 1, 3: 3}
    """
    joined = classes_of([*pairs, *deciding.of_classes(decided.together, class_of)])
    reprinted = [c for article_id, c in class_of.items() if c != article_id and c not in joined]
    return joined | {class_id: class_id for class_id in reprinted}


def fingerprints(
    component_of: Mapping[int, int],
    facts: Sequence[GroupingFacts],
    class_of: Mapping[int, int],
    known: Known,
    decided: Standing,
) -> dict[int, int]:
    """The fingerprint of each component, whatever the order in which its parts came."""
    seal = _hash((RULES, decided))
    found: defaultdict[int, int] = defaultdict(lambda: seal)
    for fact in facts:
        class_id = class_of[fact.article_id]
        if class_id in component_of:
            found[component_of[class_id]] += _hash((class_id, fact))
    of_text = {text: component_of[c] for text, c in known.by_text(component_of).items()}
    for texts, pair in known.found_by_channels():
        component = of_text.get(texts[0])
        if component is not None and component == of_text.get(texts[1]):
            found[component] += _hash((texts, known.evidence(pair)))
    return {component: mark & MASK for component, mark in found.items()}


def _hash(parts: tuple[object, ...]) -> int:
    """The same in every process, as that of Python is not."""
    return xxhash.xxh3_64_intdigest(repr(parts).encode())
