"""Whom members are tied to: few questions, and none for ever."""

import random
from collections.abc import Sequence

import pytest

from dedup.group.decisions import Fixed
from dedup.group.facts import ArticleFacts
from dedup.group.known_pairs import KnownPair
from dedup.group.links import TRIES, MemberLink, Relation, linked, neighbours_of, relation_of
from dedup.group.lockstep import in_lockstep
from dedup.group.reposts import Provenance
from dedup.group.source import Attribution
from dedup.group.sources import Sourced
from dedup.pairs import Pair, ordered

COPIES = range(2, 101)  # of article 1
STRAY = range(101, 201)  # close to most of these, and copies of none


def test_stray_members_cost_few_questions_and_leave() -> None:
    chance = random.Random(5)
    near = {(1, n): 0.9 for n in COPIES}
    near |= {ordered(n, other): 0.9 for n in STRAY for other in chance.sample(COPIES, 70)}
    everybody = [1, *COPIES, *STRAY]
    source = Provenance(Attribution(1, "named", 1.0, ()), {})
    group = Sourced(frozenset(everybody), 1, source, dict.fromkeys(everybody[1:], 1))
    rounds: list[int] = []

    def answer(asked: Sequence[Sequence[Pair]]) -> list[list[MemberLink]]:
        rounds.append(sum(map(len, asked)))
        return [
            [
                MemberLink(a, b, "edited" if a in COPIES and b == 1 else "unrelated", 0.9, 0.9)
                for a, b in pairs
            ]
            for pairs in asked
        ]

    members_of = {n: [ArticleFacts(n, n)] for n in everybody}
    (links,) = in_lockstep([linked(group, members_of, neighbours_of(near))], answer)

    assert links.keys() == set(COPIES)
    assert rounds == [len(COPIES) + len(STRAY), *[len(STRAY)] * TRIES]


@pytest.mark.parametrize(
    ("found", "classes", "expected"),
    [
        ("verbatim", (1, 1), Relation("verbatim", 0.7)),
        ("edited", (1, 1), Relation("verbatim", 0.85)),  # as sure as they are close
        ("partial", (1, 1), Relation("verbatim", 0.85)),
        ("edited", (1, 2), Relation("edited", 0.7)),
        ("edited", (1, 3), Relation("spun", 1.0, is_fixed=True)),
        ("verbatim", (1, 3), Relation("spun", 1.0, is_fixed=True)),
    ],
)
def test_members_of_one_class_are_verbatim(found: str, classes: Pair, expected: Relation) -> None:
    """Whatever two of them are for themselves, as at the ends of a chain of reprints."""
    pair = KnownPair(4, 5, 40, 50, found, 0.7, ("bands",), 0.9, 0.8, 0.0)
    relation = relation_of(pair, classes, Fixed({(1, 3): "spun"}, frozenset()))
    assert relation._replace(confidence=round(relation.confidence, 9)) == expected
