"""Fingerprints of components: whether anything has changed that their groups depend on.

The groups, sources and members of a component are a function of its articles, of the pairs among
them and of what people decided. All that goes into a fingerprint: where it is what it was when the
component's groups were made, they would come out the same, and stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import xxhash

from dedup.group.components import component_of
from dedup.group.decisions import Decided, Decisions, of_classes
from dedup.group.facts import ArticleFacts
from dedup.group.known_pairs import KnownPairs, evidence
from dedup.group.standing import Earlier
from dedup.pairs import Pair


def groupable(
    pairs: Iterable[Pair], class_of: Mapping[int, int], decisions: Decisions
) -> dict[int, int]:
    """The component of each class of which groups can be made, named by its smallest class.

    >>> groupable([(1, 2)], {1: 1, 2: 2, 3: 3, 4: 3, 5: 5}, Decisions())
    {1: 1, 2: 1, 3: 3}
    """
    joined = component_of([*pairs, *of_classes(decisions.together, class_of)])
    reprinted = [c for article_id, c in class_of.items() if c != article_id and c not in joined]
    return joined | {class_id: class_id for class_id in reprinted}


def fingerprints(
    component: Mapping[int, int],
    facts: Sequence[ArticleFacts],
    class_of: Mapping[int, int],
    known: KnownPairs,
    decided: Sequence[Decided],
    stamp: str,
) -> dict[int, int]:
    """The fingerprint of each component, whatever the order in which its parts came.

    `component` is that of each class, `known` what is known with people's decisions laid over it,
    `stamp` that of all that decides groups.
    """
    seal = _hash((stamp,))
    marks: defaultdict[int, int] = defaultdict(lambda: seal)
    for fact in facts:
        class_id = class_of[fact.article_id]
        if class_id in component:
            marks[component[class_id]] += _hash((class_id, fact))
    of_text = {text: component[c] for text, c in known.by_text(component).items()}
    for pair in known:
        home = of_text.get(pair.text)
        if pair.is_found and home is not None and home == of_text.get(pair.other_text):
            marks[home] += _hash(evidence(pair))
    for classes, decision in decided:
        for home in {component[c] for c in classes if c in component}:
            marks[home] += _hash((classes, decision))
    return {home: mark % 2**63 for home, mark in marks.items()}


def unchanged(
    component: Mapping[int, int],
    marks: Mapping[int, int],
    earlier: Earlier,
    class_of: Mapping[int, int],
) -> set[int]:
    """The classes of components whose fingerprint is what it was.

    A component with an article that the earlier run had not grouped counts as changed: what was
    asked about it may be gone.

    >>> earlier = Earlier({1: 70, 5: 80}, (), {1, 2})
    >>> unchanged({1: 1, 2: 1, 5: 5}, {1: 70, 5: 80}, earlier, {1: 1, 2: 2, 5: 5})
    {1, 2}
    """
    same = dict(marks.items() & earlier.fingerprints.items())
    for article_id, class_id in class_of.items():
        if class_id in component and article_id not in earlier.articles:
            same.pop(component[class_id], None)
    return {class_id for class_id, home in component.items() if home in same}


def _hash(parts: tuple[object, ...]) -> int:
    """The same in every process, as that of Python is not."""
    return xxhash.xxh3_64_intdigest(repr(parts).encode())
