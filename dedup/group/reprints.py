"""Reprint classes: articles with one text, boilerplate aside, which count as one from then on."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from dedup.candidates.channels import BANDS
from dedup.group.asking import AnsweredPair, Ask, answers_to
from dedup.group.components import Components, components
from dedup.group.decisions import Decisions, without_taken_out
from dedup.group.facts import ArticleFacts, age
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.pairs import CandidatePair, Pair, ordered

CLASSMATES = 5  # a text that was reprinted 300 times would have 90,000 pairs of them


def classes_of(
    facts: Sequence[ArticleFacts], known: KnownPairs, decisions: Decisions
) -> dict[int, int]:
    """The class of each article, named by its earliest member.

    Equal texts are of one class, and texts that share a band and are verbatim.
    """
    first = first_of_text(facts)
    same = [ordered(first[fact.content_hash], fact.article_id) for fact in facts]
    same += known.with_relation({"verbatim"}, BANDS.name)
    class_of = classes(facts, (pair for pair in same if pair[0] != pair[1]))
    return without_taken_out(class_of, facts, decisions)


def first_of_text(facts: Iterable[ArticleFacts]) -> dict[int, int]:
    """The article that stands for each text until there are classes: the first one of `facts`."""
    first: dict[int, int] = {}
    for fact in facts:
        first.setdefault(fact.content_hash, fact.article_id)
    return first


def classes(facts: Collection[ArticleFacts], same: Iterable[Pair]) -> dict[int, int]:
    """The class of each article, given the pairs that are of one class.

    >>> import datetime as dt
    >>> day = dt.datetime(2026, 3, 2)
    >>> classes([ArticleFacts(1, 1), ArticleFacts(2, 2, day), ArticleFacts(3, 3)], [(1, 2)])
    {1: 2, 2: 2, 3: 3}
    """
    by_id = {fact.article_id: fact for fact in facts}
    stands_for = {article_id: article_id for article_id in by_id}
    for component in components(same):
        first = min((by_id[i] for i in component), key=age).article_id
        stands_for.update(dict.fromkeys(component, first))
    return stands_for


class Joined(NamedTuple):
    """What is known once texts are joined, what was asked for it, and what was found again."""

    known: KnownPairs
    answers: Sequence[AnsweredPair] = ()
    found_again: Sequence[KnownPair] = ()


def join(pairs: Iterable[Pair], known: KnownPairs, ask: Ask) -> Joined:
    """Join every text to those that it is a reprint of; `pairs` of articles share a band.

    Pairs whose texts are joined already are not compared. In each round every text meets one more
    of its fellows, so that a text in 300 variants costs about 300 comparisons, not 45,000. What is
    joined in the end is the same.
    """
    waiting = sorted({ordered(a, b) for a, b in pairs})
    joined = Components(known.with_relation({"verbatim"}, BANDS.name))
    answers: list[AnsweredPair] = []
    learnt: list[KnownPair] = []
    again: list[KnownPair] = []
    while waiting := [pair for pair in waiting if not joined.are_joined(*pair)]:
        turn, met = [], set[int]()
        for pair in waiting:
            if pair[1] not in met:
                met.add(pair[1])
                turn.append(pair)
        unknown, found_again = known.sort_out(CandidatePair(*pair, (BANDS.name,)) for pair in turn)
        answered = answers_to(unknown, ask)
        found = [*found_again, *(known.with_verdict(c, verdict.pair) for c, verdict in answered)]
        for each in found:
            if each.relation == "verbatim":
                joined.join(*each[:2])
        answers += answered
        again += found_again
        learnt += found
        waiting = sorted(set(waiting).difference(turn))
    return Joined(known.replacing(learnt), answers, again)


class Classmates(NamedTuple):
    """Two articles of one reprint class, and whether their texts are equal."""

    article_id: int
    other_id: int
    is_same_text: bool


def classmates(
    class_of: Mapping[int, int], facts: Sequence[ArticleFacts], compared: Collection[int]
) -> list[Classmates]:
    """Pairs of articles of one class: the first shows the verdicts on the second.

    One article stands for its class when texts are compared, and one for equal texts; without this
    a verdict would be shown under that one only. The CLASSMATES earliest of a class show each
    other's verdicts; every other member shows those on an equal text in `compared`.
    """
    mates: dict[int, list[ArticleFacts]] = {}
    for fact in facts:
        mates.setdefault(class_of[fact.article_id], []).append(fact)
    return [
        Classmates(a.article_id, b.article_id, a.content_hash == b.content_hash)
        for members in mates.values()
        if len(members) > 1
        for a, b in shown_pairs(sorted(members, key=age), compared)
    ]


def shown_pairs(
    members: Sequence[ArticleFacts], compared: Collection[int]
) -> Iterator[tuple[ArticleFacts, ArticleFacts]]:
    """The members of a class, earliest first, that show what is known of another one, and that."""
    yield from permutations(members[:CLASSMATES], 2)
    holders: dict[int, list[ArticleFacts]] = {}
    for member in members if len(members) > CLASSMATES else ():
        if member.article_id in compared:
            holders.setdefault(member.content_hash, []).append(member)
    first = set(members[:CLASSMATES])
    for member in members:
        for holder in holders.get(member.content_hash, ()):
            if member is not holder and not {member, holder} <= first:
                yield member, holder
