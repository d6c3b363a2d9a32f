"""Signs of who had a text first, one function a sign; each holds every two contenders together.

What a sign weighs is in `odds.py`: counted, or judged where right and wrong are 0. Dates come
first: where they tell the order of two texts, it is not asked which of them is longer, since a
flash that grows is so later. Replaced words are asked of always: a spinner's page may bear any
date.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.group.compared import Compared
from dedup.group.odds import Matrix, weighed
from dedup.pairs import Pair

DAY = 24 * 60  # minutes
LENGTHS = {"day": DAY, "minute": 1, "second": 0}  # of a date, in minutes
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 (all dates here are UTC)

Flags = NDArray[np.bool_]


class Contender(NamedTuple):
    """What source attribution knows of a member of a group beyond its text.

    `class_id` is the reprint class; `at` the effective date; `points_to` the names, other than its
    own, that the page gives as its origin (canonical link, "originally appeared on"); `known_as`
    those by which others may point to this article; `words` its length and `paragraphs` their
    number, where these are known; equal texts have the same `text`; `named_by` is how many others
    name it as their origin. `precision` says how exact the date is (second, minute, day), `seen_at`
    when somebody saw the article there.
    """

    article_id: int
    class_id: int
    at: dt.datetime | None = None
    points_to: frozenset[str] = frozenset()
    known_as: frozenset[str] = frozenset()
    words: int = 0
    text: int = 0
    paragraphs: int = 0
    named_by: int = 0
    precision: str | None = None
    seen_at: dt.datetime | None = None

    @property
    def span(self) -> tuple[float, float]:
        """From which minute to which it may have been published; NaN where there is no date."""
        return span_of(self.at, self.precision, self.seen_at)


class Evidence(NamedTuple):
    """A sign: how much it speaks for each contender rather than for each other one, in nats.

    `nats` has a row and a column for each, antisymmetric; `reason` says it of the one in a row.
    """

    nats: Matrix
    reason: Callable[[int], str]

    def speaks_for(self, row: int) -> bool:
        """Whether it says anything for a contender."""
        return bool((self.nats[row] > 0).any())


class Rivals:
    """Contenders of which one is the source, and what is known of their texts.

    `compared` has pairs of class ids. Third texts that are no contenders are heard as well: what
    was copied into them tells contenders apart.
    """

    def __init__(self, contenders: Sequence[Contender], compared: Mapping[Pair, Compared]) -> None:
        self.contenders = contenders
        self._compared = compared

    def __len__(self) -> int:
        return len(self.contenders)

    @cached_property
    def minutes(self) -> Matrix:
        """By how many minutes each is earlier than each other one, as far as dates support it.

        A date is as long as it is exact: a whole day, a minute, a moment. 0 where no order is sure,
        and where two texts share a half and third texts speak for the later one: a roundup may be
        earlier than a story that it shares a half with, and is not the source of the story's
        copies.
        """
        starts, ends = np.array([c.span for c in self.contenders]).T
        spans = ends - starts
        before = starts[None, :] - ends[:, None]
        is_sure = (before >= 0) & (starts[None, :] > starts[:, None])  # NaN is neither
        before = (
            before + np.where(spans <= 1, spans, 0.0)[:, None]
        )  # of minutes: from start to start
        least = np.where(spans[None, :] + spans[:, None] > 0, 1.0, 0.0)  # at least a minute
        sure = np.where(is_sure, np.maximum(before, least), 0.0)
        sure[self._is_half & (account(self) < 0)] = 0.0
        return np.asarray(sure - sure.T, np.float64)

    @cached_property
    def shares(self) -> Matrix:
        """The part of a column's text that a row's accounts for; NaN where nobody compared them.

        Columns are all texts; those of the contenders come first.
        """
        mine = [c.class_id for c in self.contenders]
        others = {class_id for pair in self._compared for class_id in pair} - {*mine}
        place = {class_id: n for n, class_id in enumerate([*mine, *sorted(others)])}
        part = np.full((len(mine), len(place)), np.nan)
        for (a, b), pair in self._compared.items():
            for one, other, share in ((a, b, pair.b_share), (b, a, pair.a_share)):
                if place[one] < len(mine):
                    part[place[one], place[other]] = share
        return part

    @cached_property
    def thirds(self) -> Matrix:
        """How many texts both a row's and a column's text were compared with."""
        seen = (~np.isnan(self.shares)).astype(np.float64)
        return np.asarray(seen @ seen.T, np.float64)

    def of_pairs(self, value: Callable[[Compared], float]) -> Matrix:
        """A value of each pair of contenders that was compared; it turns its sign with the pair."""
        place = {c.class_id: n for n, c in enumerate(self.contenders)}
        found = np.zeros((len(self), len(self)))
        for (a, b), pair in self._compared.items():
            if a in place and b in place:
                found[place[a], place[b]] = value(pair)
                found[place[b], place[a]] = -found[place[a], place[b]]
        return found

    def column(self, value: Callable[[Contender], float]) -> Matrix:
        """A value of each contender, less that of each other one; 0 where either is not known."""
        values = np.array([value(c) for c in self.contenders], np.float64)
        return np.nan_to_num(values[:, None] - values[None, :])

    @property
    def _is_half(self) -> Flags:
        halves = self.of_pairs(lambda pair: 0.0 if pair.is_whole else 1.0)
        return np.asarray(halves != 0, np.bool_)

    @property
    def is_undated(self) -> Flags:
        """Of which two no dates tell the order."""
        return np.asarray(self.minutes == 0, np.bool_)


def is_before(one: Contender, other: Contender) -> bool:
    """Whether the dates of two articles support that one was there first.

    >>> day, noon = dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 2, 12)
    >>> is_before(Contender(1, 1, day), Contender(2, 2, noon))
    False
    """
    start, end = one.span
    other_start, _ = other.span
    return end <= other_start and start < other_start  # NaN is neither


def span_of(
    at: dt.datetime | None, precision: str | None = None, seen_at: dt.datetime | None = None
) -> tuple[float, float]:
    """From which minute to which a date may be: a day, a minute or a moment from its beginning on.

    It ends at the latest when the article was seen. Where no precision is known, midnight is a day.

    >>> start, end = span_of(dt.datetime(2026, 3, 2))
    >>> end - start
    1440.0
    >>> start, end = span_of(dt.datetime(2026, 3, 2, 9, 42), "minute")
    >>> end - start
    1.0
    """
    start = minute_of(at)
    length = LENGTHS.get(precision or "", DAY * is_day(at))
    seen = minute_of(seen_at)
    end = min(start + length, seen) if seen >= start else start + length
    return start, end


def minute_of(at: dt.datetime | None) -> float:
    """A date in minutes; NaN where there is none."""
    if at is None:
        return np.nan
    plain = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    return (plain - EPOCH).total_seconds() / 60


def is_day(at: dt.datetime | None) -> bool:
    """Whether a date says the day and no time: a page without a time has midnight.

    >>> is_day(dt.datetime(2026, 3, 2)), is_day(dt.datetime(2026, 3, 2, 9, 42))
    (True, False)
    """
    return at is not None and at.time().replace(tzinfo=None) == dt.time()


def direction_spun(rivals: Rivals) -> Matrix:
    """How much odder the word pairs of a column's text are, where words were swapped."""
    return rivals.of_pairs(lambda pair: pair.oddness.direction if pair.is_spun else 0.0)


