"""Nothing loses its identity: as many rows as were read are articles, and each says whence."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import files as archive
from crawler.archive.files import Archive
from crawler.page import RawPage
from storage.reader import open_reader
from tests.wirecopy.inside import wirecopy
from wirecopy.intake.files import Item
from wirecopy.intake.keep import Keys, keys_of

STORY = (
    "Rain fell on the quay of Marlow Bend all night, and the ferry stayed in the harbour until the"
    " morning, the harbour master said on Tuesday."
)
LINK = '<link rel="canonical" href="https://www.b.example/x">'
HEAD = f"<html><head><title>Ferry stays</title>{LINK}</head>"
PAGE = f"{HEAD}<body><article><h1>Ferry stays</h1><p>{STORY}</p></article></body></html>"
ROWS: list[dict[str, Any]] = [
    {"id": 1, "text": STORY},
    {"id": 2, "text": STORY},
    {"id": 2, "text": STORY},
    {"id": 2, "text": f"{STORY} It sailed at noon."},
    {"text": STORY},
    {"text": STORY},
    {"url": "https://a.example/1", "id": "a-1", "text": STORY},
    {"url": "https://a.example/1", "id": "a-1", "text": STORY},
    {"id": 9},
]


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("identity")
    (place / "in").mkdir()
    rows = "".join(f"{json.dumps(row)}\n" for row in ROWS)
    (place / "in" / "a.jsonl").write_text(rows)
    (place / "in" / "b.html").write_text(PAGE)
    (place / "in" / "c.html").write_text(PAGE)
    (place / "in" / "d.txt").write_text(STORY)
    for said in (
        "12 read, 10 pages, 1 known, 1 rejected",
        "12 read, 0 pages, 11 known, 1 rejected",
    ):
        code, _, told = wirecopy("import", "in", "--store", "news", cwd=place)
        assert (code, said in told) == (65, True), told
    return place / "news"


def rows_of(store: Path, query: str) -> list[tuple[Any, ...]]:
    with open_reader(store) as reader:
        return list(reader.rows(query))


def test_every_row_is_an_article(store: Path) -> None:
    found = rows_of(store, "SELECT external_id, origin, url FROM articles ORDER BY origin")

    assert found == [
        ("1", "in/a.jsonl:1", None),
        ("2", "in/a.jsonl:2", None),
        ("2", "in/a.jsonl:3", None),
        ("2", "in/a.jsonl:4", None),
        (None, "in/a.jsonl:5", None),
        (None, "in/a.jsonl:6", None),
        ("a-1", "in/a.jsonl:7", "https://a.example/1"),
        (None, "in/b.html", "https://www.b.example/x"),
        (None, "in/c.html", "https://www.b.example/x"),
        (None, "in/d.txt", None),
    ]


def test_exact_twins_are_reprints(store: Path) -> None:
    (found,) = rows_of(store, "SELECT count(*), count(DISTINCT group_id) FROM articles")

    assert found == (10, 1)


def test_a_page_has_title_site_and_address_of_its_own_link(store: Path) -> None:
    query = "SELECT title, site FROM articles WHERE origin IN ('in/b.html', 'in/d.txt') ORDER BY 1"

    assert rows_of(store, query) == [("Ferry stays", "b.example"), ("d.txt", "local")]


def test_the_sum_accounts_for_every_row(store: Path) -> None:
    query = "SELECT pages, known, rejected, pages + known + rejected FROM runs ORDER BY run_id"

    assert rows_of(store, query)[0] == (10, 1, 1, 12)


def test_a_rebuild_knows_it_all(store: Path) -> None:
    query = "SELECT article_id, external_id, origin, title, site, url FROM articles ORDER BY 1"
    before = rows_of(store, query)

    code, _, told = wirecopy("rebuild", "--from", "raw", "--store", store)

    assert code == 0, told
    assert rows_of(store, query) == before


IDS = st.none() | st.sampled_from(["1", "2", "x"])
BODIES = st.sampled_from([b"Rain.", b"Rain!", b"caf\xc3\xa9", b"cafe"])


@given(st.lists(st.tuples(IDS, BODIES), max_size=12))
def test_no_two_rows_are_one(rows: list[tuple[str | None, bytes]]) -> None:
    def pages() -> Iterator[RawPage]:
        for number, (name, body) in enumerate(rows, 1):
            yield RawPage("", body, external_id=name, origin=f"a.jsonl:{number}")

    first, second = Keys(), Keys()
    keys = [first.of(page) for page in pages()]

    assert len(set(keys)) == len(rows)
    assert [second.of(page) for page in pages()] == keys
    assert all(key in keys_of(page) for key, page in zip(keys, pages(), strict=True))


def test_texts_are_known_by_their_bytes_and_their_place() -> None:
    here, there = (RawPage("", b"Rain.", origin=name) for name in ("a.txt", "b.txt"))
    accented = RawPage("", "Rain\u0301.".encode(), origin="a.txt")

    assert len({*keys_of(here), *keys_of(there), *keys_of(accented)}) == 3
    assert keys_of(here) == keys_of(RawPage("", b"Rain.", origin="a.txt", charset="utf-8"))


def test_what_a_row_calls_itself_is_kept_as_raw(tmp_path: Path) -> None:
    page = RawPage("", b"Rain.", "text/plain", external_id="a\u20287", origin="a.jsonl:3")
    raw = Archive(tmp_path)
    place = raw.append(page, kind="row")
    raw.close()

    found = archive.read(tmp_path, place)

    assert (found.external_id, found.origin) == ("a\u20287", "a.jsonl:3")


def test_an_archive_says_where_its_texts_came_from() -> None:
    page = RawPage("", b"Rain.", origin="a.txt")

    assert Item("b.warc.gz", None, page, 512).placed().page.origin == "a.txt"
    assert Item("b.warc.gz", None, RawPage("", b""), 512).placed().page.origin == (
        "b.warc.gz at byte 512"
    )
    assert Item("a.html", None, RawPage("http://a.example/", b"")).placed().page.origin is None
