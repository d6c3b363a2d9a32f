"""wirecopy sources: what a site offers is found, checked and written, as a person would run it."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.answer import Answer
from crawler.discovery import announced, sitemap
from crawler.discovery import feed as feeds
from crawler.discovery.announced import WELL_KNOWN
from crawler.fetch import probe
from crawler.options import CrawlOptions
from crawler.source_check import FeedCheck, check_sources
from crawler.sources.parse import load
from crawler.sources.source import Feed, Source, ad_hoc
from crawler.survey import as_source, survey_site
from storage.records import now
from tests.console import wirecopy
from tests.miniweb.web import Headers, MiniWeb, Reply, news_sitemap, rss, serving
from tests.wirecopy.inside import process as inside

OFFER = (
    '<!doctype html><meta property="og:site_name" content="The \\"Ledger\\"\x1b[31m">'
    '<link rel="alternate" type="application/rss+xml" href="/main">'
    '<link rel="alternate" type="application/atom+xml" href="/same-as-main">'
    '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
    '<link rel="alternate" type="application/rss+xml" href="/nothing-in-it">'
    '<link rel="alternate" type="application/rss+xml" href="/no-feed">'
    '<a href="/2026/03/a-storm-comes">A storm comes</a>'
).replace('\\"', "&quot;")
ROBOTS = "User-agent: *\nDisallow: /secret\n"
FIELDS = ("status", "items", "validators")


def site(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """A site on loopback that announces much, some of it wrong."""
    here = f"http://{headers['Host']}"
    index = f"<sitemapindex><sitemap><loc>{here}/news-1.xml</loc></sitemap></sitemapindex>"
    replies = {
        "/": Reply(OFFER.encode()),
        "/robots.txt": Reply(
            f"User-agent: *\nDisallow: /secret\nSitemap: {here}/index.xml".encode()
        ),
        "/main": Reply(rss("paper.example", 3), headers=(("ETag", '"1"'),)),
        "/same-as-main": Reply(rss("paper.example", 3)),
        "/nothing-in-it": Reply(b"<rss><channel></channel></rss>"),
        "/no-feed": Reply(b"<!doctype html><p>Sorry"),
        "/index.xml": Reply(index.encode()),
        "/news-1.xml": Reply(news_sitemap("paper.example", 5)),
        "/rss.xml": Reply(rss("paper.example", 2)),
        "/old": Reply(
            b"<rss><channel><item><title>x</title><link>/2020/01/x</link>"
            b"<pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate></item></channel></rss>"
        ),
        "/shy/": Reply(b"<!doctype html><p>Welcome"),
    }
    return replies.get(path, Reply(b"no", status=404))


@pytest.fixture(name="home", scope="module")
def _home() -> Iterator[str]:
    with serving({"127.0.0.1": site}) as web:
        yield f"http://127.0.0.1:{web.port}/"


class Asking:
    """Answers from a table instead of the network; nothing else is there."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self._bodies = bodies

    async def ask(self, url: str, source: Source, *, is_page: bool = False) -> Answer:
        body = self._bodies.get(url)
        return Answer(url, url, "gone", 404) if body is None else Answer(url, url, "ok", 200, body)

    def sitemaps(self, url: str) -> list[str]:
        return [f"{url}index.xml"]


ODD = "https://paper.example/"
INDEX = (
    "<sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>"
)
BODIES = {
    ODD: OFFER.encode(),
    f"{ODD}main": b"<rss><channel><!-- odd --></channel></rss>",
    f"{ODD}same-as-main": rss("paper.example", 3),
    f"{ODD}index.xml": INDEX.format(f"{ODD}news-1.xml", f"{ODD}news-2.xml").encode(),
    f"{ODD}news-1.xml": b"<urlset><!-- odd --></urlset>",
    f"{ODD}news-2.xml": news_sitemap("paper.example", 5),
}


def failing(function: Any, word: bytes) -> Any:
    """A function that fails on bodies in which a word stands."""

    def failing(body: bytes, *arguments: Any) -> Any:
        if word in body:
            raise LookupError("odd")
        return function(body, *arguments)

    return failing