def direction(rivals: Rivals) -> Matrix:
    """How much odder the word pairs of a column's text are, where sentences were made anew."""
    return rivals.of_pairs(lambda pair: 0.0 if pair.is_spun else pair.oddness.direction)


def length_retold(rivals: Rivals) -> Matrix:
    """How much longer a row's text is, as a logarithm, where sentences were made anew."""
    return length(rivals) * np.abs(rivals.of_pairs(lambda pair: float(pair.is_retold)))


def length(rivals: Rivals) -> Matrix:
    """How much longer a row's text is, as a logarithm."""
    return rivals.column(lambda c: np.log(c.words) if c.words else np.nan)


def account(rivals: Rivals) -> Matrix:
    """How much more of third texts a row's text accounts for, on average."""
    known = ~np.isnan(rivals.shares)
    shares, seen = np.where(known, rivals.shares, 0.0), known.astype(np.float64)
    more = (shares @ seen.T - seen @ shares.T) / np.maximum(rivals.thirds, 1)
    return np.asarray(more, np.float64)


def by_date(rivals: Rivals) -> Evidence:
    """Who was first, where the dates support an order, by how long.

    >>> day = dt.datetime(2026, 3, 2, 9)
    >>> one, two = Contender(1, 1, day), Contender(2, 2, day + dt.timedelta(minutes=40))
    >>> found = by_date(Rivals([one, two], {}))
    >>> found.nats.tolist(), found.reason(0)
    ([[0.0, 2.5], [-2.5, 0.0]], 'first by 40 minutes')
    """

    def reason(row: int) -> str:
        lead = rivals.minutes[row]
        return f"first by {lead[lead > 0].min():,.0f} minutes"

    return Evidence(weighed("date", rivals.minutes), reason)


def by_pointer(rivals: Rivals) -> Evidence:
    """Whom others name as their origin, by its site, its name or its address.

    >>> found = by_pointer(Rivals([Contender(1, 1, named_by=1), Contender(2, 2)], {}))
    >>> found.speaks_for(0), found.reason(0)
    (True, 'named as origin by 1 other')
    """
    counts = np.array([c.named_by for c in rivals.contenders], np.float64)
    alone = weighed("credit", np.minimum(counts, 1.0)) * (1 + np.log(np.maximum(counts, 1.0)))

    def reason(row: int) -> str:
        named = rivals.contenders[row].named_by
        return f"named as origin by {named} other{'s' if named > 1 else ''}"

    return Evidence(alone[:, None] - alone[None, :], reason)


