"""When a feed is polled next, and when a URL is tried again: pure functions of what was seen.

The interval follows the observed rate of publishing, and within reason what the feed asks for;
errors stretch it and never delete a feed (a surprising number come back), and a feed in which
nothing was known any more is polled sooner.
"""

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

import xxhash

from crawler.answer import Answer
from crawler.frontier.outcomes import BY_NAME
from storage.records import FeedRow, UrlRow

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SHORTEST, LONGEST = 10 * MINUTE, DAY
FIRST = HOUR  # until a rate has been observed
ITEMS_PER_POLL = 2.0  # wanted: few enough to be fast, enough not to ask in vain
DEAD = 5.0  # a score from which a feed counts as dead: polled daily, then ever more rarely
RAREST = 30 * DAY
JITTER = 0.1  # so that the feeds of one run do not stay in step for ever
MEMORY_DAYS = 2.0  # the rate forgets at this pace, however often a feed is polled
FULL_POLL_EVERY = 8  # some servers answer 304 for ever: every eighth poll asks for the whole feed
# A feed that asks for less is believed up to an hour: "hourly" is what blog software says of every
# feed, and "daily" what some say that publish every ten minutes.
MOST_HINTED = HOUR
LATE = dt.timedelta(hours=1)  # what was published so long before a 304 should have been in the feed
OVERFLOW_ITEMS = 5  # fewer new items than this fill no feed
MAX_ATTEMPTS = 5
RETRY_FIRST = 10 * MINUTE


class Poll(NamedTuple):
    """What one poll brought: `found` items of which `new` were unknown, and their dates.

    `hint_s` is the interval that the feed asks for.
    """

    outcome: str
    polled_at: dt.datetime
    found: int = 0
    new: int = 0
    dates: Sequence[dt.datetime] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: int | None = None
    was_full: bool = True
    retry_after_s: float | None = None
    hint_s: float | None = None
    new_dates: Sequence[dt.datetime] = ()


def first_poll(
    url: str, site: str, kind: str, now: dt.datetime, found_in: str | None = None
) -> FeedRow:
    """A feed that nobody has polled yet: due at once."""
    return FeedRow(
        url=url,
        site=site,
        kind=kind,
        etag=None,
        last_modified=None,
        body_hash=None,
        is_validator_trusted=True,
        polls=0,
        polls_since_full=0,
        interval_s=FIRST,
        due_at=now,
        score=0.0,
        status="new",
        last_polled_at=None,
        last_new_at=None,
        items_per_day=None,
        overflows=0,
        hint_s=None,
        found_in=found_in,
    )


def is_due(feed: FeedRow, now: dt.datetime) -> bool:
    """Whether a feed is to be polled: its time has come, or was set by a clock that ran ahead."""
    if feed.last_polled_at is not None and feed.last_polled_at > now:
        return True
    longest = max(LONGEST * (1 + JITTER), back_off(feed.interval_s, feed.score))
    return not now < feed.due_at <= now + dt.timedelta(seconds=longest)


def wants_full(feed: FeedRow) -> bool:
    """Whether the next poll must not be conditional: now and then, and always where 304 lied."""
    return not feed.is_validator_trusted or feed.polls_since_full + 1 >= FULL_POLL_EVERY


def feed_after(feed: FeedRow, poll: Poll) -> FeedRow:
    """The feed as it stands after a poll."""
    weight = BY_NAME[poll.outcome].weight
    return _failed(feed, poll, weight) if weight else _answered(feed, poll)


def _failed(feed: FeedRow, poll: Poll, weight: float) -> FeedRow:
    score = feed.score + weight
    wait = max(back_off(feed.interval_s, score), min(poll.retry_after_s or 0.0, DAY))
    return feed._replace(
        polls=feed.polls + 1,
        score=score,
        status=poll.outcome,
        last_polled_at=poll.polled_at,
        due_at=poll.polled_at + dt.timedelta(seconds=wait),
    )


def _answered(feed: FeedRow, poll: Poll) -> FeedRow:
    rate = publish_rate(feed, poll)
    overflowed = is_overflow(feed, poll)
    changed = poll.outcome == "ok"
    hint = poll.hint_s if changed else feed.hint_s
    wait = max(interval(rate) / 2, SHORTEST) if overflowed else hinted(interval(rate), rate, hint)
    return feed._replace(
        etag=poll.etag if changed else feed.etag,
        last_modified=poll.last_modified if changed else feed.last_modified,
        body_hash=poll.body_hash if changed else feed.body_hash,
        is_validator_trusted=feed.is_validator_trusted and not is_lie(feed, poll),
        polls=feed.polls + 1,
        polls_since_full=0 if poll.was_full else feed.polls_since_full + 1,
        interval_s=wait,
        due_at=poll.polled_at + dt.timedelta(seconds=wait * jitter(feed.url, feed.polls)),
        score=0.0,
        status=poll.outcome,
        last_polled_at=poll.polled_at,
        last_new_at=poll.polled_at if poll.new or _is_ahead(feed, poll) else feed.last_new_at,
        items_per_day=rate,
        overflows=feed.overflows + overflowed,
        hint_s=hint,
    )


