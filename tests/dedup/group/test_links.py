"""Whom members are tied to: few questions, and none for ever."""

import random
from collections.abc import Sequence

from dedup.group.facts import ArticleFacts
from dedup.group.links import TRIES, MemberLink, linked, neighbours_of
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