def named(group: Sequence[Contender]) -> list[Contender]:
    """The members of a group, each with how many others name it as their origin.

    >>> copy = Contender(2, 2, points_to=frozenset({"northwire.example"}))
    >>> source = Contender(1, 1, known_as=frozenset({"northwire.example"}))
    >>> [member.named_by for member in named([source, copy])]
    [1, 0]
    """
    pointing: defaultdict[str, set[int]] = defaultdict(set)
    for member in group:
        for name in member.points_to:
            pointing[name].add(member.article_id)
    return [
        member._replace(named_by=len(others - {member.article_id}))
        for member in group
        for others in [set().union(*(pointing[x] for x in member.known_as & pointing.keys()))]
    ]


def star(rivals: Rivals) -> Matrix:
    """By how much more clearly some third text points to a row's text, in nats.

    A text that another was made from is sooner the source of one more than one that nothing was
    made from.
    """
    lead = _by_words(rivals).clip(0.0)
    if len(rivals) < 3:
        return np.zeros_like(lead)
    second, first = np.partition(lead, -2, axis=1)[:, -2:].T
    thirds = np.where(lead == first[:, None], second[:, None], first[:, None])
    return np.asarray(thirds - thirds.T, np.float64)


def _by_words(rivals: Rivals) -> Matrix:
    """What two texts alone say of each other, dates aside."""
    return np.asarray(
        weighed("direction_spun", direction_spun(rivals))
        + weighed("direction", direction(rivals))
        + weighed("length_retold", length_retold(rivals)),
        np.float64,
    )


def by_direction(rivals: Rivals) -> Evidence:
    """Whose words are ordinary where those put in for them are not.

    >>> from dedup.compare.direction import Oddness
    >>> spun = Compared(0.7, 0.7, "spun", Oddness(0.375, 0.625, 0.4))
    >>> found = by_direction(Rivals([Contender(1, 1), Contender(2, 2)], {(1, 2): spun}))
    >>> found.speaks_for(0), found.speaks_for(1), found.reason(0)
    (True, False, 'replacements in 1 copy point to it')
    """
    nats = weighed("direction_spun", direction_spun(rivals))
    nats += weighed("direction", direction(rivals))

    def reason(row: int) -> str:
        return f"replacements in {copies(nats[row] > 0)} point to it"

    return Evidence(nats, reason)


def by_length(rivals: Rivals) -> Evidence:
    """Who is longer: texts are told anew in fewer words oftener than in more.

    That is so of texts whose sentences were made anew. Of edited ones it says nothing: editors cut,
    and newsrooms let a flash grow.
    """
    nats = weighed("length_retold", length_retold(rivals))
    nats[~rivals.is_undated] = 0.0

    def reason(row: int) -> str:
        return f"{copies(nats[row] > 0)} hold it in fewer words".replace(
            "1 copy hold", "1 copy holds"
        )

    return Evidence(nats, reason)


def by_star(rivals: Rivals) -> Evidence:
    """From whom third texts were made, as far as words and lengths say."""
    sizes = star(rivals)
    nats = weighed("star", sizes)
    nats[~rivals.is_undated] = 0.0

    def reason(_: int) -> str:
        return "others were made from it"

    return Evidence(nats, reason)


def by_plainness(rivals: Rivals) -> Evidence:
    """Of the reprints of one text the one that adds nothing to it: no headline, no notice.

    Two words are a matter of counting; where many are missing, the text was cut.

    >>> one, two = Contender(1, 1, words=280), Contender(2, 1, words=288)
    >>> by_plainness(Rivals([one, two], {})).nats.tolist()
    [[0.0, 1.0], [-1.0, 0.0]]
    """
    fewer = rivals.column(lambda c: -c.words if c.words else np.nan)
    nats = weighed("plainness", fewer)

    def reason(_: int) -> str:
        return "adds nothing to what all reprints hold"

    return Evidence(nats, reason)


def by_breaks(rivals: Rivals) -> Evidence:
    """Of articles with the same words those with most paragraphs: breaks are lost, not found.

    >>> one, two = Contender(1, 1, text=5, paragraphs=12), Contender(2, 1, text=5, paragraphs=7)
    >>> by_breaks(Rivals([one, two], {})).nats.tolist()
    [[0.0, 1.0], [-1.0, 0.0]]
    """
    place = {text: n for n, text in enumerate({c.text: None for c in rivals.contenders})}
    is_equal = rivals.column(lambda c: place[c.text]) == 0
    breaks = rivals.column(lambda c: np.log(c.paragraphs) if c.paragraphs else np.nan)
    nats = weighed("equal_paragraphs", np.where(is_equal, breaks, 0.0))

    def reason(_: int) -> str:
        return "keeps paragraphs that equal texts run together"

    return Evidence(nats, reason)


def copies(which: Flags) -> str:
    """How many copies.

    >>> copies(np.array([True, False]))
    '1 copy'
    """
    count = int(which.sum())
    return f"{count} {'copy' if count == 1 else 'copies'}"


Step = Callable[[Rivals], Evidence]
OF_TEXTS: tuple[Step, ...] = (
    by_date,
    by_pointer,
    by_direction,
    by_length,
    by_star,
)
STATED: tuple[Step, ...] = (by_date, by_pointer)  # what pages say of themselves
OF_REPRINTS: tuple[Step, ...] = (by_date, by_pointer, by_plainness, by_breaks)