def _is_ahead(feed: FeedRow, poll: Poll) -> bool:
    """Whether the last news came by a clock that ran ahead."""
    return feed.last_new_at is not None and feed.last_new_at > poll.polled_at


def interval(items_per_day: float | None) -> float:
    """Seconds between polls at a rate of publishing; never less than 10 minutes, at most a day.

    >>> interval(96.0) / 60, interval(0.1) / 3600, interval(None) / 60
    (30.0, 24.0, 60.0)
    """
    if items_per_day is None:
        return FIRST
    return min(max(DAY * ITEMS_PER_POLL / max(items_per_day, 1e-9), SHORTEST), LONGEST)


def hinted(interval_s: float, items_per_day: float | None, hint_s: float | None) -> float:
    """The interval, no shorter than a feed asks for, up to an hour; its word alone without a rate.

    >>> hinted(600.0, 288.0, 1800.0), hinted(600.0, 288.0, DAY), hinted(FIRST, None, 6 * HOUR)
    (1800.0, 3600.0, 21600.0)
    """
    if hint_s is None:
        return interval_s
    if items_per_day is None:
        return min(max(hint_s, SHORTEST), LONGEST)
    return max(interval_s, min(hint_s, MOST_HINTED))


def back_off(interval_s: float, score: float) -> float:
    """Seconds until a failing feed is asked again: longer with every failure, a day, then a month.

    >>> [round(back_off(3600.0, score) / 3600) for score in (0.25, 2.0, 4.5, 8.0, 99.0)]
    [1, 2, 4, 96, 720]
    """
    if score < DEAD:
        return min(interval_s * max(1.0, score), DAY)
    return min(DAY * (score - DEAD + 1), RAREST)


def publish_rate(feed: FeedRow, poll: Poll) -> float | None:
    """Items a day: from the dates in the feed at first, then from what is new at each poll."""
    if feed.last_polled_at is None or feed.items_per_day is None:
        return rate_of(poll.dates) if poll.dates else feed.items_per_day
    days = max((poll.polled_at - feed.last_polled_at).total_seconds(), MINUTE) / DAY
    kept = math.exp(-days / MEMORY_DAYS)
    return kept * feed.items_per_day + (1 - kept) * poll.new / days


def rate_of(dates: Sequence[dt.datetime]) -> float | None:
    """Items a day in a list of dates; None for fewer than two.

    >>> day = dt.datetime(2026, 3, 2)
    >>> rate_of([day, day + dt.timedelta(days=1), day + dt.timedelta(days=2)])
    1.0
    """
    if len(dates) < 2:
        return None
    days = (max(dates) - min(dates)).total_seconds() / DAY
    return (len(dates) - 1) / max(days, HOUR / DAY)


def is_overflow(feed: FeedRow, poll: Poll) -> bool:
    """Whether items may have come and gone unseen: nothing was known since the last poll."""
    return feed.last_new_at is not None and poll.found == poll.new >= OVERFLOW_ITEMS


def is_lie(feed: FeedRow, poll: Poll) -> bool:
    """Whether a feed hides news behind its validators.

    Either they are those of the last poll although something is new; or the last poll was told that
    nothing had changed, and most of what is new was published an hour and more before.
    """
    if not (poll.new and feed.polls):
        return False
    same = (poll.etag, poll.last_modified) == (feed.etag, feed.last_modified)
    if same and (poll.etag or poll.last_modified):
        return True
    if feed.status != "not_modified" or feed.last_polled_at is None:
        return False
    hidden = sum(date < feed.last_polled_at - LATE for date in poll.new_dates)
    return 2 * hidden > poll.new


def jitter(url: str, polls: int) -> float:
    """A factor within 10 % of 1: the same for the same poll, so that a run can be repeated."""
    share = xxhash.xxh3_64_intdigest(f"{polls} {url}".encode()) / 2**64
    return 1 + JITTER * (2 * share - 1)


def next_try(attempts: int, retry_after_s: float | None = None) -> float | None:
    """Seconds until a URL that failed `attempts` times is tried again; None when that was enough.

    >>> [next_try(n) for n in (1, 2, 5)], next_try(1, 7200)
    ([600.0, 2400.0, None], 7200)
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    return max(RETRY_FIRST * 4.0 ** (attempts - 1), min(retry_after_s or 0, DAY))


def url_after(row: UrlRow, answer: Answer, moment: dt.datetime) -> UrlRow:
    """The URL as it stands after an answer that came at a moment.

    A page that is safe stays so whatever comes later.
    """
    state = BY_NAME[answer.outcome].state
    if row.state == "fetched" and state != "fetched":
        return row
    attempts = row.attempts + 1
    wait = next_try(attempts, answer.retry_after_s) if state == "pending" else None
    return row._replace(
        state="failed" if state == "pending" and wait is None else state,
        attempts=attempts,
        next_try_at=None if wait is None else moment + dt.timedelta(seconds=wait),
        note=None if state == "fetched" else answer.note or answer.outcome,
    )
