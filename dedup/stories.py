"""Stories: the copy groups and single articles about one event, within days.

Copies say nothing about how many reports there are, so a story is built over groups: every copy
group, and every article outside of one, is a node. Nodes are linked by pairs verified as
`same_story`; `partial` never links, or a roundup would make one story of two. Stories merge by
average link too, because events chain: each day's follow-up resembles the day before.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from dedup.groups import Member, Pair, age, average_link, links_by_component, ordered

WINDOW = dt.timedelta(days=3)  # what is told later than this is a new story: a follow-up
LINK = 0.3  # share of linked node pairs at which two stories are one


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

    def share(one: frozenset[int], two: frozenset[int]) -> float:
        linked = sum(ordered(a, b) in strength for a in one for b in two)
        return linked / (len(one) * len(two))

    links = sorted(strength, key=lambda link: (-strength[link], link))
    merged = [
        group for part in links_by_component(links) for group in average_link(part, share, LINK)
    ]
    alone = set(range(len(nodes))).difference(*merged)
    found = [*merged, *({n} for n in sorted(alone) if len(nodes[n]) > 1)]
    return [frozenset(articles_of(nodes, group)) for group in found]


def are_near(one: dt.datetime | None, two: dt.datetime | None) -> bool:
    """Whether two moments lie within the window; what has no date is never outside."""
    return one is None or two is None or abs(one - two) <= WINDOW


def articles_of(nodes: Sequence[Sequence[Member]], group: Iterable[int]) -> list[int]:
    """The articles behind some nodes."""
    return [member.article_id for n in group for member in nodes[n]]
