"""Stories: the copy groups and single articles about one event, within days.

Copies say nothing about how many reports there are, so a story is built over groups: every copy
group, and every article outside of one, is a node. Nodes are linked by pairs verified as
`same_story`; `partial` never links, or a roundup would make one story of two, nor does `same_form`,
or the briefs of one market would make one story of a week. Stories merge by average link too,
because events chain: each day's follow-up resembles the day before.

What two texts say can't tell one event from a similar one well: the dates decide with it, and texts
without a date need more.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence

from dedup.compare.thresholds import FAINT
from dedup.group.average_link import Group, average_link
from dedup.group.components import links_by_component
from dedup.group.facts import ArticleFacts, age
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.group.lockstep import in_lockstep
from dedup.group.standing import Standing
from dedup.pairs import Pair, ordered
from dedup.relations import REPORTS

WINDOW = dt.timedelta(days=3)  # what is told later than this is a new story: a follow-up
YES = 0.5
# Log-odds for one event by the time between two reports: reports of one event come within hours,
# similar events lie days apart. With them 69 % of reports on one event stand in one story, 4 % of
# similar events and .06 % of unrelated articles (10,000 labelled pairs). More for the first hours
# (1.8) found 1 % more, and made one story of two events of one day in one small country.
NEARNESS = (
    (dt.timedelta(hours=12), 0.75),
    (dt.timedelta(hours=24), 0.5),
    (dt.timedelta(hours=48), 0.0),
    (WINDOW, -1.0),
)
# Where a report bears no date. Of labelled pairs without their dates 208 are called, 206 rightly
# (copies that were not seen as such aside), and a third of all independent reports is found; the
# models are scaled to this number (benchmarks/fit_stories.py).
UNDATED = -2.0
LINK = 0.3  # share of linked node pairs at which two stories are one


def told_twice(story: float, one: dt.datetime | None, two: dt.datetime | None) -> float:
    """How sure it is that two reports are about one event: the texts' measure, and the dates.

    >>> day = dt.datetime(2026, 3, 2)
    >>> round(told_twice(0.4, day, day + dt.timedelta(hours=3)), 2)
    0.59
    >>> told_twice(0.9, day, day + dt.timedelta(days=9))
    0.0
    >>> round(told_twice(0.9, day, None), 2)
    0.55
    """
    if not FAINT <= story < 1:
        return story if story >= FAINT else 0.0
    if one is None or two is None:
        odds = UNDATED
    else:
        apart = abs(one - two)
        odds = next((odds for limit, odds in NEARNESS if apart <= limit), -math.inf)
    return 1 / (1 + (1 - story) / story * math.exp(-odds)) if odds > -math.inf else 0.0


def stories(
    nodes: Sequence[Sequence[ArticleFacts]], same_story: Mapping[Pair, float]
) -> list[frozenset[int]]:
    """The stories of more than one article, as sets of article ids.

    `nodes` are the members of each copy group and each single article; `same_story` the article
    pairs with that verdict, and their confidence. A node is as old as its earliest member.

    >>> nodes = [[ArticleFacts(1, 1), ArticleFacts(2, 2)], [ArticleFacts(3, 3)]]
    >>> [sorted(story) for story in stories(nodes, {(2, 3): 0.9})]
    [[1, 2, 3]]
    """
    home = {member.article_id: n for n, members in enumerate(nodes) for member in members}
    begun = [min(members, key=age).at for members in nodes]
    strength: dict[Pair, float] = {}
    for (a, b), confidence in same_story.items():
        link = ordered(home[a], home[b])
        if link[0] != link[1] and are_near(begun[link[0]], begun[link[1]]):
            strength[link] = max(confidence, strength.get(link, 0.0))

    def shares(asked: Sequence[tuple[Group, Group]]) -> list[float]:
        linked = [sum(ordered(a, b) in strength for a in one for b in two) for one, two in asked]
        return [n / (len(one) * len(two)) for n, (one, two) in zip(linked, asked, strict=True)]

    links = sorted(strength, key=lambda link: (-strength[link], link))
    parts = [average_link(part, LINK) for part in links_by_component(links)]
    merged = [group for groups in in_lockstep(parts, shares) for group in groups]
    alone = set(range(len(nodes))).difference(*merged)
    found = [*merged, *({n} for n in sorted(alone) if len(nodes[n]) > 1)]
    return [frozenset(articles_of(nodes, group)) for group in found]


def chance_of_one_event(
    known: KnownPairs, members_of: Mapping[int, Sequence[ArticleFacts]], fixed: Mapping[Pair, str]
) -> dict[Pair, float]:
    """How sure it is that two classes report one event, of those that reuse nothing.

    One form that was filled twice is left out: what the two have in common says nothing of events.
    The time of a class is that of its earliest member. What a person has fixed is certain.
    """
    at = {class_id: min(members, key=age).at for class_id, members in members_of.items()}
    told = {
        (a, b): told_twice(pair.story, at[a], at[b])
        for (a, b), pair in known.between(members_of, REPORTS).items()
    }
    return told | {
        pair: float(relation == "same_story")
        for pair, relation in fixed.items()
        if relation in REPORTS
    }


def changed_reports(
    known: KnownPairs, chances: Mapping[Pair, float], fixed: Mapping[Pair, str]
) -> list[KnownPair]:
    """The pairs that reuse nothing and count as something else, or as sure in another degree, now.

    An earlier copy that turns up later moves the time of its class.
    """
    now = []
    for classes, sure in chances.items():
        pair = known.find(*classes)
        if pair is not None and classes not in fixed:
            is_told = sure >= YES
            relation = "same_story" if is_told else "unrelated"
            confidence = round(sure if is_told else 1 - sure, 6)
            if (relation, confidence) != (pair.relation, pair.confidence):
                now.append(pair._replace(relation=relation, confidence=confidence))
    return now


def story_of(
    groups: Sequence[Standing],
    class_of: Mapping[int, int],
    members_of: Mapping[int, Sequence[ArticleFacts]],
    chances: Mapping[Pair, float],
) -> dict[int, int]:
    """The story of each article in one, named by its earliest member.

    Told over copy groups and single articles, of which those are linked that report one event.
    """
    classes = sorted(sorted({class_of[m] for m in group.members}) for group in groups)
    grouped = {class_id for each in classes for class_id in each}
    alone = [[class_id] for class_id in members_of if class_id not in grouped]
    nodes = [[m for c in each for m in members_of[c]] for each in (*classes, *alone)]
    fact_of = {member.article_id: member for members in nodes for member in members}
    links = {pair: sure for pair, sure in chances.items() if sure >= YES}
    found = {}
    for story in stories(nodes, links):
        first = min((fact_of[i] for i in story), key=age).article_id
        found.update(dict.fromkeys(story, first))
    return found


def are_near(one: dt.datetime | None, two: dt.datetime | None) -> bool:
    """Whether two moments lie within the window; what has no date is never outside."""
    return one is None or two is None or abs(one - two) <= WINDOW


def articles_of(nodes: Sequence[Sequence[ArticleFacts]], group: Iterable[int]) -> list[int]:
    """The articles behind some nodes."""
    return [member.article_id for n in group for member in nodes[n]]
