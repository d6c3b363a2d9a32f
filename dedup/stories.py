"""Stories: the copy groups and single articles about one event, within days.

Copies say nothing about how many reports there are, so a story is built over groups: every copy
group, and every article outside of one, is a node. Nodes are linked by pairs verified as
`same_story`; `partial` never links, or a roundup would make one story of two. Stories merge by
average link too, because events chain: each day's follow-up resembles the day before.
"""

from collections.abc import Iterable, Mapping, Sequence

from dedup.groups import Pair, average_link, links_by_component, ordered

WINDOW_DAYS = 3.0  # reports of one event lie closer than this; a later one is a new story
LINK = 0.3  # share of linked node pairs at which two stories are one


def stories(
    nodes: Sequence[Sequence[int]], same_story: Mapping[Pair, float]
) -> list[frozenset[int]]:
    """The stories of more than one article, as sets of article ids.

    `nodes` are the members of each copy group and each single article; `same_story` the article
    pairs with that verdict, and their confidence.

    >>> [sorted(story) for story in stories([[1, 2], [3], [4]], {(2, 3): 0.9})]
    [[1, 2, 3]]
    """
    home = {article: n for n, members in enumerate(nodes) for article in members}
    strength: dict[Pair, float] = {}
    for (a, b), confidence in same_story.items():
        link = ordered(home[a], home[b])
        if link[0] != link[1]:
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


def articles_of(nodes: Sequence[Sequence[int]], group: Iterable[int]) -> list[int]:
    """The articles behind some nodes."""
    return [article for n in group for article in nodes[n]]
