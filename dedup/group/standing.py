"""Copy groups as an earlier run left them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Standing(NamedTuple):
    """A copy group as it stands: its name, its source, its members."""

    group_id: int
    source_id: int | None
    members: frozenset[int]


class Earlier(NamedTuple):
    """What an earlier run came to: the fingerprint of each component, and the groups."""

    fingerprints: Mapping[int, int]
    groups: Sequence[Standing]


NOTHING = Earlier({}, ())
