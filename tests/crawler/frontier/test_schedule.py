"""Laws of the schedule: when a feed is polled next, whatever it brought."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.interval import stated_interval
from crawler.frontier.outcomes import OUTCOMES
from crawler.frontier.schedule import (
    DAY,
    HOUR,
    LONGEST,
    RAREST,
    SHORTEST,
    Poll,
    back_off,
    feed_after,
    first_poll,
    interval,
    jitter,
    next_try,
    wants_full,
)

NOW = dt.datetime(2026, 3, 2, 9, 42)
FEED = first_poll("https://news.example/rss", "news.example", "feed", NOW)
FAILURES = [outcome.name for outcome in OUTCOMES if outcome.weight]
POLLS = st.builds(
    Poll,
    outcome=st.sampled_from([outcome.name for outcome in OUTCOMES]),
    polled_at=st.just(NOW),
    found=st.integers(0, 100),
    new=st.integers(0, 100),
    dates=st.lists(st.datetimes(dt.datetime(2025, 1, 1), NOW), max_size=4),
    etag=st.sampled_from((None, '"a"', '"b"')),
    was_full=st.booleans(),
    retry_after_s=st.none() | st.floats(0, 1e9),
    hint_s=st.none() | st.floats(0, 1e9),
)


@given(st.lists(POLLS, max_size=30))
def test_the_next_poll_is_in_the_future_and_not_never(polls: list[Poll]) -> None:
    feed, moment = FEED, NOW
    for poll in polls:
        moment += dt.timedelta(minutes=30)
        feed = feed_after(feed, poll._replace(polled_at=moment))
        wait = (feed.due_at - moment).total_seconds()
        assert SHORTEST * 0.9 <= wait <= RAREST
        assert SHORTEST <= feed.interval_s <= LONGEST
        assert feed.score >= 0
        assert feed.items_per_day is None or feed.items_per_day >= 0


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_who_publishes_more_is_asked_no_less_often(rate: float, other: float) -> None:
    assert (interval(max(rate, other))) <= interval(min(rate, other))


@given(st.floats(SHORTEST, LONGEST), st.floats(0, 100), st.floats(0, 100))
def test_who_fails_more_is_asked_no_more_often(wait: float, score: float, more: float) -> None:
    assert back_off(wait, score) <= back_off(wait, score + more) <= RAREST
    assert back_off(wait, score) >= wait


@given(st.text(), st.integers(0, 10**6))
def test_jitter_is_within_ten_percent(url: str, polls: int) -> None:
    assert 0.9 <= jitter(url, polls) <= 1.1


def test_jitter_is_the_same_in_another_process() -> None:
    assert [round(jitter(FEED.url, polls), 4) for polls in (0, 3)] == [1.0231, 0.9491]


@given(st.sampled_from(FAILURES), st.integers(1, 40))
def test_a_success_forgives_every_failure(outcome: str, times: int) -> None:
    feed = FEED
    for _ in range(times):
        feed = feed_after(feed, Poll(outcome, NOW))
    assert feed.score > 0
    assert feed.status == outcome
    assert feed_after(feed, Poll("not_modified", NOW)).score == 0


def test_an_interval_follows_the_dates_in_the_feed() -> None:
    """Two items wanted a poll: 48 a day are asked for every hour."""
    dates = [NOW - dt.timedelta(minutes=30 * n) for n in range(10)]
    feed = feed_after(FEED, Poll("ok", NOW, found=10, new=10, dates=dates))

    assert feed.items_per_day == 48.0
    assert feed.interval_s == HOUR


def test_polling_often_does_not_make_a_feed_look_slow() -> None:
    feed = feed_after(
        FEED, Poll("ok", NOW, found=9, new=9, dates=[NOW, NOW - dt.timedelta(hours=1)])
    )
    for n in range(1, 60):
        feed = feed_after(feed, Poll("not_modified", NOW + dt.timedelta(seconds=n)))

    assert feed.items_per_day is not None
    assert feed.items_per_day > 12  # of 24


def test_a_feed_in_which_nothing_was_known_has_overflowed() -> None:
    feed = feed_after(FEED, Poll("ok", NOW, found=20, new=20))
    assert feed.overflows == 0  # the first poll knows nothing

    later = NOW + dt.timedelta(hours=1)
    full = feed_after(feed, Poll("ok", later, found=20, new=20))
    assert (full.overflows, full.interval_s) == (1, max(interval(full.items_per_day) / 2, SHORTEST))
    assert feed_after(feed, Poll("ok", later, found=20, new=19)).overflows == 0


def test_validators_that_lie_are_trusted_no_more() -> None:
    feed = feed_after(FEED, Poll("ok", NOW, found=3, new=3, etag='"a"'))
    honest = feed_after(feed, Poll("ok", NOW, found=3, new=1, etag='"b"'))
    liar = feed_after(feed, Poll("ok", NOW, found=3, new=1, etag='"a"'))

    assert honest.is_validator_trusted
    assert not liar.is_validator_trusted
    assert wants_full(liar)


def test_a_304_that_hid_news_is_a_lie() -> None:
    """Found out by the full poll: what is new was published long before the feed was unchanged."""
    hour = dt.timedelta(hours=1)
    feed = feed_after(FEED, Poll("ok", NOW, found=3, new=3, etag='"a"'))
    feed = feed_after(feed, Poll("not_modified", NOW + 8 * hour, etag='"a"', was_full=False))
    full = Poll("ok", NOW + 9 * hour, found=5, new=2, etag='"b"')

    hidden = feed_after(feed, full._replace(new_dates=[NOW + 2 * hour, NOW + 3 * hour]))
    assert not hidden.is_validator_trusted
    late = feed_after(feed, full._replace(new_dates=[NOW + 2 * hour, NOW + 8.5 * hour]))
    assert late.is_validator_trusted
    assert feed_after(feed, full).is_validator_trusted


def test_a_feed_may_ask_for_less_but_not_for_much_less() -> None:
    dates = [NOW - dt.timedelta(minutes=4 * n) for n in range(20)]
    busy = Poll("ok", NOW, found=10, new=10, dates=dates)

    assert feed_after(FEED, busy).interval_s == SHORTEST
    asked = feed_after(FEED, busy._replace(hint_s=1800.0))
    assert asked.interval_s == 1800.0
    assert feed_after(asked, Poll("not_modified", NOW)).hint_s == 1800.0
    assert feed_after(FEED, busy._replace(hint_s=DAY)).interval_s == HOUR
    overflow = busy._replace(hint_s=DAY, polled_at=NOW + dt.timedelta(hours=1))
    assert feed_after(asked, overflow).interval_s == SHORTEST


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b"<rss><channel><ttl>60</ttl></channel></rss>", 3600.0),
        (b"<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", DAY),
        (b"<updatePeriod>DAILY</updatePeriod><updateFrequency>24</updateFrequency>", HOUR),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><updateFrequency>0</updateFrequency>", HOUR),
        (b"<channel><item><ttl>60</ttl></item></channel>", None),
        (b"<sy:updatePeriod>often</sy:updatePeriod>", None),
        (b"<ttl>soon</ttl>", None),
        (b"<ttl>0</ttl>", None),
        (b"\x1f\x8b", None),
    ],
)
def test_what_a_feed_asks_for(body: bytes, seconds: float | None) -> None:
    assert stated_interval(body) == seconds


@given(st.lists(st.sampled_from(FAILURES), min_size=1, max_size=200))
def test_no_failure_ever_ends_the_polling(outcomes: list[str]) -> None:
    """However often it fails, a feed has a next poll within a month."""
    feed = FEED
    for outcome in outcomes:
        feed = feed_after(feed, Poll(outcome, NOW))

    assert dt.timedelta(0) < feed.due_at - NOW <= dt.timedelta(seconds=RAREST)


def test_every_eighth_poll_is_full() -> None:
    feed = feed_after(FEED, Poll("ok", NOW, etag='"a"'))
    fulls = []
    for _ in range(16):
        fulls.append(wants_full(feed))
        feed = feed_after(feed, Poll("not_modified", NOW, was_full=fulls[-1]))

    assert [n for n, full in enumerate(fulls, 1) if full] == [8, 16]


def test_a_server_that_says_when_is_believed_up_to_a_day() -> None:
    busy = feed_after(FEED, Poll("busy", NOW, retry_after_s=7200))
    endless = feed_after(FEED, Poll("busy", NOW, retry_after_s=1e9))

    assert (busy.due_at - NOW).total_seconds() == 7200
    assert (endless.due_at - NOW).total_seconds() == DAY


def test_a_url_is_given_up_after_five_attempts() -> None:
    waits = [next_try(attempts) for attempts in range(1, 6)]

    assert waits[-1] is None
    assert waits[:-1] == sorted(wait for wait in waits if wait is not None)
