"""Grouping on one screen: facts, pairs and decisions in; classes, groups and their sources out.

A pure function. It asks about pairs that nobody has compared through one callable, keeps nothing,
and changes nothing that it is given. What no copy ties to the rest is independent of it: handed one
family at a time, the stage comes to the same as with all of them at once. Stories come after it
(`telling.py`).
"""

from collections.abc import Sequence

from dedup.group.asking import Ask, Asking
from dedup.group.copy_groups import copy_groups, groups_of_classes
from dedup.group.decisions import NONE, Decisions, decided_of, fixed_by, of_known, overruled
from dedup.group.facts import ArticleFacts, by_class
from dedup.group.families import family_of
from dedup.group.fingerprints import fingerprints, groupable, unchanged
from dedup.group.known_pairs import KnownPairs
from dedup.group.links import overrulings
from dedup.group.reprints import classes_of
from dedup.group.results import Grouping
from dedup.group.sources import beside_sources, closeness
from dedup.group.standing import NOBODY, NOTHING, Earlier, Outside
from dedup.relations import COPIES


def stage(
    facts: Sequence[ArticleFacts],
    pairs: KnownPairs,
    ask: Ask,
    decisions: Decisions = NONE,
    earlier: Earlier = NOTHING,
    stamp: str = "",
    outside: Outside = NOBODY,
) -> Grouping:
    """Make reprint classes, and copy groups with their sources, of whole families.

    Components whose fingerprint is that of an earlier run keep the groups of that run: `stamp`
    (`dedup.stamp.of_groups`) is a part of it. Decisions on articles that are not among the facts
    have no effect. `pairs` may lead out of the families, to what is `outside`.
    """
    decisions = of_known(decisions, {fact.article_id for fact in facts})
    class_of = classes_of(facts, pairs, decisions)
    members_of = by_class(facts, class_of)
    fixed = fixed_by(decisions, class_of)
    known, answers = overruled(pairs, fixed.relations, ask)
    asking = Asking(known, ask, answers)

    near = closeness(known.between(members_of, COPIES))
    component = groupable(near, class_of, decisions)
    decided = decided_of(decisions, class_of)
    marks = fingerprints(component, facts, class_of, known, decided, stamp)
    kept = unchanged(component, marks, earlier, class_of)
    standing = [group for group in earlier.groups if class_of.get(group.group_id) in kept]
    touched = {class_id: members_of[class_id] for class_id in component if class_id not in kept}

    wanted = groups_of_classes(touched, near, decisions, class_of, asking)
    made = copy_groups(wanted, touched, near, class_of, fixed, asking)
    groups = [*standing, *(group.standing for group in made), *outside.groups]
    asking.about(beside_sources(groups, {**outside.class_of, **class_of}, known))

    family = family_of(class_of, pairs, known, decisions)
    asked = [pairs.with_verdict(candidate, verdict.pair) for candidate, verdict in asking.answers]
    inside = [p for p in (*pairs, *asked) if p.article_id in class_of and p.other_id in class_of]
    said = overrulings(inside, class_of, fixed)
    return Grouping(class_of, family, marks, made, standing, known, fixed, said, asking.answers)
