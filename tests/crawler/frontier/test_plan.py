"""Plans and answers: what a run will do, and what an answer says of itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.answer import Answer, retry_after
from crawler.frontier.opt_outs import opt_outs
from crawler.frontier.plan import Plan, make, source_of
from crawler.frontier.schedule import first_poll
from crawler.options import CrawlOptions
from crawler.sources.source import Feed, Source

NOW = dt.datetime(2026, 3, 2, 9, 42)
LATER = NOW + dt.timedelta(hours=1)
LEDGER = Source(
    "ledger",
    "ledger.example",
    "https://ledger.example/",
    (Feed("https://ledger.example/rss", "feed"),),
)
POST = Source("post", "post.example", "https://post.example/")
KNOWN = (
    first_poll("https://ledger.example/rss", "ledger.example", "feed", LATER),
    first_poll("https://post.example/atom", "post.example", "feed", NOW),
    first_poll("https://gone.example/rss", "gone.example", "feed", NOW),
)


def planned(*targets: str, everything: bool = False) -> Plan:
    options = CrawlOptions(targets=targets, everything=everything)
    return make((LEDGER, POST), KNOWN, options, NOW)


def feeds(plan: Plan) -> list[str]:
    return [due.feed.url for due in plan.feeds]


def test_only_what_is_due_and_still_listed() -> None:
    assert feeds(planned()) == ["https://post.example/atom"]


def test_everything_makes_everything_due() -> None:
    assert feeds(planned(everything=True)) == [
        "https://ledger.example/rss",
        "https://post.example/atom",
    ]


@pytest.mark.parametrize(
    "target",
    [
        "ledger",
        "ledger.example",
        "www.ledger.example",
        "https://ledger.example",
        "https://ledger.example/rss",
    ],
)
def test_a_source_by_any_of_its_names_is_due_at_once(target: str) -> None:
    plan = planned(target)

    assert (feeds(plan), plan.sources, plan.is_partial) == (
        ["https://ledger.example/rss"],
        (LEDGER,),
        True,
    )


def test_an_article_is_fetched_itself() -> None:
    plan = planned("https://ledger.example/2026/storm", "https://else.example/a?id=1")

    assert plan.feeds == ()
    assert [(source.name, url) for source, url in plan.addresses] == [
        ("ledger", "https://ledger.example/2026/storm"),
        ("else.example", "https://else.example/a?id=1"),
    ]


def test_a_site_that_is_in_no_file_shows_its_front_page() -> None:
    (due,) = planned("else.example").feeds

    assert (due.is_home, due.feed.url, due.source.site) == (
        True,
        "https://else.example/",
        "else.example",
    )


def test_whose_url_it_is() -> None:
    assert source_of("post.example", (LEDGER, POST)) is POST
    assert source_of("sports.post.example", (LEDGER, POST)) is POST
    assert source_of("else.example", (LEDGER, POST)).name == "else.example"


@pytest.mark.parametrize(
    ("headers", "body", "says"),
    [
        ((("X-Robots-Tag", "noindex, NoArchive"),), b"", "noarchive"),
        ((("X-Robots-Tag", "noindex"), ("X-Robots-Tag", "noarchive")), b"", "noarchive"),
        ((("X-Robots-Tag", "googlebot: noarchive"),), b"", None),
        ((("X-Robots-Tag", "wirecopy: noarchive"),), b"", "noarchive"),
        ((("X-Robots-Tag", "max-snippet: 50, noarchive"),), b"", "noarchive"),
        ((), b'<meta name="robots" content="max-snippet:-1, noarchive">', "noarchive"),
        ((), b"<META CONTENT='NOARCHIVE' NAME='robots'>", "noarchive"),
        ((("TDM-Reservation", "1"),), b"", "tdm-reservation"),
        ((), b'<meta name="tdm-reservation" content="1">', "tdm-reservation"),
        ((), b'<meta name="robots" content="index, follow">', None),
        ((("tdm-reservation", "0"),), b"<p>noarchive</p>", None),
    ],
)
def test_opt_outs(headers: tuple[tuple[str, str], ...], body: bytes, says: str | None) -> None:
    assert opt_outs(Answer("", "", "ok", 200, body, headers)) == says


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 02 Mar 2026 10:42:00 GMT", 3600.0),
        ("Mon, 02 Mar 2026 10:42:00 -0100", 7200.0),
        ("Monday, 02-Mar-26 10:42:00 GMT", 3600.0),
        ("Mon, 02 Mar 2020 10:42:00 GMT", 0.0),
        ("99999999999999999999", 999999999999.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Mar 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text())
def test_no_retry_after_raises(value: str) -> None:
    wait = retry_after(value, NOW)

    assert wait is None or wait >= 0


@pytest.mark.parametrize(
    ("stated", "media", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ('Text/HTML;CHARSET="ISO-8859-2"', "text/html", "ISO-8859-2"),
        ("application/xhtml+xml", "application/xhtml+xml", None),
        (None, "text/html", None),
    ],
)
def test_what_a_server_claims(stated: str | None, media: str, charset: str | None) -> None:
    headers = (("Content-Type", stated),) if stated else ()
    answer = Answer("https://a.example/", "https://a.example/", "ok", 200, b"", headers)

    assert (answer.content_type, answer.charset) == (media, charset)
    assert (answer.page().content_type, answer.page().charset) == (media, charset)
