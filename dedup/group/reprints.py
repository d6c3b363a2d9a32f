"""Reprint classes: articles with one text, boilerplate aside, which count as one from then on.

A reprint is one at any time. Any other copy is looked for in the window of the run alone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from dedup.candidates.channels import BANDS, are_near, span_of
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


def nearness(facts: Iterable[ArticleFacts], window_days: float) -> Callable[[Pair], bool]:
    """Whether two texts, each by an article that has it, came out within a window.

    >>> import datetime as dt
    >>> march, june = dt.datetime(2026, 3, 2), dt.datetime(2026, 6, 2)
    >>> facts = [ArticleFacts(1, 1, march), ArticleFacts(2, 2, june), ArticleFacts(3, 1, june)]
    >>> nearness(facts, 30)((1, 2)), nearness(facts[:2], 30)((1, 2))
    (True, False)
    """
    holders: defaultdict[int, list[ArticleFacts]] = defaultdict(list)
    text_of: dict[int, int] = {}
    for fact in facts:
        holders[fact.content_hash].append(fact)
        text_of[fact.article_id] = fact.content_hash
    spans = {text: span_of([fact.at for fact in held]) for text, held in holders.items()}
    return lambda pair: are_near(spans[text_of[pair[0]]], spans[text_of[pair[1]]], window_days)


class Joined(NamedTuple):
    """What is known once texts are joined, what was asked for it, and what was found again."""

    known: KnownPairs
    answers: Sequence[AnsweredPair] = ()
    found_again: Sequence[KnownPair] = ()


def join(
    pairs: Iterable[Pair], known: KnownPairs, ask: Ask, is_near: Callable[[Pair], bool]
) -> Joined:
    """Join every text to those that it is a reprint of; `pairs` of articles share a band.

    Reprints are joined at any time; of other pairs those that are not near are forgotten, as if
    nobody had compared them. When their classes come nearer, the channels find them.
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
        unknown, met_again = known.sort_out(CandidatePair(*pair, (BANDS.name,)) for pair in turn)
        found_again = [each for each in met_again if is_kept(each[:2], each.relation, is_near)]
        answered = [
            each
            for each in answers_to(unknown, ask)
            if is_kept(each.candidate[:2], each.verdict.pair.relation, is_near)
        ]
        found = [*found_again, *(known.with_verdict(c, verdict.pair) for c, verdict in answered)]
        for each in found:
            if each.relation == "verbatim":
                joined.join(*each[:2])
        answers += answered
        again += found_again
        learnt += found
        waiting = sorted(set(waiting).difference(turn))
    return Joined(known.replacing(learnt), answers, again)


def is_kept(pair: Pair, relation: str, is_near: Callable[[Pair], bool]) -> bool:
    """Whether two texts that share a band are reprints, or were to be compared anyway."""
    return relation == "verbatim" or is_near(pair)


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
