"""What grouping comes to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.group.asking import AnsweredPair
from dedup.group.known_pairs import KnownPair
from dedup.group.links import MemberLink, Overruling
from dedup.group.source import Attribution
from dedup.group.standing import Standing


class CopyGroup(NamedTuple):
    """A source with its copies: `anchor` is the source or, where none is named, the earliest."""

    group_id: int
    anchor: int
    source: Attribution
    links: Mapping[int, MemberLink]  # of every member but the anchor

    @property
    def standing(self) -> Standing:
        """The group without its reasons."""
        members = frozenset({self.anchor, *self.links})
        return Standing(self.group_id, self.source.source_id, members)


class Grouping(NamedTuple):
    """Classes, groups with their sources, stories; and what was learnt on the way."""

    class_of: Mapping[int, int]  # the reprint class of each article
    fingerprints: Mapping[int, int]  # of each component
    groups: Sequence[CopyGroup]  # those that were made
    kept: Sequence[Standing]  # those of an earlier run that would come out the same
    stories: Mapping[int, int]  # the story of each article that has one
    reports: Sequence[KnownPair]  # pairs that are no copies, where what they are has changed
    overrulings: Sequence[Overruling]  # pairs of which something else is said than was found
    answers: Sequence[AnsweredPair]  # what had to be asked
