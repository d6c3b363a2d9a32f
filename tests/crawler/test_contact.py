"""Who is asked learns who asks, if anybody has said so; and nobody stands in between."""

from pathlib import Path

import pytest

from tests.crawler.crawling import crawl, run, source, sources
from tests.miniweb.web import MiniWeb, serving, unused_port

OWN = 'contact = "https://example.org/bot"\n'


def agents(web: MiniWeb) -> set[str]:
    """The user agents of all requests since the last time, without the version."""
    found = {hit.headers["User-Agent"].partition("/")[2].partition(" ")[2] for hit in web.hits}
    assert all(hit.headers["User-Agent"].startswith("wirecopy/") for hit in web.hits)
    web.hits.clear()
    return found


def test_who_asks(tmp_path: Path) -> None:
    """Said nowhere: one warning that says where to, and no address; the option comes first."""
    store = tmp_path / "news"
    with serving() as web:
        sources(store, source("news1"))
        silent = run(web, "crawl", "--store", store)
        assert agents(web) == {""}
        sources(store, OWN + source("news1"))
        named = run(web, "crawl", "--store", store, "--all")
        assert agents(web) == {"(+https://example.org/bot)"}
        run(web, "crawl", "--store", store, "--all", "--contact", "me@example.org")
        assert agents(web) == {"(+me@example.org)"}
        run(web, "sources", "check", "--store", store)
        assert agents(web) == {"(+https://example.org/bot)"}
        odd = run(web, "crawl", "--store", store, "--contact", "Jane Doe")

    assert silent.stderr.count("WIRECOPY_CONTACT") == 1
    assert "contact in sources.toml (at its top)" in silent.stderr
    assert "WIRECOPY_CONTACT" not in named.stderr
    assert (silent.returncode, named.returncode, odd.returncode) == (0, 0, 2)


def test_proxies_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They look names up themselves, so that no guard could tell where a request ends."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    with serving() as web:
        sources(tmp_path / "news", source("news1"))
        done = crawl(tmp_path / "news", web.resolve)

    assert (done.exit_code, done.report["pages"]) == (0, 5)
