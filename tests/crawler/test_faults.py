"""Whatever one answer does to our code costs that answer alone: the innocent are served."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.console import HANGS, clean_environment, wirecopy
from tests.crawler.crawling import COMMAND, crawl, rows, source, sources
from tests.miniweb.web import (
    RESERVATIONS,
    Headers,
    Host,
    MiniWeb,
    Reply,
    article,
    outlet,
    rss,
    serving,
)
from wirecopy.logs import FAULTS

ODD_STATUS = 99_999_999_999
HALF = "\\ud800"


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


def answering(path: str, reply: Reply) -> Host:
    """An ordinary outlet but for what begins with a path."""

    def host(web: MiniWeb, name: str, asked: str, headers: Headers) -> Reply:
        if asked.startswith(path):
            return reply
        if asked == "/robots.txt":
            return Reply(status=404)
        if asked == "/feed":
            return Reply(rss(name, 5), content_type="application/rss+xml")
        return Reply(article(name, 1)) if asked.startswith("/2026/") else Reply(status=404)

    return host


def moving(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
    """An ordinary outlet of five stories, one of which has moved."""
    if path.startswith("/2026/11/story-number-0"):
        moved = (("Location", "/2026/11/where-it-has-gone-to"),)
        return Reply(status=301, headers=moved)
    return answering("/nowhere", Reply())(web, name, path, headers)


def json_feed(*items: str) -> Reply:
    """A JSON Feed of items that are written out."""
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{", ".join(items)}]}}'
    return Reply(text.encode(), content_type="application/feed+json")


def item(title: str, url: str = "/2026/11/odd-story-one") -> str:
    return f'{{"url": "{url}", "title": "{title}", "date_published": "2026-11-01T00:00:00Z"}}'


def rss_item(title: str, link: str = "http://odd.example/2026/11/odd-story-one") -> Reply:
    text = f"<rss><channel><item><title>{title}</title><link>{link}</link></item></channel></rss>"
    return Reply(text.encode(), content_type="application/rss+xml")


LONG = (("ETag", f'"{"e" * 5_000}"'), ("Last-Modified", "x" * 5_000), ("X-Odd", "\x01\xff"))
# What is answered instead of the usual, and how many pages come of the source all the same.
ODD: dict[str, tuple[str, Reply, int]] = {
    "status of a feed": ("/feed", Reply(rss("odd.example", 5), status=ODD_STATUS), 0),
    "status of pages": ("/2026/", Reply(status=ODD_STATUS), 0),
    "status of robots.txt": ("/robots.txt", Reply(status=ODD_STATUS), 0),
    "status of a reservation": (RESERVATIONS, Reply(status=ODD_STATUS), 5),
    "status below zero": ("/2026/11/story-number-0", Reply(status=-5), 4),
    "half a character in a title": ("/feed", json_feed(item(HALF), item("b", "/2026/11/b")), 2),
    "half a character in an address": (
        "/feed",
        json_feed(item("a", f"/2026/{HALF}"), item("b")),
        1,
    ),
    "half a character in RSS": ("/feed", rss_item("&#xDFFF;a"), 1),
    "half a character in an address of RSS": (
        "/feed",
        rss_item("a", "http://odd.example/&#xDFFF;"),
        0,
    ),
    "NUL in JSON": ("/feed", json_feed(item("a\\u0000b"), item("a", "/2026/\\u0000b")), 1),
    "nested titles": (
        "/feed",
        json_feed(f'{{"url": {"[" * 900}{"]" * 900}, "title": "t"}}', item("b")),
        1,
    ),
    "numbers": (
        "/feed",
        json_feed(f'{{"url": 1e999, "title": {"9" * 4_000}, "x": NaN}}', item("b")),
        1,
    ),
    "years": ("/feed", json_feed(item("a").replace("2026-11-01T", "0001-01-01T")), 1),
    "long validators": ("/feed", Reply(rss("odd.example", 5), headers=LONG), 5),
    "a long redirect": (
        "/2026/",
        Reply(status=302, headers=(("Location", f"/{'x' * 100_000}"),)),
        0,
    ),
    "an odd redirect": ("/2026/", Reply(status=302, headers=(("Location", "http://[x/"),)), 0),
    "an odd port": ("/2026/", Reply(status=302, headers=(("Location", "http://a:99999/"),)), 0),
    "a delay that is no number": (
        "/robots.txt",
        Reply(b"User-agent: *\nCrawl-delay: nan\nRequest-rate: 9/" + b"0" * 400),
        5,
    ),
    "nested reservations": (
        RESERVATIONS,
        Reply(f'[{{"location": {"[" * 900}{"]" * 900}, "tdm-reservation": 1}}]'.encode()),
        5,
    ),
    "media type": ("/2026/", Reply(article("odd.example", 1), content_type="x" * 5_000), 0),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_values_are_no_fault(store: Path, name: str) -> None:
    """Each is judged, not stumbled over, and what else the source has is taken."""
    path, reply, pages = ODD[name]
    with serving({"odd.example": answering(path, reply)}) as web:
        sources(store, source("odd") + source("news1"))
        crawled = crawl(store, web.resolve, timeout=2)

    assert "fault" not in crawled.log
    assert len(web.articles("news1.example")) == 5
    assert crawled.report["pages"] == 5 + pages, crawled.report
    assert crawled.exit_code in (0, 3)


# Where code of ours fails although it should not: what is put in its place.
FAILURES = {
    "a feed": "import crawler.frontier.finder as it; it.feeds.entries = fail(it.feeds.entries, 1)",
    "a page": "import crawler.frontier.desk as it; it.opt_outs = fail(it.opt_outs, 'url')",
    "a look at a page": "import crawler.spiders.news as it; it.sniff = fail(it.sniff, 0)",
    "packing": "import crawler.frontier.ledger as it; it.pack = fail(it.pack, 'url')",
    "robots.txt": "import crawler.policies.robots as it; "
    "it.RobotsMiddleware._remark = fail(it.RobotsMiddleware._remark, 1)",
    "a reservation": "import crawler.policies.reservations as it; "
    "it.RobotsRow = fail(it.RobotsRow, 0)",
    "a row": "import crawler.frontier.desk as it; it.DiscoveryRow = fail(it.DiscoveryRow, 1)",
}
FAILING = """
def fail(function, at):
    def failing(*arguments, **named):
        said = getattr(arguments[0], at) if isinstance(at, str) else arguments[at]
        if b"odd" in (said if isinstance(said, bytes) else str(said).encode()):
            raise LookupError("half a \\ud800 thing")
        return function(*arguments, **named)
    return failing
