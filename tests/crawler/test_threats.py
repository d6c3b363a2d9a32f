"""What hostile sites try, each against a real crawl; tests elsewhere have the other threats.

Private addresses by literal and redirect: test_netguard, test_crawl (hostile hosts). Certificates:
test_tls. Calendars: test_sections. Deep HTML, charsets: extract. Formulas: test_output.
"""

import csv
import gzip
import io
import itertools
import re
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd
from twisted.internet.address import IPv4Address

from crawler.options import CrawlOptions
from crawler.policies.netguard import Guard, GuardedResolver
from crawler.settings import settings
from storage.records import now
from storage.store import Store
from tests.console import HANGS, wirecopy
from tests.crawler.crawling import command, crawl, rows, source, sources
from tests.crawler.policies.test_politeness import only
from tests.miniweb.web import Headers, Host, MiniWeb, Reply, article, outlet, rss, serving

OUTCOMES = (
    "SELECT outcome, count(*) FROM internal.fetches WHERE kind = 'page' GROUP BY 1 ORDER BY 1"
)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


def feed_of(*links: str, title: str = "t", head: str = "") -> bytes:
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link in links)
    return f"<?xml version='1.0'?>{head}<rss><channel>{items}</channel></rss>".encode()


def with_feed(feed: bytes, **more: Any) -> Host:
    """An outlet with a feed of its own."""
    reply = Reply(feed, content_type="application/rss+xml", **more)
    return only("/feed", lambda _: reply)


def test_not_modified_where_nobody_asked_whether(store: Path) -> None:
    """304 to a plain GET brings nothing: neither page nor feed counts as fetched."""
    mute = Reply(status=304)
    hosts = {
        "news1.example": only("/2026/11/story-number-2", lambda _: mute),
        "news2.example": only("/feed", lambda _: mute),
    }
    with serving(hosts) as web:
        sources(store, source("news1") + source("news2"))
        done = crawl(store, web.resolve)

    assert (done.exit_code, done.report["pages"]) == (3, 4)
    assert "news2: 0 feeds" in done.report["failures"][0]
    waiting = "SELECT attempts, note FROM internal.urls WHERE state = 'pending'"
    assert rows(store, waiting) == [(1, "HTTP 304, though nobody asked whether it had changed")]


# Private addresses and schemes --------------------------------------------------------------------

INWARD = [
    "http://127.0.0.1:{port}/in", "http://localhost:{port}/in", "http://0.0.0.0:{port}/in",
    "http://2130706433:{port}/in", "http://0x7f.1:{port}/in", "http://127.1:{port}/in",
    "http://[::1]:{port}/in", "http://[::ffff:127.0.0.1]:{port}/in",
    "http://public.example@127.0.0.1:{port}/in", "//127.0.0.1:{port}/in",
    "file:///etc/hostname", "ftp://127.0.0.1/in", "data:text/html,in", "gopher://127.0.0.1/in",
]  # fmt: skip


