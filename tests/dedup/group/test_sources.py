"""Sources and those beside them."""

from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.group.sources import beside_sources
from dedup.group.standing import Standing


def test_no_number_stands_for_no_group() -> None:
    """An id may be 0: what is in no group is beside no source."""
    shared = KnownPair(2, 3, 2, 3, "partial", 0.9, ("trigrams",), 0.4, 0.4, 0.0)
    class_of = {0: 0, 1: 0, 2: 2, 3: 3}
    known = KnownPairs(class_of, [shared])
    groups = [Standing(0, 0, frozenset({0, 1}))]

    assert beside_sources(groups, class_of, known) == []


def test_roundup_is_beside_the_source_of_whom_it_shares_text_with() -> None:
    shared = KnownPair(2, 3, 2, 3, "partial", 0.9, ("trigrams",), 0.4, 0.4, 0.0)
    class_of = {0: 0, 1: 1, 2: 2, 3: 3}
    known = KnownPairs(class_of, [shared])
    groups = [Standing(0, 0, frozenset({0, 2}))]

    assert beside_sources(groups, class_of, known) == [(0, 3)]
