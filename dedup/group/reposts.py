"""Where each copy has its text from, when one text is published again and again.

News is copied within hours. A text that was posted, and posted again a fortnight later when eight
sites copied it within the day, was copied from the second posting. So the members of a group are
looked at wave by wave: a wave has a source of its own where that text accounts for the texts of the
wave as well as the group's source does.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from dedup.group.compared import Compared
from dedup.group.evidence import Contender, is_before, minute_of
from dedup.group.source import Attribution, attribute
from dedup.pairs import Pair, ordered

# Of 5,200 labelled copies half came within 90 minutes of their source and all within 33 hours;
# what is copied after a day and a half of silence was posted again or looked up.
APART = dt.timedelta(hours=36)
# Shares of a copy that two texts account for differ by a hundredth where sentences are aligned
# otherwise; a text that was spun, cut or added to accounts for less.
SLACK = 0.02
# Words of a copy that a later version accounts for and the first one does not. Below that, first
# lines of a story were said to be made from another copy of it (15 of 230).
CLOSER = 25


class Provenance(NamedTuple):
    """The source of a group, and the nearer one of those members that have one."""

    source: Attribution
    nearer: Mapping[int, int]


def provenance(group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> Provenance:
    """The source of a copy group and of each later wave of copies in it.

    `compared` holds the class pairs of the group that were verified, keyed by class ids.

    >>> day = dt.datetime(2026, 3, 2, 9)
    >>> again = day + dt.timedelta(days=9)
    >>> soon = again + dt.timedelta(hours=1)
    >>> group = [Contender(1, 1, day), Contender(2, 1, again), Contender(3, 1, soon)]
    >>> found = provenance(group, {})
    >>> found.source.source_id, found.nearer
    (1, {3: 2})
    """
    class_of = {member.article_id: member.class_id for member in group}
    found = attribute(group, compared)
    later = []
    for wave in waves(group)[1:]:
        classes = {member.class_id for member in wave}
        own = attribute(wave, {ids: pair for ids, pair in compared.items() if classes >= {*ids}})
        if own.source_id is not None and own.source_id != found.source_id:
            nearest, first = class_of[own.source_id], class_of.get(found.source_id or 0)
            if first is None or can_stand_for(nearest, first, classes, compared):
                later.append((wave, own))
    if found.source_id is None and later:
        found = max(later, key=lambda each: len(each[0]))[1]
    nearer = {
        member.article_id: own.source_id
        for wave, own in later
        for member in wave
        if own.source_id not in (None, member.article_id, found.source_id)
    }
    return Provenance(found, versions(group, found, compared) | nearer)


def versions(
    group: Sequence[Contender], found: Attribution, compared: Mapping[Pair, Compared]
) -> dict[int, int]:
    """The nearer source of copies that were made from a later version of the source's text.

    That is an earlier member, by its date, which accounts for clearly more of the copy. Texts that
    were spun from one source account for each other better than the source does, and are no source.

    >>> hours = [dt.datetime(2026, 3, 2, hour) for hour in (9, 10, 11)]
    >>> group = [Contender(n, n, at, words=200) for n, at in enumerate(hours, 1)]
    >>> flash, story = Compared(1.0, 0.3, "edited"), Compared(0.9, 0.9, "edited")
    >>> first = Attribution(1, "named", 0.9, ())
    >>> versions(group, first, {(1, 2): flash, (1, 3): flash, (2, 3): story})
    {3: 2}
    """
    if found.source_id is None:
        return {}
    class_of = {member.article_id: member.class_id for member in group}
    first = class_of[found.source_id]
    words = {member.class_id: member.words for member in group}
    near: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (a, b), pair in compared.items():
        for one, other in ((a, b), (b, a)):
            between = compared.get(ordered(one, first)), compared.get(ordered(other, first)), pair
            if first not in (one, other) and all(p and not p.is_retold for p in between):
                its = share(one, first, compared)
                mine = share(one, other, compared)
                if its is not None and mine is not None and (mine - its) * words[one] >= CLOSER:
                    near[one].append((mine, other))
    earliest: dict[int, Contender] = {}
    for member in sorted((m for m in group if m.at is not None), key=lambda m: minute_of(m.at)):
        earliest.setdefault(member.class_id, member)
    for closer in near.values():
        closer.sort(reverse=True)
    nearer = {}
    for member in group:
        for _, class_id in near.get(member.class_id, ()):
            if class_id in earliest and is_before(earliest[class_id], member):
                nearer[member.article_id] = earliest[class_id].article_id
                break
    return nearer


def waves(group: Sequence[Contender]) -> list[list[Contender]]:
    """The dated members of a group, parted where nobody published it for a day and a half.

    >>> day = dt.datetime(2026, 3, 2)
    >>> early, late = Contender(1, 1, day), Contender(2, 1, day + dt.timedelta(days=2))
    >>> [[member.article_id for member in wave] for wave in waves([late, early])]
    [[1], [2]]
    """
    dated = sorted((m.at, m.article_id, m) for m in group if m.at is not None)
    members = [member for _, _, member in dated]
    starts = [n for n, (one, two) in enumerate(pairwise(dated), 1) if two[0] - one[0] > APART]
    return [
        members[start:end]
        for start, end in zip([0, *starts], [*starts, len(members)], strict=True)
        if members
    ]


def can_stand_for(one: int, source: int, wave: Set[int], compared: Mapping[Pair, Compared]) -> bool:
    """Whether a class accounts for the classes of a wave as well as the group's source does.

    A spun text accounts for its own reprints better still, but is no source while its source is
    in the store.
    """
    if one == source:
        return True
    between = compared.get(ordered(one, source))
    if between is not None and between.is_spun:
        return False
    shares = [
        (share(other, one, compared), share(other, source, compared))
        for other in wave - {one, source}
    ]
    known = [(mine, its) for mine, its in shares if mine is not None and its is not None]
    return bool(known) and mean(m for m, _ in known) >= mean(i for _, i in known) - SLACK


def share(of: int, by: int, compared: Mapping[Pair, Compared]) -> float | None:
    """The part of a class's text that another accounts for; None where nobody compared them."""
    pair = compared.get(ordered(of, by))
    if pair is None:
        return None
    return pair.a_share if of < by else pair.b_share
