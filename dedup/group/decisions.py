"""How people's decisions change grouping: a pure function, as the rest of it.

Decisions are on articles, grouping goes by reprint classes. A decision holds for the classes of its
two articles; where both are in one class, and their texts differ, the younger one's text is taken
out. Articles with equal texts can't be told apart by anybody: such decisions have no effect.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dedup.group.asking import AnsweredPair, Ask, answers_to
from dedup.group.average_link import Group
from dedup.group.facts import ArticleFacts, age
from dedup.group.known_pairs import ASKED, REVIEW, KnownPairs
from dedup.pairs import CandidatePair, Pair, ordered
from dedup.relations import COPIES

FIXED = 1.0  # how sure a relation is that a person has fixed


class Decisions(NamedTuple):
    """The decisions that stand: by article ids (the smaller one first), the oldest decision first.

    `relations` were fixed; `apart` may never be in one copy group, `together` shall be.
    """

    relations: Mapping[Pair, str] = MappingProxyType({})
    apart: Sequence[Pair] = ()
    together: Sequence[Pair] = ()


NONE = Decisions()


def of_known(decisions: Decisions, known: Collection[int]) -> Decisions:
    """The decisions on articles that take part in grouping.

    >>> of_known(Decisions({(1, 2): "spun"}, [(1, 9)], []), {1, 2})
    Decisions(relations={(1, 2): 'spun'}, apart=[], together=[])
    """
    relations, apart, together = decisions
    return Decisions(
        {(a, b): relation for (a, b), relation in relations.items() if a in known and b in known},
        [(a, b) for a, b in apart if a in known and b in known],
        [(a, b) for a, b in together if a in known and b in known],
    )


def without_taken_out(
    class_of: Mapping[int, int], facts: Sequence[ArticleFacts], decisions: Decisions
) -> dict[int, int]:
    """The reprint classes, after texts that a person keeps apart have left those of the others."""
    torn = [pair for pair, relation in decisions.relations.items() if relation != "verbatim"]
    decided = [*torn, *decisions.apart]
    if not decided:
        return dict(class_of)
    fact_of = {fact.article_id: fact for fact in facts}
    out = set[int]()
    for pair in decided:
        one, two = sorted((fact_of[i] for i in pair), key=age)
        is_one_class = class_of[one.article_id] == class_of[two.article_id]
        are_apart = not out.isdisjoint((one.content_hash, two.content_hash))
        if is_one_class and not are_apart and one.content_hash != two.content_hash:
            out.add(two.content_hash)
    parts: defaultdict[tuple[int, int | None], list[ArticleFacts]] = defaultdict(list)
    for fact in facts:
        text = fact.content_hash if fact.content_hash in out else None
        parts[class_of[fact.article_id], text].append(fact)
    return {
        fact.article_id: min(part, key=age).article_id for part in parts.values() for fact in part
    }


def of_classes(pairs: Collection[Pair], class_of: Mapping[int, int]) -> list[Pair]:
    """The classes of decided pairs, without those of one class.

    >>> of_classes([(1, 2), (1, 3)], {1: 7, 2: 7, 3: 3})
    [(3, 7)]
    """
    lifted = [ordered(class_of[a], class_of[b]) for a, b in pairs]
    return sorted({pair for pair in lifted if pair[0] != pair[1]})


def relations_of_classes(decisions: Decisions, class_of: Mapping[int, int]) -> dict[Pair, str]:
    """The relations that people fixed, by the classes of both articles; the latest one stands.

    >>> relations_of_classes(Decisions({(1, 2): "spun", (1, 3): "edited"}), {1: 1, 2: 2, 3: 2})
    {(1, 2): 'edited'}
    """
    return {
        ordered(class_of[a], class_of[b]): relation
        for (a, b), relation in decisions.relations.items()
        if class_of[a] != class_of[b]
    }


class Fixed(NamedTuple):
    """What people decided, by classes: relations, and those that shall be in one group."""

    relations: Mapping[Pair, str]
    together: frozenset[Pair]

    def over(self, classes: Pair, relation: str) -> str | None:
        """The relation that a person set for two classes found as `relation`; None if nobody did.

        Who puts two into one group says that they are copies: where no copy was found they count as
        edited, until somebody says what they are.

        >>> Fixed({}, frozenset({(1, 2)})).over((1, 2), "same_story")
        'edited'
        """
        fixed = self.relations.get(classes)
        if fixed is None and classes in self.together and relation not in COPIES:
            return "edited"
        return fixed


def fixed_by(decisions: Decisions, class_of: Mapping[int, int]) -> Fixed:
    """What people decided, by classes; who keeps two apart doesn't want them together.

    >>> fixed_by(Decisions(apart=[(1, 4)], together=[(1, 3)]), {1: 1, 3: 3, 4: 3}).together
    frozenset()
    """
    together = set(of_classes(decisions.together, class_of))
    together.difference_update(of_classes(decisions.apart, class_of))
    return Fixed(relations_of_classes(decisions, class_of), frozenset(together))


Decided = tuple[Pair, str]  # what people decided of two classes


def decided_of(decisions: Decisions, class_of: Mapping[int, int]) -> list[Decided]:
    """All that people decided, by classes.

    >>> decided_of(Decisions({(1, 2): "spun"}, [(1, 3)]), {1: 1, 2: 2, 3: 3})
    [((1, 2), 'spun'), ((1, 3), 'apart')]
    """
    return [
        *relations_of_classes(decisions, class_of).items(),
        *((pair, "apart") for pair in of_classes(decisions.apart, class_of)),
        *((pair, "together") for pair in of_classes(decisions.together, class_of)),
    ]


class Overruled(NamedTuple):
    """What is known, with people's relations over those that were found; what was asked for it."""

    known: KnownPairs
    answers: Sequence[AnsweredPair]


