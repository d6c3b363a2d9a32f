"""Who had it first: the source of a copy group, with reasons, a chance, or an honest "unknown".

Every sign (`evidence.py`) says how much it speaks for each text rather than for each other one, in
nats: the logarithm of odds, counted or judged. They are summed. The text whose least lead over a
rival is greatest is the source's; of its reprints the source is found in the same way. The lead
becomes the chance that the source is right (`odds.CHANCES`, fitted on labelled copies); below SURE
nobody is named. `reposts.py` asks once for each wave of copies and may name a nearer source.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dedup.group import odds
from dedup.group.compared import Compared
from dedup.group.evidence import (
    EPOCH,
    OF_REPRINTS,
    OF_TEXTS,
    STATED,
    Contender,
    Rivals,
    Step,
    is_before,
    minute_of,
    named,
)
from dedup.pairs import Pair

SURE = 0.8  # chance from which a source is named
ABSENT = 0.5  # nobody counted how often that is right
# Of thousands the source is among the texts that most others were compared with, and among the
# first reprints; each of them is held against all of them.
RIVALS = 500


class Attribution(NamedTuple):
    """The source of a group. `status`: named, absent (not in the store) or unknown.

    `confidence` is the chance that the likeliest member is the source, whether it is named or not;
    .5 where the source is absent: nobody counted those.
    """

    source_id: int | None
    status: str
    confidence: float
    reasons: tuple[str, ...]


class Leader(NamedTuple):
    """The likeliest of some rivals: its place, its least lead, and what speaks for it.

    `by` is "stated" where dates or credits speak for it against the rival that it leads least,
    else "words".
    """

    place: int
    lead: float
    by: str
    reasons: Mapping[str, str]


def attribute(group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> Attribution:
    """The source of a copy group.

    `compared` holds the class pairs of the group that were verified, keyed by class ids.

    >>> import datetime as dt
    >>> day = dt.datetime(2026, 3, 2, 9)
    >>> group = [Contender(1, 1, day), Contender(2, 2, day + dt.timedelta(hours=1))]
    >>> attribute(group, {}).source_id
    1
    >>> attribute([Contender(1, 1), Contender(2, 2)], {}).reasons
    ('no dates, and the texts do not tell',)
    """
    best, lead, by, reasons = likeliest(group, compared)
    chance = odds.CHANCES[by].chance(lead)
    if is_odd(best.class_id, len(group) - 1, compared):
        odd = "every member has the odd word pairs of a spun copy"
        return Attribution(None, "absent", ABSENT, (odd,))
    if chance >= SURE:
        return Attribution(best.article_id, "named", chance, reasons)
    return Attribution(None, "unknown", chance, (*reasons, missing(group)))


class Likeliest(NamedTuple):
    """The likeliest source, its least lead in nats, `by` what, and what speaks for it."""

    member: Contender
    lead: float
    by: str
    reasons: tuple[str, ...]


def likeliest(group: Sequence[Contender], compared: Mapping[Pair, Compared]) -> Likeliest:
    """The likeliest source of a copy group, however likely: of its texts, then of its reprints."""
    members: defaultdict[int, list[Contender]] = defaultdict(list)
    for member in named(group):
        members[member.class_id].append(member)
    texts = [one_of(members[class_id]) for class_id in among(members, compared)]
    of_texts = leader(Rivals(texts, compared), OF_TEXTS)
    reprints = sorted(members[texts[of_texts.place].class_id], key=first_of_all)[:RIVALS]
    of_reprints = leader(Rivals(reprints, {}), OF_REPRINTS)
    least = min(of_texts, of_reprints, key=lambda found: found.lead)
    return Likeliest(
        reprints[of_reprints.place],
        least.lead,
        least.by,
        tuple((dict(of_reprints.reasons) | dict(of_texts.reasons)).values()),
    )


def among(
    members: Mapping[int, Sequence[Contender]], compared: Mapping[Pair, Compared]
) -> list[int]:
    """The classes that are held against each other: all, but for groups of thousands."""
    if len(members) <= RIVALS:
        return sorted(members)
    met: defaultdict[int, int] = defaultdict(int)
    for pair in compared:
        for class_id in pair:
            met[class_id] += 1
    return sorted(sorted(members, key=lambda c: (-met[c], c))[:RIVALS])


def one_of(reprints: Sequence[Contender]) -> Contender:
    """A reprint class as one contender: as early as its earliest, as plain as its plainest.

    A day without a time is as early as its midnight: then no order within that day is sure.
    """
    dated = [m for m in reprints if m.at is not None]
    first = min(dated, key=lambda m: (m.span[0], -m.span[1]), default=reprints[0])
    return first._replace(
        named_by=max(m.named_by for m in reprints),
        words=min((m.words for m in reprints if m.words), default=0),
        paragraphs=max(m.paragraphs for m in reprints),
    )


def first_of_all(member: Contender) -> tuple[bool, bool, float]:
    """Sort key: those that others name as their origin, then by date."""
    return (member.named_by == 0, member.at is None, minute_of(member.at or EPOCH))


def leader(rivals: Rivals, steps: Sequence[Step]) -> Leader:
    """Who leads all rivals by most, or trails by least; alone it is certain.

    >>> one, two = Contender(1, 1, words=280), Contender(2, 1, words=288)
    >>> leader(Rivals([two, one], {}), OF_REPRINTS).place
    1
    """
    if len(rivals) == 1:
        return Leader(0, np.inf, "words", {})
    found = {step: step(rivals) for step in steps}
    lead = np.sum([evidence.nats for evidence in found.values()], axis=0)
    np.fill_diagonal(lead, np.inf)
    least = lead.min(axis=1)
    best = int(least.argmax())
    next_best = int(lead[best].argmin())
    is_stated = any(found[step].nats[best, next_best] > 0 for step in STATED if step in found)
    reasons = {
        step.__name__: evidence.reason(best)
        for step, evidence in found.items()
        if evidence.speaks_for(best)
    }
    return Leader(best, float(least[best]), "stated" if is_stated else "words", reasons)


def missing(group: Sequence[Contender]) -> str:
    """Why nobody is named.

    >>> missing([Contender(1, 1), Contender(2, 2)])
    'no dates, and the texts do not tell'
    """
    dated = [member for member in group if member.at is not None]
    if not dated:
        return "no dates, and the texts do not tell"
    if len(dated) < len(group):
        return f"{len(group) - len(dated)} without a date, and the texts do not tell"
    first = min(dated, key=lambda m: m.span[1])
    if not is_before(first, max(dated, key=lambda m: minute_of(m.at))):
        return "the dates tell no order, and the texts do not tell"
    return "dates and texts do not tell clearly"


def is_odd(class_id: int, others: int, compared: Mapping[Pair, Compared]) -> bool:
    """Whether a text is a spun copy itself: as odd as most of its spun relatives and of the others.

    Who was reprinted and edited as well is hardly one: spun copies seldom are.

    >>> from dedup.compare.direction import Oddness
    >>> is_odd(1, 1, {(1, 2): Compared(0.7, 0.7, "spun", Oddness(0.63, 0.65, 0.44))})
    True
    """
    spun = [
        pair.oddness.are_both_odd
        for ids, pair in compared.items()
        if class_id in ids and pair.is_spun
    ]
    return any(spun) and 2 * sum(spun) >= max(len(spun), others)
