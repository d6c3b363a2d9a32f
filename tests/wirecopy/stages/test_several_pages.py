"""Articles in several pages: whatever comes first, the texts are the same, and no page is lost."""

import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import RawPage
from storage import verdicts
from storage.reader import open_reader
from storage.records import now
from storage.runs import Run
from storage.store import Store
from tests.several_pages import FIRST, page, told
from tests.wirecopy.inside import wirecopy
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import arrivals_of, save_articles
from wirecopy.stages.gather import with_later
from wirecopy.stages.join import join, let_go
from wirecopy.workers.pool import Workers

BAKERY = "https://post.example/serial/bakery"
PAGES = [
    *(page(n) for n in (1, 2, 3)),
    # a serial: its parts are numbered as pages are, and each is a story of its own
    page(1, url=BAKERY, of=2, title="Bakery shut for good"),
    page(2, url=BAKERY, of=2, title="Mill pond drained by mistake"),
    page(1, url="https://post.example/alone", of=1, title="Owls return to Ostley"),
]
TEXTS = "SELECT url, text, body_status FROM articles ORDER BY url"
ROWS = """
SELECT f.url, a.url, f.page FROM fetches f JOIN articles a USING (article_id) ORDER BY f.url, f.page
"""


class Found(NamedTuple):
    """Texts of articles, and which page belongs to which article."""

    texts: list[tuple[object, ...]]
    rows: list[tuple[object, ...]]


def run(*arguments: str | Path) -> str:
    code, out, err = wirecopy(*arguments)
    assert code == 0, out + err
    return out + err


def take_in(store: Store, pages: Sequence[RawPage], workers: Workers) -> None:
    """An import of some pages."""
    arrivals = with_later(store, keep_raw(store, pages, run_id=1))
    save_articles(store, arrivals, workers)
    join(store, Run(1), workers)


def again(store: Store, workers: Workers) -> None:
    """What `rebuild --from raw` does to texts."""
    verdicts.forget_derived(store, "raw")
    while arrivals := arrivals_of(store, limit=2):
        save_articles(store, arrivals, workers)
    join(store, Run(1), workers)
    let_go(store, Run(1), workers)


def found(store: Store) -> Found:
    return Found(store.rows(TEXTS), store.rows(ROWS))


def taken_in(batches: Sequence[Sequence[RawPage]]) -> Found:
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        for batch in batches:
            take_in(store, batch, workers)
        first = found(store)
        again(store, workers)
        assert found(store) == first
        take_in(store, [each for batch in batches for each in batch], workers)  # all known
        assert found(store) == first
        return first


IN_ORDER = taken_in([PAGES])


def test_later_pages_are_no_articles() -> None:
    urls = [url for url, *_ in IN_ORDER.texts]

    assert urls == sorted({each.url for each in PAGES} - {PAGES[1].url, PAGES[2].url})
    assert {url: text for url, text, _ in IN_ORDER.texts}[FIRST] == "\n".join(
        told(1) + told(2) + told(3)
    )
    assert {status for *_, status in IN_ORDER.texts} == {"full"}
    assert [row for row in IN_ORDER.rows if row[1] == FIRST] == [
        (FIRST, FIRST, 1),
        (f"{FIRST}?page=2", FIRST, 2),
        (f"{FIRST}?page=3", FIRST, 3),
    ]
    assert {number for _, article, number in IN_ORDER.rows if article != FIRST} == {1}


@settings(max_examples=4, deadline=None)
@given(st.permutations(PAGES), st.integers(0, 6), st.integers(0, 6))
def test_any_order_gives_the_same_texts(order: list[RawPage], cut: int, other: int) -> None:
    """In whatever batches; and so does deriving it all again."""
    first, last = sorted((cut, other))

    assert taken_in([order[:first], order[first:last], order[last:]]) == IN_ORDER


def test_missing_page_leaves_a_part(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store, Workers(0) as workers:
        take_in(store, [PAGES[2], PAGES[0]], workers)
        assert [(url, status) for url, _, status in store.rows(TEXTS)] == [
            (FIRST, "part"),
            (f"{FIRST}?page=3", "full"),
        ]
        take_in(store, [PAGES[1]], workers)
        assert found(store).texts == [row for row in IN_ORDER.texts if row[0] == FIRST]


def test_versions_go_with_the_pages_of_their_time(tmp_path: Path) -> None:
    """A later first page keeps the rest; a later version of the rest goes with it."""
    monday = now()

    def version(n: int, day: int, ending: str) -> RawPage:
        text = page(n, of=2).body.replace(b"</article>", f"<p>{ending}</p></article>".encode())
        return replace(page(n, of=2), body=text, fetched_at=monday + dt.timedelta(days=day))

    rest = version(2, 0, "The pier is closed until May, says the town.")
    later = version(1, 5, "The mayor has changed his mind on it, he says.")
    revised = version(2, 5, "The pier is open again by now, says the town.")
    with Store.open(tmp_path / "news") as store, Workers(0) as workers:
        take_in(store, [version(1, 0, "The mayor sails."), rest], workers)
        ((before, _),) = store.rows("SELECT text, body_status FROM articles")
        take_in(store, [later], workers)
        assert store.rows("SELECT text FROM articles") == [(before,)]
        ((text,),) = store.rows("SELECT text FROM revisions")
        assert "changed his mind" in text
        assert "closed until May" in text

        take_in(store, [revised], workers)
        assert store.rows("SELECT text FROM articles") == [(before,)]
        ((text,),) = store.rows("SELECT text FROM revisions")
        assert "changed his mind" in text
        assert "open again" in text


def test_all_pages_go_together(tmp_path: Path) -> None:
    """Any of their addresses names the article; it is exported, and erased, with all of them."""
    file, out, store, other = (tmp_path / n for n in ("rows.jsonl", "out.warc", "news", "other"))
    rows = [json.dumps({"url": each.url, "html": each.body.decode()}) for each in PAGES[2::-1]]
    file.write_text("\n".join(rows))

    assert "1 new article" in run("import", file, "--store", store)
    assert PAGES[0].url in run("show", PAGES[2].url, "--store", store)
    run("export", "--warc", "-o", out, "--store", store)
    assert "1 new article" in run("import", out, "--store", other)
    assert "3 new pages" in run("import", store, "--store", tmp_path / "third")
    with open_reader(tmp_path / "third") as third, open_reader(other) as reader:
        assert third.query(TEXTS).rows == reader.query(TEXTS).rows
        assert reader.query(ROWS).rows == [row for row in IN_ORDER.rows if row[1] == FIRST]

    run("forget", PAGES[1].url, "--store", store)
    assert "3 left out" in run("import", file, "--store", store)
    with open_reader(store) as reader:
        assert reader.query("SELECT url FROM fetches").rows == []


def test_run_that_dies_before_pages_are_joined(tmp_path: Path) -> None:
    """Whatever command comes next, readers never see a page as an article."""
    store = tmp_path / "news"
    with Store.open(store) as opened, Workers(0) as workers:
        save_articles(opened, keep_raw(opened, PAGES[:3], run_id=1), workers)

    run("prune", "--raw-older", "900d", "--store", store)

    with open_reader(store) as reader:
        assert [url for url, *_ in reader.query(TEXTS).rows] == [FIRST]