def overruled(known: KnownPairs, relations: Mapping[Pair, str], ask: Ask) -> Overruled:
    """Lay the relations that people fixed over those that were found.

    Such pairs count as found by a channel.
    """
    unknown = known.sort_out(CandidatePair(*pair, ASKED) for pair in relations).unknown
    answers = answers_to(unknown, ask)
    known = known.replacing(known.with_verdict(c, verdict.pair) for c, verdict in answers)
    fixed = [
        pair._replace(relation=relation, confidence=FIXED, channels=(*pair.channels, REVIEW))
        for classes, relation in relations.items()
        if (pair := known.find(*classes)) is not None
    ]
    return Overruled(known.replacing(fixed), answers)


def regrouped(
    groups: Sequence[Group],
    decisions: Decisions,
    class_of: Mapping[int, int],
    near: Mapping[Pair, float],
) -> list[Group]:
    """The groups of classes as people want them; what is left of one class is among them.

    A join that would bring together two that are kept apart is not made.

    >>> alone = {n: n for n in range(6)}
    >>> regrouped([frozenset({1, 2, 3})], Decisions(apart=[(1, 2)]), alone, {(2, 3): 0.9})
    [frozenset({1}), frozenset({2, 3})]
    >>> regrouped([frozenset({1, 2})], Decisions(together=[(2, 5)]), alone, {})
    [frozenset({1, 2, 5})]
    """
    apart = of_classes(decisions.apart, class_of)
    parts = [part for group in groups for part in divided(group, apart, near)]
    for a, b in of_classes(decisions.together, class_of):
        one = next((part for part in parts if a in part), frozenset({a}))
        two = next((part for part in parts if b in part), frozenset({b}))
        joined = one | two
        if one != two and not any(joined.issuperset(pair) for pair in apart):
            parts = [joined, *(part for part in parts if part not in (one, two))]
    return parts


def divided(group: Group, apart: Collection[Pair], near: Mapping[Pair, float]) -> list[Group]:
    """A group in parts, none of which holds two that are kept apart.

    Both halves grow from the two, each time by the class that is closest to a class of one of them;
    what is close to none stays with the smaller id.

    >>> divided(frozenset({1, 2, 3, 4}), [(1, 2)], {(2, 3): 0.9, (1, 4): 0.5, (3, 4): 0.8})
    [frozenset({1}), frozenset({2, 3, 4})]
    """
    pair = min((pair for pair in apart if group.issuperset(pair)), default=None)
    if pair is None:
        return [group]
    home = {pair[0]: pair[0], pair[1]: pair[1]}
    links = sorted((-close, link) for link, close in near.items() if group.issuperset(link))
    while grown := next(
        (link for _, link in links if (link[0] in home) != (link[1] in home)), None
    ):
        known, new = grown if grown[0] in home else grown[::-1]
        home[new] = home[known]
    with_b = frozenset(node for node, side in home.items() if side == pair[1])
    return [part for half in (group - with_b, with_b) for part in divided(half, apart, near)]
