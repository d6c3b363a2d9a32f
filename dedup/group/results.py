"""What grouping comes to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.group.asking import AnsweredPair
from dedup.group.decisions import Fixed
from dedup.group.known_pairs import KnownPairs
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
    family_of: Mapping[int, int]  # the family of each class
    fingerprints: Mapping[int, int]  # of each component
    groups: Sequence[CopyGroup]  # those that were made
    kept: Sequence[Standing]  # those of an earlier run that would come out the same
    known: KnownPairs  # the pairs with people's relations laid over them
    fixed: Fixed  # what people decided, by classes
    overrulings: Sequence[Overruling]  # pairs of which something else is said than was found
    answers: Sequence[AnsweredPair]  # what had to be asked
