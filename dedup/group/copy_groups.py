"""Copy groups: which classes are one group, and how the members of each relate."""

from collections.abc import Mapping, Sequence

from dedup.group.asking import Asking
from dedup.group.average_link import Group, by_average_link
from dedup.group.components import components
from dedup.group.decisions import Decisions, Fixed, of_known, regrouped
from dedup.group.links import MemberLink, Neighbours, linked, links_between, neighbours_of
from dedup.group.lockstep import in_lockstep
from dedup.group.results import CopyGroup
from dedup.group.sources import Members, reprinted_only, sourced, with_cut_copies
from dedup.pairs import Pair


def groups_of_classes(
    members_of: Members,
    near: Mapping[Pair, float],
    decisions: Decisions,
    class_of: Mapping[int, int],
    asking: Asking,
) -> list[Group]:
    """The copy groups of these classes, which are whole components, by people's decisions too.

    `near` says how close copies are.
    """
    near = {pair: close for pair, close in near.items() if pair[0] in members_of}
    facts = [member for members in members_of.values() for member in members]
    orders = {fact.article_id: fact.order for fact in facts if fact.order is not None}
    groups = by_average_link(near, lambda asked: [p.is_copy for p in asking.about(asked)], orders)
    groups += reprinted_only(groups, members_of)
    made = [sourced(classes, members_of, asking.known) for classes in groups]
    parts = with_cut_copies(made, members_of, class_of, asking.known)
    return regrouped(parts, of_known(decisions, {f.article_id for f in facts}), class_of, near)


def copy_groups(
    groups: Sequence[Group],
    members_of: Members,
    near: Mapping[Pair, float],
    class_of: Mapping[int, int],
    fixed: Fixed,
    asking: Asking,
) -> list[CopyGroup]:
    """The groups of more than one article, with their sources and how their members relate.

    Classes that no link ties to their group's source leave it, and make groups of their own.
    """

    def answer(asked: Sequence[Sequence[Pair]]) -> list[list[MemberLink]]:
        return links_between(asked, class_of, fixed, asking)

    bonds = [pair for pair in (*near, *fixed.together) if pair[0] in members_of]
    neighbours = neighbours_of({pair: near.get(pair, 1.0) for pair in bonds})
    made: list[CopyGroup] = []
    waiting = list(groups)
    while waiting := [g for g in waiting if sum(len(members_of[c]) for c in g) > 1]:
        tried = [sourced(classes, members_of, asking.known) for classes in waiting]
        links_of = in_lockstep([linked(group, members_of, neighbours) for group in tried], answer)
        waiting = []
        for group, links in zip(tried, links_of, strict=True):
            unlinked = group.source_of.keys() - links.keys()
            if stray := frozenset(class_of[member] for member in unlinked):
                waiting += [group.classes - stray, *parted(stray, neighbours)]
            else:
                source = group.provenance.source
                made.append(CopyGroup(group.group_id, group.anchor, source, links))
    return made


def parted(classes: Group, neighbours: Neighbours) -> list[Group]:
    """The parts of some classes that hang together.

    >>> parted(frozenset({1, 2, 3}), {1: [2], 2: [1], 3: [4]})
    [frozenset({1, 2}), frozenset({3})]
    """
    inside = [(c, other) for c in classes for other in neighbours.get(c, ()) if other in classes]
    return [frozenset(part) for part in components([*inside, *((c, c) for c in classes)])]
