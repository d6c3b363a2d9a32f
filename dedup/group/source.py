"""Who had it first: the source of a copy group, with reasons, a confidence, or an honest "unknown".

Evidence for members is counted in nats (natural-log odds): dates, links and credits that other
members give, the direction of word replacements. It is added up for each reprint class. The class
that leads every rival (`rivals.py`) is the source's, and within it the best member is the source.
The confidence is the smaller of both leads; below SURE nobody is named. `reposts.py` asks once for
each wave of copies and may name a nearer source. Weights are odds judged from labelled pairs:
benchmarks/copies.py shows what a change of them does.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from dedup.group.compared import Compared
from dedup.group.rivals import RIVALS, leads
from dedup.pairs import Pair

EARLIEST = 3.0  # dates on pages are right in all but a few of a hundred
TIED = 0.5  # ... but a lead under a minute says little
LINKED = 2.5  # a copy's canonical link or credit line names the source: hardly ever wrong
POINTED = 25.0  # nats for a full unit of direction; 0.04 and more is right in 97 of 100 pairs
# ... but one copy is one witness. At 3.5 a source and a copy of it with few words replaced tie: the
# source's text was in front in 267 of 303 groups without dates, at 8 in 289.
POINTED_MOST = 8.0
# Reprints gain headlines and notices more often than they lose a line, and lose paragraph breaks
# more often than they gain some. Of 303 groups without dates 119 had their source named with the
# former, 111 rightly; with both 167 and 160.
PLAIN = 1.0
ADDED_WORDS = range(3, 16)  # fewer are a matter of counting, of more the shortest was cut
SURE = 0.7  # confidence from which a source is named


class Contender(NamedTuple):
    """What source attribution knows of a member of a group beyond its text.

    `class_id` is the reprint class; `at` the effective date; `points_to` the names, other than its
    own, that the page gives as its origin (canonical link, "originally appeared on"); `known_as`
    those by which others may point to this article; `words` its length and `paragraphs` their
    number, where these are known; equal texts have the same `text`.
    """

    article_id: int
    class_id: int
    at: dt.datetime | None = None
    points_to: frozenset[str] = frozenset()
    known_as: frozenset[str] = frozenset()
    words: int = 0
    text: int = 0
    paragraphs: int = 0


class Attribution(NamedTuple):
    """The source of a group. `status`: named, absent (not in the store) or unknown."""

    source_id: int | None
    status: str
    confidence: float
    reasons: tuple[str, ...]


class Evidence(NamedTuple):
    """A reason to take one member for the source, and its weight in nats."""

    article_id: int
    weight: float
    reason: str


def by_date(group: Sequence[Contender], _: Mapping[Pair, Compared]) -> list[Evidence]:
    """The earliest member, when dates tell.

    >>> day = dt.datetime(2026, 3, 2)
    >>> by_date([Contender(1, 1, day), Contender(2, 2, day + dt.timedelta(minutes=40))], {})
    [Evidence(article_id=1, weight=3.0, reason='first by 40 minutes')]
    """
    dated = sorted((f.at, f.article_id) for f in group if f.at is not None)
    if len(dated) < 2:
        return []
    lead = (dated[1][0] - dated[0][0]).total_seconds() / 60
    weight = EARLIEST if lead >= 1 else TIED
    return [Evidence(dated[0][1], weight, f"first by {lead:,.0f} minutes")]


def by_pointer(group: Sequence[Contender], _: Mapping[Pair, Compared]) -> list[Evidence]:
    """Members whose site or address other members give as their origin.

    >>> copy = Contender(2, 2, points_to=frozenset({"northwire.example"}))
    >>> by_pointer([Contender(1, 1, known_as=frozenset({"northwire.example"})), copy], {})
    [Evidence(article_id=1, weight=2.5, reason='named as origin by 1 other')]
    """
    pointing: defaultdict[str, set[int]] = defaultdict(set)
    for member in group:
        for name in member.points_to:
            pointing[name].add(member.article_id)
    found = []
    for member in group:
        others = set().union(*(pointing[name] for name in member.known_as & pointing.keys()))
        named = len(others - {member.article_id})
        if named:
            weight = LINKED * (1 + math.log(named))
            reason = f"named as origin by {named} other{'s' if named > 1 else ''}"
            found.append(Evidence(member.article_id, weight, reason))
    return found


def by_direction(group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> list[Evidence]:
    """Members whose words are ordinary where those put in for them are not.

    >>> from dedup.compare.direction import Oddness
    >>> spun = Compared(0.7, 0.7, True, Oddness(0.375, 0.625, 0.4))
    >>> by_direction([Contender(1, 1), Contender(2, 2)], {(1, 2): spun})
    [Evidence(article_id=1, weight=6.25, reason='replacements in 1 copy point to it')]
    """
    votes: defaultdict[int, float] = defaultdict(float)
    copies: defaultdict[int, int] = defaultdict(int)
    for (a, b), pair in compared.items():
        if pair.oddness.direction:
            original = a if pair.oddness.direction > 0 else b
            votes[original] += min(POINTED_MOST, POINTED * abs(pair.oddness.direction))
            copies[original] += 1
    return [
        Evidence(
            member.article_id,
            votes[member.class_id] / math.sqrt(copies[member.class_id]),
            f"replacements in {copies[member.class_id]}"
            f" {'copy' if copies[member.class_id] == 1 else 'copies'} point to it",
        )
        for member in group
        if votes[member.class_id] > 0
    ]


def account(class_id: int, compared: Mapping[Pair, Compared]) -> str | None:
    """How well a class accounts for the others, and the next best one does: where it is the best.

    >>> account(1, {(1, 2): Compared(0.9, 0.98, False)})
    'accounts for 98 % of others, the next for 90 %'
    """
    of_others: defaultdict[int, list[float]] = defaultdict(list)
    for (a, b), pair in compared.items():
        of_others[a].append(pair.b_share)
        of_others[b].append(pair.a_share)
    mean = {each: sum(found) / len(found) for each, found in of_others.items()}
    others = [value for each, value in mean.items() if each != class_id]
    if not others or mean.get(class_id, 0.0) < max(others):
        return None
    first, second = f"{mean[class_id]:.0%}", f"{max(others):.0%}"
    return f"accounts for {first} of others, the next for {second}".replace("%", " %")


def by_plainness(reprints: Sequence[Contender], _: Mapping[Pair, Compared]) -> list[Evidence]:
    """Of the reprints of one text the one that adds nothing to it: no headline, no notice.

    >>> by_plainness([Contender(1, 1, words=280), Contender(2, 1, words=288)], {})
    [Evidence(article_id=1, weight=1.0, reason='adds nothing to what all reprints hold')]
    """
    lengths = sorted((member.words, member.article_id) for member in reprints if member.words)
    if len(lengths) < 2 or lengths[1][0] - lengths[0][0] not in ADDED_WORDS:
        return []
    return [Evidence(lengths[0][1], PLAIN, "adds nothing to what all reprints hold")]


def by_paragraphs(reprints: Sequence[Contender], _: Mapping[Pair, Compared]) -> list[Evidence]:
    """Of articles with the same words those with most paragraphs: breaks are lost, not found.

    >>> one, two = Contender(1, 1, text=5, paragraphs=12), Contender(2, 1, text=5, paragraphs=7)
    >>> by_paragraphs([one, two], {})
    [Evidence(article_id=1, weight=1.0, reason='keeps paragraphs that equal texts run together')]
    """
    equal: defaultdict[int, list[Contender]] = defaultdict(list)
    for member in reprints:
        equal[member.text].append(member)
    return [
        Evidence(member.article_id, PLAIN, "keeps paragraphs that equal texts run together")
        for members in equal.values()
        if min(m.paragraphs for m in members) < (most := max(m.paragraphs for m in members))
        for member in members
        if member.paragraphs == most
    ]


Step = Callable[[Sequence[Contender], Mapping[Pair, Compared]], list[Evidence]]
EVIDENCE: tuple[Step, ...] = (by_date, by_pointer, by_direction)
EVIDENCE_ON_REPRINTS: tuple[Step, ...] = (by_date, by_pointer, by_plainness, by_paragraphs)


def attribute(group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> Attribution:
    """The source of a copy group.

    `compared` holds the class pairs of the group that were verified, keyed by class ids.

    >>> day = dt.datetime(2026, 3, 2)
    >>> group = [Contender(1, 1, day), Contender(2, 2, day + dt.timedelta(hours=1))]
    >>> attribute(group, {}).source_id
    1
    >>> attribute([Contender(1, 1), Contender(2, 2)], {}).status
    'unknown'
    """
    found = {step: step(group, compared) for step in EVIDENCE}
    best_class, sure_of_class = leading_class(group, [*chain(*found.values())], compared)
    reprints = [member for member in group if member.class_id == best_class]
    own = {step: step(reprints, compared) for step in EVIDENCE_ON_REPRINTS}
    best, sure_of_member = leader(weights(reprints, chain(*own.values())))
    confidence = min(sure_of_class, sure_of_member)
    if is_odd(best_class, group, compared):
        return Attribution(
            None, "absent", 0.5, ("every member has the odd word pairs of a spun copy",)
        )
    # What holds in the whole group is told instead of the same among reprints.
    told = {
        step: evidence.reason
        for step, its in (*own.items(), *found.items())
        for evidence in its
        if evidence.article_id == best
    }
    reasons = (*told.values(), *filter(None, [account(best_class, compared)]))
    if confidence < SURE:
        return Attribution(None, "unknown", confidence, reasons)
    return Attribution(best, "named", confidence, reasons)


def weights(group: Sequence[Contender], found: Iterable[Evidence]) -> dict[int, float]:
    """The nats of all evidence for each member."""
    weight = dict.fromkeys([member.article_id for member in group], 0.0)
    for evidence in found:
        weight[evidence.article_id] += evidence.weight
    return weight


def leading_class(
    group: Sequence[Contender], found: Sequence[Evidence], compared: Mapping[Pair, Compared]
) -> tuple[int, float]:
    """The class that leads all its rivals, and how clearly it leads the next one.

    >>> leading_class([Contender(1, 1), Contender(2, 2)], [], {(1, 2): Compared(0.6, 1.0, False)})
    (1, 0.9820137900379085)
    """
    of_member = weights(group, found)
    weight: defaultdict[int, float] = defaultdict(float)
    for member in group:
        weight[member.class_id] = max(weight[member.class_id], of_member[member.article_id])
    classes = sorted(weight)
    if len(classes) == 1:
        return classes[0], 1.0
    rivals = sorted(sorted(classes, key=lambda c: -weight[c])[:RIVALS])
    nats = np.array([weight[class_id] for class_id in rivals])
    lead = nats[:, None] - nats[None, :] + leads(classes, rivals, compared)
    np.fill_diagonal(lead, np.inf)
    least = lead.min(axis=1)
    best = int(least.argmax())
    return rivals[best], sureness(float(least[best]))


def leader(weight: Mapping[int, float]) -> tuple[int, float]:
    """Who has the greatest weight, in nats, and how clearly: 1 when there is no other.

    >>> leader({1: 0.0, 2: 3.0})
    (2, 0.9525741268224334)
    """
    first, *others = sorted(weight, key=lambda key: (-weight[key], key))
    if not others:
        return first, 1.0
    return first, sureness(weight[first] - weight[others[0]])


def sureness(nats: float) -> float:
    """The probability that a lead of so many nats stands for."""
    return 1 / (1 + math.exp(-nats))


def is_odd(class_id: int, group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> bool:
    """Whether a text is a spun copy itself: as odd as most of its spun relatives and of the others.

    Who was reprinted and edited as well is hardly one: spun copies seldom are.

    >>> from dedup.compare.direction import Oddness
    >>> group = [Contender(1, 1), Contender(2, 2)]
    >>> is_odd(1, group, {(1, 2): Compared(0.7, 0.7, True, Oddness(0.63, 0.65, 0.44))})
    True
    """
    spun = [
        pair.oddness.are_both_odd
        for ids, pair in compared.items()
        if class_id in ids and pair.is_spun
    ]
    others = len(group) - 1
    return any(spun) and 2 * sum(spun) >= max(len(spun), others)
