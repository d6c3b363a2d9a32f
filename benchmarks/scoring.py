"""What a tool said about a labelled corpus, and how right that was.

A copy is found when its pair is called a copy or a shared passage, or when both are in one copy
group. An independent pair is a false claim when it is called a copy; `partial` claims a shared
passage and is counted apart. Independent pairs that share a tenth of their five-word runs are
natural reuse and count on neither side. A copy that is itself taken for the source of its group
has no named source: the other members show whether that is right.

Tools that know no relations say `copy` of all they find.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks.corpus import Pair
from dedup.relations import COPIES

INDEPENDENT = ("same_event", "similar_event", "unrelated")
NATURAL_REUSE = 0.10
COPY = frozenset({*COPIES, "copy"})
FOUND = COPY | {"partial"}
HEAVILY_SPUN = ("spun 20", "spun 25", "spun 30", "spun 40", "spun 50")

Key = frozenset[str]


class Place(NamedTuple):
    """Where a tool put an article: its copy group, its role there, its story."""

    group: Hashable = None
    relation: str | None = None
    source: str | None = None
    story: Hashable = None


class Answers(NamedTuple):
    """All that a tool said: relations of pairs, the places of articles, candidates if it tells."""

    relations: Mapping[Key, str]
    places: Mapping[str, Place]
    candidates: int | None = None


class Score(NamedTuple):
    """Counts of one class of pairs."""

    pairs: int = 0
    found: int = 0  # copies: called copy or partial
    named: int = 0  # copies: called by their own name
    spun: int = 0  # called spun
    false: int = 0  # independent: called a copy
    passages: int = 0  # independent: called partial
    one_story: int = 0  # independent: in one story
    sourced: int = 0  # copies of a known source
    with_source: int = 0  # of those, a source is named
    right_source: int = 0  # of those, the right one

    def __add__(self, other: tuple[int, ...]) -> "Score":  # type: ignore[override]  # sums counts
        """Counts of both classes together."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


def class_of(pair: Pair) -> str:
    """The row of the table that a pair counts in.

    >>> class_of(Pair("a", "b", "spun", "30+edit"))
    'spun 30+edit'
    """
    no_kinds = pair.label in INDEPENDENT or pair.label == "partial" or not pair.sub
    return pair.label if no_kinds else f"{pair.label} {pair.sub}"


def scores(pairs: Iterable[Pair], said: Answers) -> dict[str, Score]:
    """The counts of every class, in the order of its first pair."""
    found: dict[str, Score] = {}
    for pair in pairs:
        name = class_of(pair)
        if pair.label not in INDEPENDENT:
            found[name] = found.get(name, Score()) + of_copy(pair, said)
        elif pair.shared5 < NATURAL_REUSE:
            found[name] = found.get(name, Score()) + of_independent(pair, said)
    return found


def of_copy(pair: Pair, said: Answers) -> Score:
    """The counts of one copy."""
    relation = relation_of(pair, said)
    sourced = pair.source is not None and pair.label != "partial"
    source = said.places.get(pair.b, Place()).source
    return Score(
        pairs=1,
        found=relation in FOUND,
        named=relation == pair.label,
        spun=relation == "spun",
        sourced=sourced,
        with_source=sourced and source is not None,
        right_source=sourced and source == pair.source,
    )


def of_independent(pair: Pair, said: Answers) -> Score:
    """The counts of one pair of independent articles."""
    relation = relation_of(pair, said)
    story = said.places.get(pair.a, Place()).story
    return Score(
        pairs=1,
        spun=relation == "spun",
        false=relation in COPY,
        passages=relation == "partial",
        one_story=story is not None and story == said.places.get(pair.b, Place()).story,
    )


def relation_of(pair: Pair, said: Answers) -> str:
    """What a tool says of a pair: its verdict on it, or what one copy group implies.

    Not every pair inside a group is compared; there the copy's relation to the source counts.
    """
    known = said.relations.get(frozenset((pair.a, pair.b)), "unrelated")
    a, b = said.places.get(pair.a, Place()), said.places.get(pair.b, Place())
    if known in FOUND or a.group is None or a.group != b.group:
        return known
    return next((place.relation for place in (b, a) if place.relation in FOUND), None) or "edited"


def impurity(pairs: Sequence[Pair], said: Answers) -> float:
    """Of the pairs inside copy groups, the share that stems from different sources."""
    stem = {p.b: p.source for p in pairs if p.source and p.label != "partial"}
    stem |= {source: source for source in stem.values() if source}
    groups: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for name, source in stem.items():
        group = said.places.get(name, Place()).group
        if group is not None and source:
            groups[group][source] += 1
    inside = sum(couples(counts.total()) for counts in groups.values())
    alike = sum(couples(n) for counts in groups.values() for n in counts.values())
    return 1 - alike / inside if inside else 0.0


def couples(members: int) -> int:
    """How many pairs there are in a set of that size."""
    return members * (members - 1) // 2


def largest_story(said: Answers) -> int:
    """How many articles the largest story has."""
    stories = Counter(place.story for place in said.places.values() if place.story is not None)
    return max(stories.values(), default=0)


def components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The component that each member of some pairs is in, named by one of its members.

    >>> found = components([("a", "b"), ("c", "b"), ("d", "e")])
    >>> found["a"] == found["c"], found["a"] == found["e"]
    (True, False)
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    for a, b in pairs:
        parent[root(a)] = root(b)
    return {name: root(name) for name in list(parent)}
