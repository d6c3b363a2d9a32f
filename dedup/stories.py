"""Stories: the copy groups and single articles about one event, within days.

Copies say nothing about how many reports there are, so a story is built over groups: every copy
group, and every article outside of one, is a node. Nodes are linked by pairs verified as
`same_story`; `partial` never links, or a roundup would make one story of two. Stories merge by
average link too, because events chain: each day's follow-up resembles the day before.

What two texts say can't tell one event from a similar one well (AUC .88): the dates decide with it.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence

from dedup.groups import (
    Group,
    Member,
    Pair,
    age,
    average_link,
    links_by_component,
    ordered,
    together,
)

WINDOW = dt.timedelta(days=3)  # what is told later than this is a new story: a follow-up
YES = 0.5
FAINT = 0.05  # a story measure under this is no report of one event, however close the dates
# Log-odds for one event by the time between two reports: reports of one event come within hours,
# similar events lie days apart. With it 88 % of reports on one event are found and 3 % of similar
# events taken for one, on 4,000 labelled pairs; by the texts alone it is 71 and 8 %. Stronger odds
# found 3 % more and made one story of two events of one day in one small country.
NEARNESS = (
    (dt.timedelta(hours=12), 1.8),
    (dt.timedelta(hours=24), 1.2),
    (dt.timedelta(hours=48), 0.0),
    (WINDOW, -1.0),
)
LINK = 0.3  # share of linked node pairs at which two stories are one


def told_twice(story: float, one: dt.datetime | None, two: dt.datetime | None) -> float:
    """How sure it is that two reports are about one event: the texts' measure, and the dates.

    >>> day = dt.datetime(2026, 3, 2)
    >>> round(told_twice(0.3, day, day + dt.timedelta(hours=3)), 2)
    0.72
    >>> told_twice(0.9, day, day + dt.timedelta(days=9))
    0.0
    >>> told_twice(0.9, day, None)
    0.9
    """
    if one is None or two is None or not FAINT <= story < 1:
        return story if story >= FAINT else 0.0
    apart = abs(one - two)
    odds = next((odds for limit, odds in NEARNESS if apart <= limit), -math.inf)
    return 1 / (1 + (1 - story) / story * math.exp(-odds)) if odds > -math.inf else 0.0


def stories(
    nodes: Sequence[Sequence[Member]], same_story: Mapping[Pair, float]
) -> list[frozenset[int]]:
    """The stories of more than one article, as sets of article ids.

    `nodes` are the members of each copy group and each single article; `same_story` the article
    pairs with that verdict, and their confidence. A node is as old as its earliest member.

    >>> nodes = [[Member(1), Member(2)], [Member(3)], [Member(4)]]
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
    merged = together([average_link(part, LINK) for part in links_by_component(links)], shares)
    alone = set(range(len(nodes))).difference(*merged)
    found = [*merged, *({n} for n in sorted(alone) if len(nodes[n]) > 1)]
    return [frozenset(articles_of(nodes, group)) for group in found]


def are_near(one: dt.datetime | None, two: dt.datetime | None) -> bool:
    """Whether two moments lie within the window; what has no date is never outside."""
    return one is None or two is None or abs(one - two) <= WINDOW


def articles_of(nodes: Sequence[Sequence[Member]], group: Iterable[int]) -> list[int]:
    """The articles behind some nodes."""
    return [member.article_id for n in group for member in nodes[n]]
