"""wirecopy sources: what a site offers is found, checked and written, as a person would run it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.announced import WELL_KNOWN
from crawler.fetch import probe
from crawler.options import CrawlOptions
from crawler.sources.parse import load
from crawler.sources.source import Feed, ad_hoc
from crawler.survey import as_source, survey_site
from tests.console import wirecopy
from tests.miniweb.web import Headers, MiniWeb, Reply, news_sitemap, rss, serving

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
    assert added.name == 'The "Ledger" [31m'
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
