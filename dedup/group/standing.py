"""Copy groups as an earlier run left them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class Standing(NamedTuple):
    """A copy group as it stands: its name, its source, its members."""

    group_id: int
    source_id: int | None
    members: frozenset[int]


class Earlier(NamedTuple):
    """What an earlier run came to: the fingerprint of each component, the groups, its articles."""

    fingerprints: Mapping[int, int]
    groups: Sequence[Standing]
    articles: Collection[int]


NOTHING = Earlier({}, (), frozenset())


class Outside(NamedTuple):
    """What pairs lead to that is grouped already: the classes of articles, and their groups."""

    class_of: Mapping[int, int]
    groups: Sequence[Standing]


NOBODY = Outside({}, ())