def test_no_redirect_leads_inward(store: Path) -> None:
    """Nor to another scheme; the hosts are the source's own, so that nothing else stops it."""

    def inward(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path.startswith("/r/"):
            to = INWARD[int(path[3:])].format(port=web.port)
            return Reply(status=302, headers=(("Location", to),))
        if path == "/feed":
            return Reply(feed_of(*(f"http://{name}/r/{n}" for n in range(len(INWARD)))))
        return outlet(web, name, path, headers)

    hosts = ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f.1", "127.1", "::1"]
    with serving({"inward.example": inward}) as web:
        sources(store, source("inward", more=f"hosts = {hosts}"))
        crawl(store, web.resolve)
        hits = list(web.hits)

    assert {hit.host for hit in hits} == {"inward.example"}
    found = dict(rows(store, OUTCOMES))
    assert sum(found.values()) == len(INWARD)
    assert found.keys() <= {"private_address", "redirects", "offsite"}
    assert found["private_address"] >= 8


class Answers:
    """A resolver that gives another answer each time, as a rebinding name server does."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.nameResolver = self

    def resolveHostName(self, receiver: Any, host: str, *_: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, 0))
        receiver.resolutionComplete()


class Receiver:
    """Whoever connects to what it is told."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


def test_a_name_that_is_bound_anew() -> None:
    """Each connection asks the guard, which hands on the very addresses to connect to."""
    answers = Answers(("8.8.8.8",), ("127.0.0.1",), ("169.254.169.254", "8.8.4.4", "10.0.0.1"))
    resolver = GuardedResolver(answers, Guard({}))
    seen = []
    for _ in range(3):
        receiver = Receiver()
        resolver.resolveHostName(receiver, "rebinding.example", 80, None, "TCP")
        seen.append(receiver.addresses)

    assert seen == [["8.8.8.8"], [], ["8.8.4.4"]]


# Sizes and times ----------------------------------------------------------------------------------

SPACES = b" " * (64 << 20)
PACKED = {
    "gzip": gzip.compress(SPACES, 9),
    "deflate": zlib.compress(SPACES, 9),
    "br": brotli.compress(SPACES, quality=5),
    "zstd": zstd.compress(SPACES),
    "gzip, gzip": gzip.compress(gzip.compress(SPACES, 9), 9),
}


def test_bombs_of_every_packing(store: Path) -> None:
    """As page, feed and sitemap; none is kept, and memory stays what it was."""

    def bomb(packing: str) -> Host:
        def host(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
            if path == "/robots.txt":
                return Reply(status=404)
            if path == "/feed" and packing != "gzip, gzip":
                return Reply(rss(name, 3))
            return Reply(PACKED[packing], headers=(("Content-Encoding", packing),))

        return host

    def packed_files(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path.endswith(".gz"):
            return Reply(gzip.compress(b"<urlset>" + SPACES, 9), content_type="application/gzip")
        return outlet(web, name, path, headers)

    hosts = {f"bomb{n}.example": bomb(packing) for n, packing in enumerate(PACKED)}
    maps = 'sitemaps = ["http://files.example/map.xml.gz"]'
    with serving({**hosts, "files.example": packed_files}) as web:
        names = "".join(source(host.partition(".")[0]) for host in hosts)
        sources(store, names + source("files", more=maps))
        crawled = crawl(store, web.resolve)

    assert crawled.report["pages"] == 5, "those of files.example"
    assert crawled.report["peak_mib"] < 250
    outcomes = dict(rows(store, OUTCOMES))
    assert outcomes == {"ok": 5, "too_large": 3 * (len(PACKED) - 1)}
    bad = "SELECT site, status FROM internal.feeds WHERE status <> 'ok' ORDER BY site"
    assert rows(store, bad) == [("bomb4.example", "too_large"), ("files.example", "too_large")]


def test_more_than_memory_at_once(store: Path) -> None:
    """Each within its limit, all together not: the biggest are cut off, and tried again later."""

    def heavy(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if not path.startswith("/2026/"):
            return outlet(web, name, path, headers)
        pieces = itertools.chain(itertools.repeat(bytes(1 << 16), 76), iter(web_waits, None))
        return Reply(pieces)

    over = threading.Event()

    def web_waits() -> bytes:
        """Neither more nor an end, so that all of them are in memory at a time."""
        return b"" if over.wait(0.1) else b"x"

    names = [f"heavy{n}" for n in range(6)]
    with serving({f"{name}.example": heavy for name in names}) as web:
        sources(store, "".join(map(source, [*names, "news1", "news2"])))
        crawled = crawl(store, web.resolve, timeout=5)
        over.set()

    assert crawled.report["peak_mib"] < 200
    assert len(web.articles("news1.example")) == len(web.articles("news2.example")) == 5
    outcomes = dict(rows(store, OUTCOMES))
    assert (outcomes.pop("ok"), outcomes["crowded"] >= 20) == (10, True)
    assert outcomes.keys() <= {"crowded", "timeout", "breaker"}
    states = rows(
        store, "SELECT site LIKE 'heavy%', state, count(*) FROM internal.urls GROUP BY ALL"
    )
    assert sorted(states) == [(False, "fetched", 10), (True, "pending", 30)]


@contextmanager
def endless_headers(pause: float) -> Iterator[int]:
    """A server whose header never ends; its port."""
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for n in itertools.count():
                if over.is_set():
                    return
                connection.sendall(b"X-%d: %s\r\n" % (n, b"x" * 8000))
                time.sleep(pause)

    def listen(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=listen, args=(server,), daemon=True).start()
        yield int(server.getsockname()[1])
        over.set()


@pytest.mark.parametrize("pause", [0.0, 0.2], ids=["as fast as it can", "drop by drop"])
def test_a_header_without_end(store: Path, pause: float) -> None:
    with endless_headers(pause) as port:
        sources(store, source("heady"))
        crawled = crawl(store, {"*.example": ("127.0.0.1", port)}, timeout=2)

    assert crawled.exit_code == 4
    told = "header of more than 256 KiB" if not pause else "no whole answer in time"
    assert told in crawled.report["failures"][0]
    assert crawled.report["peak_mib"] < 250


def test_time_is_up_for_who_drips(store: Path) -> None:
    """A body that trickles in and an answer that never comes: both end at the time limit."""
    with serving() as web:
        web.published = 1
        sources(store, source("slow") + source("dripping"))
        crawl(store, web.resolve, timeout=2)

    assert rows(store, OUTCOMES) == [("timeout", 2)]
    assert rows(store, "SELECT DISTINCT state FROM internal.urls") == [("pending",)]


def test_a_page_that_sends_readers_elsewhere(store: Path) -> None:
    """Meta refresh and Refresh header are not followed: the page is what it is."""
    elsewhere = "http://elsewhere.example/"
    page = f'<meta http-equiv="refresh" content="0;url={elsewhere}">'.encode()
    refreshing = only("/2026/", lambda _: Reply(page, headers=(("Refresh", f"0;url={elsewhere}"),)))
    with serving({"refreshing.example": refreshing}) as web:
        sources(store, source("refreshing"))
        crawled = crawl(store, web.resolve)

    assert (crawled.report["pages"], web.paths("elsewhere.example")) == (5, [])


DASHES = "/" + "-" * 1_900 + "/x"


def test_an_address_that_patterns_stumble_over(store: Path) -> None:
    """As a link of a section and as the target of a redirect: neither holds anybody up."""

    def winding(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path == "/2026/r":
            return Reply(status=302, headers=(("Location", DASHES),))
        if path == "/section":
            parts = "".join(f"/part{n}" for n in range(200))
            return Reply(f"<html><a href='{DASHES}'>x</a><a href='/{parts}'>y</a>".encode())
        if path == "/feed":
            return Reply(feed_of(f"http://{name}/2026/r"))
        return Reply(article(name, 1)) if path == DASHES else outlet(web, name, path, headers)

    more = 'sections = ["http://winding.example/section"]'
    with serving({"winding.example": winding}) as web:
        sources(store, source("winding", more=more) + source("news1"))
        crawled = crawl(store, web.resolve, max_time=HANGS)

    assert len(web.articles("news1.example")) == 5
    assert (crawled.exit_code, crawled.report["pages"]) == (0, 6)


# XML ----------------------------------------------------------------------------------------------


def test_entities_of_a_feed(store: Path) -> None:
    """Neither laughs nor files nor other servers: entities are not expanded."""
    secret = store.parent / "secret"
    secret.write_text("FOUND-OUT")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file://{secret}">'
        '<!ENTITY u SYSTEM "http://xxe.example/x"><!ENTITY % p SYSTEM "http://xxe.example/p"> %p;]>'
    )
    link = "http://laughing.example/2026/11/story-number-1"
    feed = feed_of(link, title="a&l9;b&f;c&u;d", head=entities)
    with serving({"laughing.example": with_feed(feed)}) as web:
        sources(store, source("laughing"))
        crawled = crawl(store, web.resolve)

    assert web.paths("xxe.example") == []
    assert crawled.report["peak_mib"] < 250
    titles = [title or "" for (title,) in rows(store, "SELECT title FROM internal.discoveries")]
    assert all("FOUND-OUT" not in title and len(title) < 1000 for title in titles)


# What is told to sites ----------------------------------------------------------------------------


def test_nothing_is_told_to_sites(store: Path) -> None:
    """No cookie goes back, no page is named as referrer, no password of a link is used or kept."""

    def nosy(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path == "/feed":
            links = [f"http://me:secret@{name}/s/{n}" for n in range(3)]
            reply = Reply(feed_of(*links))
        elif path.startswith("/s/"):
            reply = Reply(status=302, headers=(("Location", f"/2026/11/story-number-{path[3:]}"),))
        else:
            reply = outlet(web, name, path, headers)
        policy = ("Referrer-Policy", "unsafe-url")
        return reply._replace(headers=(*reply.headers, ("Set-Cookie", "id=7; Path=/"), policy))

    with serving({"nosy.example": nosy}) as web:
        sources(store, source("nosy"))
        crawled = crawl(store, web.resolve)
        told = {name.lower() for hit in web.hits for name in hit.headers}

    assert crawled.report["pages"] == 3
    assert told.isdisjoint({"cookie", "referer", "authorization", "proxy-authorization"})
    for table, column in (("urls", "url"), ("urls", "url_key"), ("fetches", "url")):
        kept = rows(store, f"SELECT count(*) FROM internal.{table} WHERE {column} LIKE '%secret%'")
        assert kept == [(0,)], (table, column)


def listening(pid: int) -> set[str]:
    """The ports on which a process listens, as the kernel knows them."""
    sockets = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            sockets |= set(re.findall(r"socket:\[(\d+)\]", str(descriptor.readlink())))
    lines = []
    for table in ("tcp", "tcp6"):
        lines += Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    fields = [line.split() for line in lines]
    return {field[1] for field in fields if field[3] == "0A" and field[9] in sockets}


def test_nobody_can_talk_to_a_crawl(store: Path) -> None:
    """No telnet console and no remote control: a run listens on no port."""
    with serving() as web:
        web.pause = 2.0
        sources(store, source("news1"))
        running = subprocess.Popen(
            command(store, web.resolve, 1, {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while running.poll() is None and not web.articles("news1.example"):
            time.sleep(0.05)
        ports = listening(running.pid)
        assert running.wait(timeout=HANGS) == 0

    assert ports == set()


# What is kept -------------------------------------------------------------------------------------

TITLES = [
    "'; DROP TABLE internal.urls; --",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
    "<script>alert(1)</script>",
    "\x1b[31mred\u202etxt",
]  # fmt: skip


def test_titles_are_only_text(store: Path) -> None:
    """In the store as they came (control characters aside); harmless where they come out."""

    def quoting(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if not path.startswith("/2026/"):
            return outlet(web, name, path, headers)
        number = int(path.removeprefix("/2026/11/story-number-").partition("?")[0])
        title = TITLES[number].replace("<", "&lt;").encode()
        return Reply(article(name, number).replace(b"Story %d" % number, title + b"\0"))

    with serving({"quoting.example": quoting}) as web:
        web.published = len(TITLES)
        sources(store, source("quoting"))
        crawl(store, web.resolve)
    assert wirecopy("group", "--store", store).returncode == 0

    out = wirecopy(
        "sql", "SELECT title FROM articles ORDER BY url", "--store", store, "--format", "csv"
    )
    _, *titles = [row[0] for row in csv.reader(io.StringIO(out.stdout))]
    assert (titles[0], titles[1], titles[2]) == (TITLES[0], f"'{TITLES[1]}", TITLES[2])
    table = wirecopy("sql", "SELECT title FROM articles", "--store", store).stdout
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", table)


NAMES = re.compile(
    r"(wirecopy\.lock|sources\.toml|news\.duckdb|snapshots/news-[\d.TZ]+\.duckdb"
    r"|writer/(news|index)\.duckdb(\.wal)?|writer/tmp|raw/wirecopy-\d{8}T\d{6}-\d{4}\.warc\.gz)"
)


def test_no_file_is_named_by_a_site(store: Path) -> None:
    """Every file has a name of ours, and none is a pickle of Scrapy's."""
    paths = ("/2026/../../../etc/x", "/2026/%2e%2e%2fx", "/2026/a%00b", "/2026/" + "long" * 200)
    links = [f"http://naming.example{path}" for path in paths]
    disposition = (("Content-Disposition", 'attachment; filename="../../x"'),)

    def naming(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path == "/feed":
            return Reply(feed_of(*links))
        if path == "/robots.txt":
            return Reply(status=404)
        return Reply(article(name, 1), headers=disposition)

    with serving({"naming.example": naming}) as web:
        sources(store, source("naming"))
        crawled = crawl(store, web.resolve)

    assert crawled.report["pages"] >= 3
    files = [path for path in store.rglob("*") if not path.is_dir()]
    odd = [f for f in files if not NAMES.fullmatch(f.relative_to(store).as_posix())]
    assert odd == []
    assert "JOBDIR" not in settings(CrawlOptions())


# robots.txt ---------------------------------------------------------------------------------------


def test_a_huge_robots(store: Path) -> None:
    """The first 512 KiB count; without end, it holds the site, and the articles are not lost."""
    rules = b"User-agent: *\nDisallow: /2026/11/story-number-3\n" + b"# filler\n" * 100_000
    huge = only("/robots.txt", lambda _: Reply(rules))
    endless = only("/robots.txt", lambda _: Reply(itertools.repeat(b"Disallow: /x\n" * 5000)))
    with serving({"huge.example": huge, "endlessly.example": endless}) as web:
        sources(store, source("huge") + source("endlessly"))
        crawled = crawl(store, web.resolve)

    assert len(web.articles("huge.example")) == 4
    assert web.paths("endlessly.example") == []
    assert crawled.report["peak_mib"] < 250
    held = "SELECT status FROM internal.feeds WHERE site = 'endlessly.example'"
    assert rows(store, held) == [("robots_unavailable",)]


@pytest.mark.parametrize(("hours", "pages"), [(23, 5), (25, 0)])
def test_a_robots_that_is_gone_is_remembered_for_a_day(store: Path, hours: int, pages: int) -> None:
    """RFC 9309, 2.4: the last good copy is used for 24 hours; after that its site is held."""
    with serving() as web:
        sources(store, source("unavailable"))
        with Store.open(store) as opened:
            opened.rows(
                "INSERT INTO internal.robots SELECT 'http://unavailable.example',"
                " $now::TIMESTAMP - to_hours($hours), 200, 'User-agent: *'",
                {"now": now(), "hours": hours},
            )
        crawled = crawl(store, web.resolve)

    assert crawled.report["pages"] == pages
