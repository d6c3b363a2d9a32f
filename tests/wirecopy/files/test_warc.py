"""export --warc: raw pages of a selection, valid for others, the same when imported again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage.store import Store
from tests.console import wirecopy
from tests.crawler.crawling import crawl, source, sources
from tests.miniweb.web import serving

ARTICLES = (
    "SELECT url, site, title, text, authors, language, published_at, words, agency, body_status,"
    " content_hash FROM internal.articles ORDER BY url, content_hash"
)
ROWS = (
    {
        "url": "https://ledger.example/2026/11/dredging",
        "title": "Dredging goes on",
        "text": "The dredging of the harbour goes on until spring, the council said on Monday. "
        * 9,
        "authors": ["Ada Pell"],
        "published_at": "2026-11-02T09:42:00Z",
    },
    {"text": "A text without an address, of which nobody knows where it comes from at all. " * 9},
)


class Written(NamedTuple):
    """A record as warcio reads it."""

    kind: str
    uri: str
    body: bytes


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of crawled pages and imported rows."""
    directory = tmp_path_factory.mktemp("export")
    store = directory / "news"
    sources(store, source("news1") + source("news2"))
    with serving() as web:
        assert crawl(store, web.resolve).exit_code == 0
    rows = directory / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    done = wirecopy("import", rows, "--store", store)
    assert done.returncode == 0, done.stderr
    return store


def articles(store: Path) -> list[tuple[Any, ...]]:
    with Store.open(store, create=False) as opened:
        return opened.rows(ARTICLES)


def records(path: Path) -> Iterator[Written]:
    """What another reader finds, its digests checked."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            uri = record.rec_headers.get_header("WARC-Target-URI")
            yield Written(record.rec_type, uri, record.content_stream().read())


@pytest.mark.parametrize("name", ["all.warc.gz", "all.warc"])
def test_imported_again_it_gives_the_same_articles(store: Path, tmp_path: Path, name: str) -> None:
    done = wirecopy("export", "--warc", "-o", tmp_path / name, "--store", store)
    assert done.returncode == 0, done.stderr

    again = wirecopy("import", tmp_path / name, "--store", tmp_path / "news")

    assert again.returncode == 0, again.stderr
    found = articles(tmp_path / "news")
    assert len(found) == 12
    assert found == [without_date(row) if is_crawled(row) else row for row in articles(store)]


def is_crawled(row: tuple[Any, ...]) -> bool:
    """Whether an article is one of the mini web, whose pages have no date: its feeds have."""
    return str(row[1]).startswith("news")


def without_date(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a page says without the feed that named it, which stays behind."""
    *before, published_at = row[:7]
    assert published_at is not None
    return (*before, None, *row[7:])


def test_others_read_it(store: Path, tmp_path: Path) -> None:
    """One warcinfo, then each crawled page with its request, and the rows."""
    path = tmp_path / "all.warc.gz"
    assert wirecopy("export", "--warc", "-o", path, "--store", store).returncode == 0

    found = list(records(path))

    kinds = [record.kind for record in found]
    assert kinds[0] == "warcinfo"
    assert kinds[1:21] == ["response", "request"] * 10
    assert kinds[21:] == ["resource"] * 2
    assert b"harbour pilots" in found[1].body


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--site", "news1.example"), 5),
        (("--where", "words < 150 -- a comment"), 2),
        (("--site", "news1.example", "--where", "url LIKE '%number-3%'"), 1),
    ],
)
def test_a_selection(store: Path, tmp_path: Path, options: tuple[str, ...], expected: int) -> None:
    path = tmp_path / "some.warc.gz"
    done = wirecopy("export", "--warc", "-o", path, "--store", store, *options)

    assert done.returncode == 0, done.stderr
    pages = [record for record in records(path) if record.kind in ("response", "resource")]
    assert len(pages) == expected


def test_a_copy_group(demo_store: Path, tmp_path: Path) -> None:
    with Store.open(demo_store, create=False) as opened:
        ((group, size),) = opened.rows(
            "SELECT group_id, count(*) FROM internal.members GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
        )
    path = tmp_path / "group.warc.gz"

    done = wirecopy("export", "--warc", "-o", path, "--store", demo_store, "--group", str(group))

    assert done.returncode == 0, done.stderr
    assert sum(record.kind in ("response", "resource") for record in records(path)) >= size


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("-o", "x.warc.gz", "--site", "nobody.example"), 66, "no page fits; nothing is written"),
        (("-o", "x.parquet"), 2, "x.parquet: name it .warc.gz, or .warc for a plain one"),
        (("-o", "x.warc.gz", "--where", "nonsense = 1"), 2, "nonsense"),
        (("-o", "x.warc.gz", "--where", "true); DROP TABLE internal.articles; --"), 2, ""),
        (("-o", "x.warc.gz", "articles"), 2, "--warc takes no view"),
    ],
)
def test_what_can_not_be_exported(
    store: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = wirecopy("export", "--warc", *arguments, "--store", store, cwd=tmp_path)

    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert list(tmp_path.iterdir()) == []
    assert len(articles(store)) == 12
