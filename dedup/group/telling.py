"""Which articles tell one story: a pure function, as the stage before it.

It is handed whole tales, of which only the groups and the classes that report one event play a
part. Handed one tale at a time it comes to the same as with all of them at once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.group.facts import ArticleFacts, by_class
from dedup.group.families import tale_of
from dedup.group.results import Grouping
from dedup.group.standing import Standing
from dedup.group.stories import YES, chance_of_one_event, story_of
from dedup.pairs import Pair


class Told(NamedTuple):
    """The story of each article that has one, and the tale of each class."""

    stories: Mapping[int, int]
    tales: Mapping[int, int]


def tell(
    facts: Sequence[ArticleFacts],
    class_of: Mapping[int, int],
    family: Mapping[int, int],
    groups: Sequence[Standing],
    chances: Mapping[Pair, float],
) -> Told:
    """Make stories of tales: `family` of each class, `chances` of one event of each two."""
    members_of = by_class(facts, class_of)
    links = {pair: sure for pair, sure in chances.items() if sure >= YES}
    return Told(story_of(groups, class_of, members_of, links), tale_of(family, links))


def tell_all(facts: Sequence[ArticleFacts], grouping: Grouping) -> Told:
    """Make the stories of articles that were grouped all at once."""
    members_of = by_class(facts, grouping.class_of)
    chances = chance_of_one_event(grouping.known, members_of, grouping.fixed.relations)
    groups = [*grouping.kept, *(group.standing for group in grouping.groups)]
    return tell(facts, grouping.class_of, grouping.family_of, groups, chances)