def test_a_fault_costs_one_answer_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The rest of a survey, and of a check, is done; each fault is told."""
    source = Source("paper", "paper.example", ODD)
    for function in (feeds, sitemap):
        monkeypatch.setattr(function, "entries", failing(function.entries, b"odd"))
    found = asyncio.run(survey_site(Asking(BODIES), source))
    listed = source._replace(feeds=(Feed(f"{ODD}main", "feed"), Feed(f"{ODD}same-as-main", "feed")))
    checked = asyncio.run(check_sources(Asking(BODIES), [listed], now()))

    taken = [f"{ODD}same-as-main", f"{ODD}news-2.xml", f"{ODD}index.xml"]
    assert [each.url for each in found.offers] == taken
    assert [(each.status, each.items) for each in checked] == [("failed_here", 0), ("ok", 3)]
    assert (checked[0].remedy or "").startswith("LookupError: odd; a fault of wirecopy's own")
    told = [record.getMessage() for record in caplog.records]
    main = f"paper: a fault of wirecopy's own on {ODD}main: LookupError: odd"
    assert told == [main, main.replace("main", "news-1.xml"), main]

    monkeypatch.setattr(sitemap, "children", failing(sitemap.children, b"index"))
    found = asyncio.run(survey_site(Asking(BODIES), source))
    assert [each.url for each in found.offers] == [f"{ODD}same-as-main", f"{ODD}index.xml"]

    monkeypatch.setattr(announced, "feeds", failing(announced.feeds, b"<"))
    found = asyncio.run(survey_site(Asking(BODIES), source))
    assert (found.offers, found.trouble) == ((), "LookupError: odd")


@pytest.mark.parametrize(("statuses", "code"), [(["failed_here", "ok"], 70), (["gone", "ok"], 3)])
def test_how_a_check_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statuses: list[str], code: int
) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(f'[[source]]\nname = "paper"\nfeeds = ["{ODD}main"]\n')
    found = [FeedCheck("paper", ODD, "feed", each, 200, 0, None, "", None) for each in statuses]
    monkeypatch.setattr("crawler.fetch.probe", lambda *_: found)

    assert inside("sources", "check", "--sources", file).returncode == code


def run(*arguments: str | Path, cwd: Path) -> Any:
    return wirecopy("sources", *arguments, "--allow-private", "127.0.0.1", cwd=cwd)


def test_what_a_site_offers_is_added_once(home: str, tmp_path: Path) -> None:
    """Announced twice: one feed; an index: its news sitemap; the rest is left out, and said."""
    done = run("add", home, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stderr.count("left out: ") == 3
    assert "taken: feed (link tag), 3 items, newest 2026-" in done.stderr
    (added,) = load(tmp_path / "news" / "sources.toml")
    assert added.name == 'The "Ledger"[31m'
    assert added.feeds == (Feed(f"{home}main", "feed"), Feed(f"{home}news-1.xml", "sitemap"))

    again = run("add", home, cwd=tmp_path)
    assert again.returncode == 2
    assert "has 127.0.0.1 already" in again.stderr


@pytest.mark.parametrize(
    ("path", "feeds"),
    [
        ("main", [("main", "feed")]),
        ("index.xml", [("index.xml", "sitemap")]),
        ("shy/", [("rss.xml", "feed"), ("news-1.xml", "sitemap")]),
    ],
)
def test_any_address_of_a_site_will_do(home: str, path: str, feeds: list[tuple[str, str]]) -> None:
    """A feed itself, a sitemap itself, and a page that announces nothing: usual addresses."""
    options = CrawlOptions(allow_private=["127.0.0.1"])
    here = ad_hoc(home + path)._replace(delay=0)
    found = as_source(probe(partial(survey_site, source=here), options), "A", "2026-03-02")

    assert found.feeds == tuple(Feed(home + name, kind) for name, kind in feeds)


def test_a_site_that_offers_nothing_has_its_front_page_read() -> None:
    def nothing(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        return Reply(b"<!doctype html><p>Welcome") if path == "/" else Reply(status=404)

    with serving({"nothing.example": nothing}) as web:
        here = ad_hoc("http://nothing.example/")._replace(delay=0)
        survey = probe(partial(survey_site, source=here), CrawlOptions(resolve=web.resolve))
        asked = web.paths("nothing.example")

    assert as_source(survey, None, "2026-03-02").feeds == (
        Feed("http://nothing.example/", "section"),
    )
    assert asked == ["/", *WELL_KNOWN]


def test_what_cannot_be_added_is_said(home: str, tmp_path: Path) -> None:
    for target, code, told in (
        (f"{home}none", 4, "HTTP 404"),
        (f"{home}secret", 4, "robots.txt of"),
        ("no-such-name", 2, "wirecopy sources list --packaged"),
        ("http://127.0.0.2:9/", 4, "not a public address"),
    ):
        done = run("add", target, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert told in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "news").exists()


def test_a_packaged_outlet_needs_no_network(tmp_path: Path) -> None:
    dry = wirecopy("sources", "add", "NPR", "--dry-run", cwd=tmp_path)
    assert not (tmp_path / "news").exists()
    done = wirecopy("sources", "add", "npr.org", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "news" / "sources.toml").read_text() == dry.stdout
    assert 'verified = "unverified"' in (tmp_path / "news" / "sources.toml").read_text()
    listed = wirecopy("sources", "list", "--format", "json", cwd=tmp_path)
    assert [row["site"] for row in json.loads(listed.stdout)] == ["npr.org"]
    packaged = wirecopy("sources", "list", "--packaged", "--format", "jsonl", cwd=tmp_path)
    assert len(packaged.stdout.splitlines()) >= 40


def test_check_says_how_everything_answers(home: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    paths = ("main", "nothing-in-it", "no-feed", "old", "secret", "gone")
    feeds = ", ".join(f'"{home}{path}"' for path in paths)
    file.write_text(
        f'[[source]]\nname = "all"\nhome = "{home}"\ndelay = 0\nfeeds = [{feeds}]\n'
        f'sitemaps = ["{home}index.xml"]\nsections = ["{home}"]\nverified = "unverified"\n'
        f'[[source]]\nname = "bare"\nhome = "{home}"\ndelay = 0\nverified = "unverified"\n'
    )
    done = run("check", "--sources", file, "--json", "--mark", cwd=tmp_path)

    assert done.returncode == 3, done.stderr
    rows = json.loads(done.stdout)
    assert [tuple(row[field] for field in FIELDS) for row in rows] == [
        ("ok", 3, "ETag"),
        ("empty", 0, ""),
        ("not_a_feed", 0, ""),
        ("stale", 1, ""),
        ("robots", 0, ""),
        ("gone", 0, ""),
        ("ok", 5, ""),
        ("ok", 1, ""),
        ("ok", 2, ""),
    ]
    assert [row["remedy"] is None for row in rows] == [row["status"] == "ok" for row in rows]
    assert not any("\n" in (row["remedy"] or "") for row in rows)
    assert "HTTP 404; look for its new address: wirecopy sources add" in rows[5]["remedy"]
    assert "looks like html; look for the feed" in rows[2]["remedy"]
    assert "6 of 9 answered" in done.stderr
    assert [each.verified == "unverified" for each in load(file)] == [True, False]


def test_check_ends_by_what_failed(home: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    block = '[[source]]\nname = "{0}"\nfeeds = ["{1}{0}"]\ndelay = 0\n'
    file.write_text("".join(block.format(path, home) for path in ("main", "gone")))

    codes = [
        run("check", *names, "--sources", file, cwd=tmp_path).returncode
        for names in (("main",), ("gone",), ("127.0.0.1",), ("nobody",))
    ]
    assert codes == [0, 4, 3, 2]
    assert run("check", cwd=tmp_path).returncode == 66
