"""wirecopy health: what needs a person is said, and nothing else."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.plan import url_row
from crawler.frontier.schedule import first_poll
from crawler.sources.source import Source
from storage import runs
from storage.frontier import Frontier
from storage.pages import Pages
from storage.reader import open_newest
from storage.records import DiscoveryRow, FeedEventRow, FeedRow, FetchRow, now
from storage.state import Published
from storage.store import Store
from tests.console import clean_environment, wirecopy
from tests.storage.sample_records import article
from wirecopy.upkeep.health import CHECKS, Finding, Situation, findings

NOW = now().replace(microsecond=0)
HOUR = dt.timedelta(hours=1)
URL = "https://ledger.example/rss"
GOOD = first_poll(URL, "ledger.example", "feed", NOW)._replace(
    polls=40, status="ok", last_polled_at=NOW, last_new_at=NOW - HOUR, items_per_day=24.0
)


def events(*outcomes: tuple[str, int, int], note: str | None = None) -> list[FeedEventRow]:
    """Polls of the feed, an hour apart: outcome, found, new."""
    return [
        FeedEventRow(n, URL, NOW - HOUR * (len(outcomes) - n), outcome, 200, found, new, note)
        for n, (outcome, found, new) in enumerate(outcomes)
    ]


def fill(
    store: Store, feed: FeedRow = GOOD, polls: list[FeedEventRow] | None = None, age: int = 0
) -> None:
    """A feed with polls, an article every hour until `age` hours ago, and a run that ended well."""
    frontier = Frontier(store)
    with frontier.batch():
        frontier.save_feeds([feed])
        frontier.add_events(polls or events(("ok", 20, 2), ("not_modified", 0, 0)))
        frontier.add_discoveries(
            [
                DiscoveryRow(n, URL, "feed", None, NOW - HOUR * (age + n), NOW - HOUR * (age + n))
                for n in range(1, 25)
            ]
        )
    store.insert("articles", [article(24, site="reprints.example")])  # one that the feed has named
    with runs.run(store, "crawl", "0", "x"):
        pass


def pages(store: Store, statuses: list[int]) -> None:
    Pages(store).add(
        [
            FetchRow(
                n, 1, n, f"{URL}/{n}", f"{URL}/{n}", "ledger.example", "page", NOW, status, "ok",
                "text/html", 1, "x", None, None, None,
            )
            for n, status in enumerate(statuses)
        ]
    )  # fmt: skip


def led(store: Store, *ends: str, asked: str = f"{URL}/sign-in-at-the-port-") -> None:
    """Pages that were asked for, and where they ended."""
    pages = [
        FetchRow(
            n, 1, n, f"{asked}{n}", end or f"{asked}{n}",
            "ledger.example", "page", NOW, 200, "ok", "text/html", 1, "x", None, None, None,
        )
        for n, end in enumerate(ends)
    ]  # fmt: skip
    Pages(store).add(pages)


def bodies(store: Store, *statuses: str) -> None:
    store.insert(
        "articles",
        [
            article(n, body_status=status, first_seen_at=NOW, site="ledger.example")
            for n, status in enumerate(statuses)
        ],
    )


def alone(*states: str, **feed: Any) -> Callable[[Store], None]:
    """A feed of which no article has come: its URLs are in these states."""

    def make(store: Store) -> None:
        fill(store, GOOD._replace(**feed), events(("connection", 0, 0), note="refused"))
        store.rows("DELETE FROM internal.articles")
        urls = [url_row(f"{URL}/{n}", "ledger.example", n, NOW) for n in range(1, 1 + len(states))]
        given = zip(urls, states, strict=True)
        rows = [row._replace(state=each, attempts=int(each != "pending")) for row, each in given]
        with Frontier(store).batch():
            Frontier(store).save_urls(rows)

    return make


def late(days: int) -> FeedRow:
    return GOOD._replace(last_new_at=NOW - dt.timedelta(days=days))


def then(*parts: Callable[[Store], None]) -> Callable[[Store], None]:
    """A good store, and what is wrong with it."""

    def make(store: Store) -> None:
        for part in (fill, *parts):
            part(store)

    return make


def run_ended(code: int, note: str | None = None) -> Callable[[Store], None]:
    return lambda s: runs.finish(s, runs.begin(s, "crawl", "0", "x"), code, note=note)


def killed(store: Store) -> None:
    runs.begin(store, "crawl", "0", "x")


DNS = events(("dns", 0, 0), note="no name")
FULL = [("ok", 20, 20)] * 4 + [("ok", 20, 3)] * 4
CASES: dict[str, tuple[Callable[[Store], None], tuple[str, ...]]] = {
    "all is well": (fill, ()),
    "fails now and then": (lambda s: fill(s, GOOD._replace(score=2.0, status="timeout")), ()),
    "fails for long": (
        lambda s: fill(s, GOOD._replace(score=5.0, status="dns"), DNS),
        (f"! {URL}: fails, again and again (no name)",),
    ),
    "html in its place": (
        lambda s: fill(s, GOOD._replace(score=1.0, status="not_a_feed")),
        (f"! {URL}: something else in the place of a feed",),
    ),
    "html once": (lambda s: fill(s, GOOD._replace(score=0.5, status="not_a_feed")), ()),
    "valid but empty": (
        lambda s: fill(s, GOOD, events(("ok", 20, 1), *[("ok", 0, 0)] * 3)),
        (f"! {URL}: a feed without entries",),
    ),
    "empty once": (lambda s: fill(s, GOOD, events(("ok", 20, 1), ("ok", 0, 0))), ()),
    "silent": (
        lambda s: fill(s, late(4), age=96),
        (f"! {URL}: nothing new for far longer than usual (something every 1 h)",),
    ),
    "silent for two days": (lambda s: fill(s, late(2), age=48), ()),
    "silent for a month": (lambda s: fill(s, late(30)._replace(items_per_day=1e-6), age=720),
        (f"! {URL}: nothing new",)),
    "overflowing": (
        lambda s: fill(s, GOOD, events(*FULL)),
        (f"! {URL}: more new articles than it holds",),
    ),
    "full once": (lambda s: fill(s, GOOD, events(*FULL[2:])), ()),
    "never polled": (
        lambda s: fill(s, first_poll(URL, "ledger.example", "feed", NOW)),
        (f"! {URL}: listed but never polled",),
    ),
    "an ephemeral sitemap is gone": (
        then(lambda s: s.insert("feeds",
                [GOOD._replace(url="https://ledger.example/2025.xml", kind="sitemap", score=9.0,
                               status="gone")]
            )),
        (),
    ),
    "no feed ever answered": (
        alone(score=0.25, status="connection", polls=1),
        ("! ledger.example: has never given an article (refused)",),
    ),
    "feeds answer, pages do not": (
        alone("failed", "gone"),
        ("! ledger.example: has never given an article",),
    ),
    "pages are still to be fetched": (alone("failed", "pending"), ()),
    "no article, and the feed has an alarm": (
        alone(score=5.0, status="connection"),
        (f"! {URL}: fails, again and again",),
    ),
    "validators lie": (
        lambda s: fill(s, GOOD._replace(is_validator_trusted=False)),
        (f"- {URL}: its ETag or Last-Modified hid news",),
    ),
    "refused": (
        then(lambda s: pages(s, [403] * 4 + [200] * 6)),
        ("! ledger.example: refuses 40% of 10 pages in a week (mostly HTTP 403)",),
    ),
    "refused now and then": (then(lambda s: pages(s, [403] * 3 + [200] * 7)), ()),
    "refused, few pages": (then(lambda s: pages(s, [403] * 9)), ()),
    "pages that lead to a log-in": (
        then(lambda s: led(s, *["https://id.ledger.example/login?to=x"] * 4, *[""] * 6)),
        ("! ledger.example: 40% of 10 pages in a week lead to a log-in",),
    ),
    "pages that lead to a consent page": (
        then(lambda s: led(s, *["https://consent.group.example/collect"] * 4, *[""] * 6)),
        ("! ledger.example: 40% of 10 pages in a week lead to a page that asks for consent",),
    ),
    "pages that lead there now and then": (
        then(lambda s: led(s, *["https://consent.group.example/collect"] * 3, *[""] * 7)),
        (),
    ),
    "more to a consent page than to a log-in": (
        then(lambda s: led(
            s, *["https://consent.group.example/collect"] * 4,
            *["https://id.ledger.example/login?to=x"] * 3, *[""] * 3,
        )),
        ("! ledger.example: 40% of 10 pages in a week lead to a page that asks for consent",),
    ),
    "pages that lead to other articles": (
        then(lambda s: led(s, *["https://ledger.example/2026/cookies-are-baked"] * 9, "")),
        (),
    ),
    "pages that lead to one page on cookies": (
        then(lambda s: led(s, *["https://ledger.example/cookies/?to=x"] * 4, *[""] * 6)),
        ("! ledger.example: 40% of 10 pages in a week lead to a page that asks for consent",),
    ),
    "pages that lead into a section on cookies": (
        then(lambda s: led(s, *(f"https://ledger.example/cookies/oats-{n}" for n in range(10)))),
        (),
    ),
    "pages of such a section that have moved": (
        then(
            lambda s: led(
                s, *["https://ledger.example/cookies/"] * 9, "", asked="http://ledger.example/cookies/"
            )
        ),
        (),
    ),
    "a consent wall": (
        then(lambda s: bodies(s, *["not_an_article"] * 6, *["full"] * 4)),
        ("! ledger.example: 60% of 10 pages in a week hold no article",),
    ),
    "a paywall": (
        then(lambda s: bodies(s, *["paywalled"] * 6, *["full"] * 4)),
        ("- ledger.example: 60% of 10 articles in a week are behind a paywall",),
    ),
    "pages that failed": (
        then(lambda s: bodies(s, "failed")),
        ("extraction failed on 1 page",),
    ),
    "killed": (
        then(killed),
        ("! run 2: was killed",),
    ),
    "a bug": (
        then(run_ended(70, "KeyError")),
        ("! run 2: ended by a fault of wirecopy's own (KeyError)",),
    ),
    "some sources failed": (
        then(run_ended(3)),
        (),
    ),
}  # fmt: skip


def looked_at(path: Path, free: int = 10**12, at: dt.datetime = NOW) -> list[Finding]:
    sources = [Source("ledger", "ledger.example")]
    with open_newest(path) as reader:
        return findings(Situation(reader, sources, str(path), free, 10**9, at))


@pytest.mark.parametrize("case", CASES)
def test_what_is_found(case: str, tmp_path: Path) -> None:
    fill_store, expected = CASES[case]
    with Store.open(tmp_path / "news") as store:
        fill_store(store)
    lines = [finding.line() for finding in looked_at(tmp_path / "news")]

    assert len(lines) == len(expected), lines
    assert all(part in line for part, line in zip(expected, lines, strict=True)), lines


def test_cron_disk_snapshot_and_sources(tmp_path: Path) -> None:
    """What lies outside the tables: time, room, a snapshot that lags, a source never crawled."""
    with Store.open(tmp_path / "news") as store:
        fill(store)
        store.state.set_published(Published(store.state.changes - 1, NOW - 2 * HOUR))
    later = NOW + dt.timedelta(hours=25)
    with open_newest(tmp_path / "news") as reader:
        listed = [
            Source("ledger", "ledger.example", tls="insecure"),
            Source("post", "post.example"),
        ]
        found = findings(Situation(reader, listed, "news", 10, 10**9, later))

    assert [finding.line().partition(";")[0].partition(" (since")[0] for finding in found] == [
        "! news: 0 MB are free, less than 1,000 MB",
        "! run 1: the last crawl is more than a day old",
        "! news/news.duckdb: readers do not see what was found last",
        "! post: in sources.toml, but never crawled",
        '- ledger: certificates are NOT verified (tls = "insecure")',
    ]


def test_the_command_line(tmp_path: Path) -> None:
    """Exit code 0 when nothing needs a person, 1 when something does; JSON for programs."""
    store = tmp_path / "news"
    with Store.open(store) as opened:
        fill(opened, GOOD._replace(is_validator_trusted=False))
    good = wirecopy("health", "--store", store)
    with Store.open(store) as opened:
        fill(opened, GOOD._replace(score=6.0, url="https://ledger.example/\x1b[31mrss"))
        beside = wirecopy("health", "--store", store)  # a run holds the lock: the snapshot is read
    bad = wirecopy("health", "--store", store, "--json")

    assert (good.returncode, good.stdout[0], beside.returncode) == (0, "-", 0)
    assert bad.returncode == 1
    (first, *_) = json.loads(bad.stdout)
    assert first["needs_person"] is True
    assert first.keys() == set(Finding._fields)
    assert "\x1b" not in wirecopy("health", "--store", store).stdout


def test_that_all_is_well_is_said_on_a_terminal(tmp_path: Path) -> None:
    """Nothing elsewhere: cron mails what is printed."""
    with Store.open(tmp_path / "news"):
        pass
    asked = [sys.executable, "-m", "wirecopy", "health", "--store", str(tmp_path / "news")]
    ours, theirs = os.openpty()

    subprocess.run(asked, stdout=theirs, env=clean_environment(), check=True)
    os.close(theirs)

    assert os.read(ours, 100) == b"0 feeds, all well\r\n"
    os.close(ours)
    assert wirecopy("health", "--store", tmp_path / "news").stdout == ""


def test_no_store(tmp_path: Path) -> None:
    assert wirecopy("health", "--store", tmp_path / "none").returncode == 66


def test_every_check_has_a_line() -> None:
    assert all(check.__doc__ for check in CHECKS)