"""

KEPT = """
SELECT site, count(DISTINCT article_id) FROM internal.fetches
WHERE kind = 'page' AND warc_file IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def failing_run(
    store: Path, web: MiniWeb, code: str, *arguments: str, log: str = "json"
) -> "subprocess.CompletedProcess[str]":
    """A whole run of the command line in which code of ours fails; what it tells is JSON lines."""
    command = [sys.executable, "-c", FAILING + code + COMMAND]
    return subprocess.run(
        [*command, "crawl", *arguments, "--store", str(store), "--log", log, str(web.port)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
        env=clean_environment(),
    )


def events_of(done: "subprocess.CompletedProcess[str]", event: str) -> list[dict[str, Any]]:
    """Those of one kind that a run has told."""
    return [each for each in map(json.loads, done.stderr.splitlines()) if each["event"] == event]


@pytest.mark.parametrize("name", FAILURES)
def test_a_fault_costs_one_source_alone(store: Path, name: str) -> None:
    """Told in one line, with a trace for programs; counted, named by health; the rest is done."""
    with serving({"odd.example": moving}) as web:
        sources(store, source("odd") + source("news1"))
        done = failing_run(store, web, FAILURES[name])
        n_kept = dict(rows(store, KEPT)).get("odd.example", 0)
        rows(store, "UPDATE internal.urls SET next_try_at = first_seen_at WHERE state = 'pending'")
        again = crawl(store, web.resolve, 2, everything=True)

    faults = events_of(done, "fault")
    assert done.returncode == 70, done.stderr
    assert faults, done.stderr
    assert all("LookupError: half a ? thing" in event["note"] for event in faults)
    assert all("Traceback" in event["trace"] for event in faults)
    kept = (store / FAULTS).read_text("utf-8")
    assert all(f"{event['message']}\nTraceback" in kept for event in faults)
    assert kept.count("\nTraceback") == len(faults)
    assert {event["source"] for event in faults} == {"odd"}
    (told,) = [each for each in events_of(done, "source") if each["source"] == "odd"]
    assert (told["fetched"], told["failed"], n_kept) == (0, True, 0), "nothing is taken unjudged"
    found = wirecopy("sql", "SELECT count(*) FROM articles WHERE site = 'news1.example'",
                     "--store", store, "--format", "csv")  # fmt: skip
    assert found.stdout.split() == ["count_star()", "5"]
    assert again.exit_code == 0
    assert rows(store, KEPT) == [("news1.example", 5), ("odd.example", 5)], "nothing was lost"


def test_health_names_the_source(store: Path) -> None:
    """And -v shows the trace below its line."""
    with serving({"odd.example": answering("/nowhere", Reply())}) as web:
        sources(store, source("odd") + source("news1"))
        done = failing_run(store, web, FAILURES["a feed"], "-v", log="text")
    health = wirecopy("health", "--store", store)

    assert "odd: a fault of wirecopy's own on http://odd.example/feed: LookupE" in done.stderr
    assert "\nTraceback (most recent call last):\n  File" in done.stderr
    assert health.returncode == 1
    told = [line for line in health.stdout.splitlines() if "wirecopy failed" in line]
    assert len(told) == 1
    assert told[0].startswith(
        "! odd: wirecopy failed on 1 answer: http://odd.example/feed (LookupE"
    )


def test_a_fault_on_a_guess_makes_no_feed(store: Path) -> None:
    """What robots.txt calls a sitemap, and what a page calls a feed: polled only when it is one."""

    def guessed(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path == "/robots.txt":
            return Reply(b"Sitemap: http://shy.example/map.xml\n")
        if path == "/map.xml":
            return Reply(b"<urlset><!-- odd --></urlset>", content_type="text/xml")
        return outlet(web, name, path, headers)

    with serving({"shy.example": guessed}) as web:
        sources(store, '[[source]]\nname = "shy"\nhome = "http://shy.example/"\ndelay = 0\n')
        done = failing_run(store, web, FAILURES["a look at a page"])

    assert done.returncode == 70, done.stderr
    assert [event["url"] for event in events_of(done, "fault")] == ["http://shy.example/map.xml"]
    assert rows(store, "SELECT url FROM internal.feeds") == [("http://shy.example/feed",)]
    assert rows(store, "SELECT DISTINCT feed_url FROM internal.feed_events") == [
        ("http://shy.example/feed",)
    ]
    assert rows(store, KEPT) == [("shy.example", 5)]
    failed = "SELECT url FROM internal.fetches WHERE outcome = 'failed_here'"
    assert rows(store, failed) == [("http://shy.example/map.xml",)], "it is on record"


# Where a disk is full: when rows are written after an answer, and while one is looked at.
FULL = """
import crawler.frontier.ledger as it
it.FIRST_COMMIT = 1
def full(*_):
    raise OSError(28, "No space left on device", "raw")
"""
FULL_AT = {
    "writing": "it.Ledger.flush = full",
    "looking": "import crawler.frontier.desk as desk; desk.schedule.feed_after = full",
}


@pytest.mark.parametrize("when", FULL_AT)
def test_a_full_disk_is_no_fault(store: Path, when: str) -> None:
    """Also where a feed is asked for as an article, which has two answers handled in turn."""
    with serving({"odd.example": answering("/nowhere", Reply())}) as web:
        sources(store, source("news1"))
        done = failing_run(store, web, FULL + FULL_AT[when], "http://odd.example/feed")

    assert done.returncode == 74, done.stderr
    assert events_of(done, "fault") == []
    (end,) = events_of(done, "end")
    assert "No space left on device" in end["message"]


# Fuzz ---------------------------------------------------------------------------------------------

BYTES = [
    b"\0", b"\xff", b"\xfe\xff", b"&#xDFFF;", b"&#0;", b"\\ud800", b"\\u0000", b"<", b"<![CDATA[",
    b"]]>", b"%", b"{", b"[" * 2_000, b"\"", b"9" * 5_000, b"NaN", b"1e999", b"-1", b"\r\n\r\n",
    b"-" * 2_000,
    b"http://[", b"http://a:99999/", b"http://\xc2\xad/", b"//", b"javascript:", b"\xf0\x9f\x98",
    b"%00", b"*", b"$",
    b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"Mon, 99 Foo 99999",
]  # fmt: skip


def mutated(rng: random.Random, body: bytes) -> bytes:
    """Some places of a body replaced, doubled, cut out, or the rest cut off."""
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(body) + 1)
        end = min(len(body), start + rng.choice((0, 0, 1, 4, 40)))
        new = rng.choice((rng.choice(BYTES), rng.randbytes(3), body[start:end] * 3, b""))
        body = body[:start] + new + (b"" if rng.random() < 0.03 else body[end:])
    return body


def seeds(name: str) -> dict[str, Reply]:
    """An answer of each kind, by its path."""
    address = f"http://{name}/2026/11/story-number-"
    urls = "".join(
        f"<url><loc>{address}{n}</loc><lastmod>2026-11-01</lastmod></url>" for n in range(3)
    )
    index = f"<sitemapindex><sitemap><loc>http://{name}/map0</loc></sitemap></sitemapindex>"
    listed = json_feed(*(item(f"t{n}", f"{address}{n}") for n in range(3)))
    linked = (
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-11-01T10:00:00Z",'
        ' "author": [{"name": "Ann Ode"}], "wordCount": 12, "isAccessibleForFree": true}'
    )
    page = article(name, 1).replace(
        b"</head>", f'<script type="application/ld+json">{linked}</script></head>'.encode()
    )
    links = "".join(f'<a href="/2026/11/story-number-{n}">Story {n}</a>' for n in range(3))
    robots = b"User-agent: *\nCrawl-delay: 0\nDisallow: /x*$\nRequest-rate: 1/1s\nSitemap: /map\n"
    return {
        "/feed": Reply(rss(name, 3), content_type="application/rss+xml"),
        "/json": listed,
        "/map": Reply(f"<urlset>{urls}</urlset>".encode(), content_type="text/xml"),
        "/index": Reply(index.encode(), content_type="text/xml"),
        "/section": Reply(f"<html><body>{links}</body></html>".encode()),
        "/robots.txt": Reply(robots, content_type="text/plain"),
        RESERVATIONS: Reply(b'[{"location": "/x/*", "tdm-reservation": 1}]'),
        "/2026/": Reply(page),
    }


FIELDS = ("ETag", "Last-Modified", "Retry-After", "Location", "X-Robots-Tag", "Content-Encoding",
          "Refresh", "Set-Cookie", "tdm-reservation", "Content-Language")  # fmt: skip


def fuzzing(seed: int, served: "count[int]") -> Callable[[MiniWeb, str, str, Headers], Reply]:
    """A host that answers everything mutated, by its name and what is asked."""

    def host(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        next(served)
        rng = random.Random(f"{seed} {name} {path}")
        kinds = seeds(name)
        kind = next((each for each in kinds if path.startswith(each)), "/2026/")
        reply = kinds[kind]
        if rng.random() < (0.1 if kind in ("/robots.txt", RESERVATIONS) else 0.9):
            reply = reply._replace(body=mutated(rng, bytes(reply.body)))  # type: ignore[arg-type]
        if rng.random() < 0.15:
            odd = mutated(rng, rng.choice((b"5", b"/x", b'"e"', b"noarchive", b"gzip")))
            value = odd.decode("latin-1").replace("\r", " ").replace("\n", " ")[:3_000]
            reply = reply._replace(headers=((rng.choice(FIELDS), value),))
        if rng.random() < 0.1:
            kind_of = mutated(rng, b"text/html; charset=utf-8").decode("latin-1")
            reply = reply._replace(content_type=" ".join(kind_of.split())[:3_000])
        if rng.random() < 0.05 and kind not in ("/robots.txt", RESERVATIONS):
            reply = reply._replace(status=rng.choice((ODD_STATUS, 1000, 204, 304, 302, 599)))
        return reply

    return host


@pytest.mark.parametrize(
    "answers", [150, pytest.param(10_000, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_mutated_answers(store: Path, answers: int) -> None:
    """Whatever comes, the run ends in order, and the innocent have their articles."""
    served = count()
    for seed in count():
        hosts: dict[str, Any] = {f"f{n}.example": fuzzing(seed, served) for n in range(24)}
        with serving(hosts) as web:
            blocks = "".join(
                source(
                    f"f{n}",
                    more=f'sitemaps = ["http://f{n}.example/map", "http://f{n}.example/index"]\n'
                    f'sections = ["http://f{n}.example/section", "http://f{n}.example/s"]\n',
                ).replace("/feed", "/json" if n % 2 else "/feed")
                for n in range(24)
            )
            path = store / str(seed)
            sources(path, blocks + source("news1"))
            done = failing_run(path, web, "")
        assert done.returncode in (0, 3), done.stderr[-3000:]
        assert '"event": "fault"' not in done.stderr, done.stderr[-3000:]
        found = rows(path, "SELECT count(*) FROM internal.articles WHERE site = 'news1.example'")
        assert found == [(5,)], seed
        if next(served) >= answers:
            break
