"""Pages that ask not to be kept: their text is taken, their raw page is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive.files import pages
from storage.store import Store
from tests.crawler.crawling import crawl, rows, run, source, sources
from tests.miniweb.web import RESERVATIONS, Headers, Host, MiniWeb, Reply, outlet, serving


def opted_out(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """Each article of even number says by header or by meta that it shall not be kept."""
    reply = outlet(web, host, path, headers)
    if not path.startswith("/2026/"):
        return reply
    number = path.removeprefix("/2026/11/story-number-").partition("?")[0]
    if number == "0":
        return reply._replace(headers=(("X-Robots-Tag", "noarchive"),))
    if number == "2" and isinstance(reply.body, bytes):
        return reply._replace(body=b'<meta name="tdm-reservation" content="1">' + reply.body)
    return reply


@pytest.fixture(name="web")
def _web() -> Iterator[MiniWeb]:
    with serving({"shy.example": opted_out}) as web:
        web.published = 4
        yield web


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


KEPT = """
    SELECT right(f.url, 16), f.note, f.warc_file IS NOT NULL, payload_sha256 IS NOT NULL,
           a.words > 50
    FROM internal.fetches f JOIN internal.articles a USING (article_id)
    WHERE kind = 'page' ORDER BY f.url
"""
RESPECTED = [
    ("0?utm_source=rss", "noarchive", False, True, True),
    ("1?utm_source=rss", None, True, True, True),
    ("2?utm_source=rss", "tdm-reservation", False, True, True),
    ("3?utm_source=rss", None, True, True, True),
]


def test_what_a_site_reserves_in_one_file(store: Path) -> None:
    """tdmrep.json is asked for once a day, before the first article; nonsense reserves nothing."""
    rules = b'[{"location": "/2026/*-0", "tdm-reservation": 1}, {"location": "/2026/*-2?*"}]'

    def with_file(body: bytes) -> Host:
        return lambda web, name, path, headers: (
            Reply(body) if path == RESERVATIONS else outlet(web, name, path, headers)
        )

    with serving({"a.example": with_file(rules), "b.example": with_file(b"[[[")}) as web:
        web.published = 3
        sources(store, source("a") + source("b"))
        crawl(store, web.resolve)
        crawl(store, web.resolve, 2, everything=True)
        asked = [hit.host for hit in web.reservations]
        held = source("a", more='opt_outs = "ignore"')
        sources(store.with_name("licensed"), held)
        crawl(store.with_name("licensed"), web.resolve)

    passing = "SELECT right(url, 16) FROM internal.fetches WHERE starts_with(warc_file, 'passing/')"
    assert rows(store, f"{passing} ORDER BY 1") == [("0?utm_source=rss",)]
    assert rows(store, "SELECT note FROM internal.fetches WHERE note IS NOT NULL") == [
        ("tdm-reservation",)
    ]
    assert sorted(asked) == ["a.example", "b.example"]
    assert rows(store.with_name("licensed"), passing) == []
    assert len(web.reservations) == 2


def test_the_text_is_kept_and_the_page_is_not(web: MiniWeb, store: Path) -> None:
    """A rebuild from raw pages leaves what it could not make again."""
    sources(store, source("shy"))
    done = run(web, "crawl", "--store", store)

    assert done.returncode == 0, done.stderr
    assert rows(store, KEPT) == RESPECTED
    assert list((store / "raw" / "passing").iterdir()) == []
    kept = [page.url for file in (store / "raw").glob("*.warc.gz") for _, page in pages(file)]
    assert sorted(url[-16] for url in kept) == ["1", "3"]
    for arguments in (("--from", "raw"), ("--stale",)):
        rebuilt = run(web, "rebuild", *arguments, "--store", store)
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert rows(store, KEPT) == RESPECTED


def test_a_source_may_be_exempted(web: MiniWeb, store: Path) -> None:
    """Its pages are kept for good; what they say is on record all the same."""
    sources(store, source("shy", more='opt_outs = "ignore"'))
    crawl(store, web.resolve)

    assert rows(
        store,
        "SELECT note, warc_file LIKE 'passing/%' FROM internal.fetches WHERE kind = 'page'"
        " ORDER BY url",
    ) == [("noarchive", False), (None, False), ("tdm-reservation", False), (None, False)]


def test_a_run_that_dies_leaves_them_for_the_next(web: MiniWeb, store: Path) -> None:
    """Neither lost nor kept nor taken twice, wherever the run was killed."""
    sources(store, source("shy"))
    crawl(store, web.resolve)  # as if killed before extraction: four pages, two of them passing
    with Store.open(store) as opened:  # and before the commit of the last
        (last,) = opened.rows(
            "SELECT article_id FROM internal.fetches WHERE starts_with(warc_file, 'passing/')"
            " ORDER BY warc_offset DESC LIMIT 1"
        )
        opened.rows("DELETE FROM internal.fetches WHERE article_id = ?", last)
        opened.rows("DELETE FROM internal.urls WHERE article_id = ?", last)
    (passing,) = (store / "raw" / "passing").glob("*.warc.gz")
    with passing.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00torn")

    done = run(web, "crawl", "--all", "--store", store)

    assert done.returncode == 0, done.stderr
    assert rows(store, KEPT) == RESPECTED
    assert not passing.exists()


def test_killed_after_the_files_went(web: MiniWeb, store: Path) -> None:
    """Rows that name files which are gone are put right, and nothing is fetched again."""
    sources(store, source("shy"))
    run(web, "crawl", "--store", store)
    with Store.open(store) as opened:
        opened.rows(
            "UPDATE internal.fetches SET warc_file = 'passing/gone.warc.gz', warc_offset = 1"
            " WHERE note IS NOT NULL AND kind = 'page'"
        )
    asked = len(web.articles("shy.example"))
    done = run(web, "crawl", "--store", store)

    assert done.returncode == 0, done.stderr
    assert (rows(store, KEPT), len(web.articles("shy.example"))) == (RESPECTED, asked)
