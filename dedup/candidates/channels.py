"""The channels: all the ways for two texts to meet, before anybody compares them.

`storage/index.py` joins the keys of all texts in SQL; `meeting` and `sharing` below do the same in
memory, and tests compare the two.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from dedup import fast
from dedup.candidates import lsh, minhash, names, scaled
from dedup.candidates.postings import Postings
from dedup.candidates.shingles import Shingles, shingles
from dedup.pairs import Pair
from dedup.words.sentences import Split, split
from dedup.words.spelling import respelled
from dedup.words.tokens import hashed


class SignedBatch(NamedTuple):
    """Texts that are signed together: their words and sentences, and their shingles."""

    texts: Sequence[Split]
    shingles: Shingles


def batch_of(texts: Sequence[str]) -> SignedBatch:
    """Some texts, ready to be signed."""
    parts = [split(text) for text in texts]
    return SignedBatch(parts, shingles(hashed([respelled(part.flat) for part in parts])))


def band_keys(batch: SignedBatch) -> Postings:
    """The bands of MinHash signatures: reprints, and copies that were edited lightly."""
    if fast.is_on():
        from dedup.candidates import kernels  # noqa: PLC0415 (numba)

        return lsh.postings_of(kernels.band_keys(batch.shingles))
    return lsh.postings_of(lsh.band_keys(minhash.sign(batch.shingles)))


def trigram_keys(batch: SignedBatch) -> Postings:
    """Word trigrams, one in four: every kind of copy."""
    return scaled.sample(batch.shingles)


def name_keys(batch: SignedBatch) -> Postings:
    """Names and numbers: copies in other words, and reports on one event."""
    return names.name_keys(batch.texts)


class Channel(NamedTuple):
    """A way to meet: two texts that have `min_shared` keys in common.

    Keys that more than `max_holders` classes hold do not count (`meeting`), or tie all that hold
    them to one (`sharing`). `days` bounds how far apart the two may lie; None takes the window of
    the run. Reprints alone have no bound: `dedup/group/reprints.py` joins what shares a band at any
    time, since equal texts are joined so too, and a line of boilerplate makes no difference.
    """

    name: str
    keys: Callable[[SignedBatch], Postings]
    min_shared: int
    max_holders: int
    days: float | None


BANDS = Channel("bands", band_keys, lsh.MIN_SHARED, lsh.MAX_HOLDERS, None)
CHANNELS: tuple[Channel, ...] = (
    BANDS,
    Channel("trigrams", trigram_keys, scaled.MIN_SHARED, scaled.MAX_HOLDERS, None),
    # independent reports of one event lie within days
    Channel("names", name_keys, names.MIN_SHARED, names.MAX_HOLDERS, 3.0),
)


def common_keys(held: Postings, channel: Channel) -> set[int]:
    """The keys of a channel that too many rows hold to be evidence."""
    holders = Counter(held.key.tolist())
    return {key for key, rows in holders.items() if rows > channel.max_holders}


class Span(NamedTuple):
    """When the first and the last member of a class came out."""

    first: dt.datetime
    last: dt.datetime


def meeting(
    held: Postings,
    channel: Channel,
    at: Mapping[int, Span | None],
    window_days: float,
    common: Collection[int] | None = None,
) -> set[Pair]:
    """The rows (lower first) that a channel brings together: the reference for an index.

    `at` is the time of each row's class, `common` the list of keys that are no evidence; without it
    these are the ones that too many of these rows hold.
    """
    common = common_keys(held, channel) if common is None else common
    days = window_days if channel.days is None else channel.days
    shared = Counter(
        pair
        for key, rows in holders_of(held).items()
        if key not in common
        for pair in combinations(rows, 2)
    )
    return {
        (a, b)
        for (a, b), times in shared.items()
        if times >= channel.min_shared and are_near(at.get(a), at.get(b), days)
    }


def sharing(held: Postings, most: int) -> set[Pair]:
    """The rows (lower first) that share a key, as star edges where more than `most` hold it.

    One boilerplate text in 100,000 variants is then 100,000 pairs, not five billion.
    """
    return {
        (a, b)
        for rows in holders_of(held).values()
        for a, b in combinations(rows, 2)
        if len(rows) <= most or a == rows[0]
    }


def holders_of(held: Postings) -> dict[int, list[int]]:
    """The rows that hold each key, in order."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for row, key in zip(held.row.tolist(), held.key.tolist(), strict=True):
        holders[key].append(row)
    return {key: sorted(rows) for key, rows in holders.items()}


def span_of(times: Sequence[dt.datetime | None]) -> Span | None:
    """From the first of some times to the last; None where one is unknown."""
    known = [time for time in times if time is not None]
    return Span(min(known), max(known)) if known and len(known) == len(times) else None


def are_near(one: Span | None, two: Span | None, days: float) -> bool:
    """Whether two classes lie within so many days; what has no time is never outside.

    >>> day, later = dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 9)
    >>> are_near(Span(day, later), Span(later, later), 1), are_near(Span(day, day), None, 1)
    (True, True)
    """
    if one is None or two is None:
        return True
    return max(one.first - two.last, two.first - one.last) <= dt.timedelta(days=days)
