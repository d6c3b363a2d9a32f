"""Classes and copy groups: laws, and the bridges that must not merge."""

import datetime as dt
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from dedup.group.average_link import SAMPLE, Drawing, by_average_link
from dedup.group.components import components
from dedup.group.facts import ArticleFacts, age
from dedup.group.reprints import classes
from dedup.group.stories import stories
from dedup.pairs import Pair, ordered

ids = st.integers(1, 12)
pairs = st.lists(st.tuples(ids, ids).filter(lambda p: p[0] != p[1]), max_size=20).map(
    lambda found: [ordered(*pair) for pair in found]
)


def article(article_id: int, at: dt.datetime | None = None) -> ArticleFacts:
    return ArticleFacts(article_id, article_id, at)


def grouped(links: dict[Pair, float], copies: set[Pair] | None = None) -> list[set[int]]:
    known = set(links) if copies is None else copies
    found = by_average_link(links, lambda asked: [pair in known for pair in asked])
    return [set(group) for group in found]


@given(pairs, st.randoms())
def test_components_do_not_depend_on_order(links: list[Pair], chance: random.Random) -> None:
    shuffled = links[:]
    chance.shuffle(shuffled)

    assert components(shuffled) == components(links)


@given(pairs)
def test_class_is_named_by_its_earliest_member(links: list[Pair]) -> None:
    day = dt.datetime(2026, 3, 2)
    members = [
        article(n, day + dt.timedelta(hours=n * 7 % 5) if n % 3 else None) for n in range(13)
    ]
    by_id = {member.article_id: member for member in members}

    found = classes(members, links)

    for member in members:
        mates = [by_id[n] for n, name in found.items() if name == found[member.article_id]]
        assert min(mates, key=age).article_id == found[member.article_id]


@given(st.dictionaries(pairs.filter(bool).map(lambda p: p[0]), st.floats(0, 1), max_size=15))
def test_groups_do_not_depend_on_order(links: dict[Pair, float]) -> None:
    backwards = dict(reversed(links.items()))

    assert grouped(links) == grouped(backwards)


@given(st.dictionaries(pairs.filter(bool).map(lambda p: p[0]), st.floats(0, 1), max_size=15))
def test_no_article_is_in_two_groups(links: dict[Pair, float]) -> None:
    found = grouped(links)

    assert sum(len(group) for group in found) == len(set().union(*found))
    assert all(len(group) > 1 for group in found)


def test_an_article_that_had_to_take_another_id_is_drawn_all_the_same() -> None:
    """Two large groups, of which a sample of pairs decides; one article has two ids by chance."""
    chance = random.Random(5)
    one, two = range(20), range(20, 40)
    links = {ordered(a, b): 0.9 for side in (one, two) for a in side for b in side if a < b}
    links |= {ordered(a, b): 0.6 for a in one for b in two if chance.random() < 0.5}

    def renamed(member: int) -> int:
        return 999 if member == 3 else member

    as_it_was = grouped(links)
    moved = {ordered(*map(renamed, pair)): near for pair, near in links.items()}
    asked: list[Pair] = []

    def is_copy(pairs: Sequence[Pair]) -> list[bool]:
        asked.extend(pairs)
        return [pair in moved for pair in pairs]

    found = by_average_link(moved, is_copy, {999: 3})
    assert [set(group) for group in found] == [set(map(renamed, group)) for group in as_it_was]
    assert any(999 in pair for pair in asked)


def test_one_bridge_does_not_merge_two_groups() -> None:
    """Two groups of four, joined by one verified pair, stay two."""
    left = {ordered(a, b): 0.9 for a in range(1, 5) for b in range(1, 5) if a != b}
    right = {ordered(a, b): 0.9 for a in range(5, 9) for b in range(5, 9) if a != b}

    assert grouped({**left, **right, (4, 5): 0.9}) == [{1, 2, 3, 4}, {5, 6, 7, 8}]


def test_missing_cross_pairs_are_verified_on_demand() -> None:
    """Copies are often candidates of their source only; comparing them closes the group."""
    star = {(1, n): 0.9 for n in range(2, 6)}
    everything = {ordered(a, b) for a in range(1, 6) for b in range(1, 6) if a != b}

    assert grouped(star, everything) == [{1, 2, 3, 4, 5}]
    assert grouped(star)[0] < {1, 2, 3, 4, 5}


def test_large_groups_are_compared_by_a_fixed_sample() -> None:
    one, two = range(100), range(100, 200)

    assert len(Drawing().cross_pairs(one, two)) == SAMPLE
    assert Drawing().cross_pairs(one, two) == Drawing().cross_pairs(list(reversed(one)), two)


def test_story_holds_groups_whole() -> None:
    """A report that was linked to one member of a copy group is in one story with all of them."""
    nodes = [[article(1), article(2), article(3)], [article(4)]]

    assert stories(nodes, {(3, 4): 0.8}) == [frozenset({1, 2, 3, 4})]


def test_follow_up_is_a_new_story() -> None:
    """It resembles a late copy of the first report, but the story began four days before."""
    day = dt.datetime(2026, 3, 2)
    first = [article(1, day), article(2, day + dt.timedelta(days=2))]
    follow_up = [article(3, day + dt.timedelta(days=4))]

    assert stories([first, follow_up], {(2, 3): 0.9}) == [frozenset({1, 2})]


def test_chain_of_follow_ups_is_not_one_story() -> None:
    """Each day resembles the day before; the first and the tenth day are two stories."""
    days = [[article(n)] for n in range(10)]
    chain = {(n, n + 1): 0.9 for n in range(9)}

    assert max(len(story) for story in stories(days, chain)) < 6
