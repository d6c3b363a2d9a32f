"""Corpora: files that stay the record, and texts that somebody has cleaned already."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import files as archive
from crawler.extract.article import extract
from crawler.page import RawPage
from storage.pages import Pages
from storage.reader import open_reader
from storage.store import Store
from tests.wirecopy.inside import process as wirecopy
from wirecopy.intake.files import Item, read
from wirecopy.intake.keep import keep_raw

STORY = (
    "The ferry to Port Ellen sailed again on Monday, a week after the storm had closed it.",
    "Harbour master Ines Falk said that two of the three piers were whole, and that the third"
    " would be mended before the summer.",
    "Forty lorries had waited since Thursday; the first of them, with salt for the dairy, was"
    " across by noon.",
)
CLUTTER = "Share this article on Facebook"
ENDS = "Read more: Ferry company names its new ship"


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    rows = [
        {"id": n, "url": f"https://a.example/{n}", "text": "\n".join((*STORY, CLUTTER, ENDS))}
        for n in range(3)
    ]
    file = tmp_path / "corpus.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return file


def asked(store: Path, query: str) -> Sequence[tuple[object, ...]]:
    with open_reader(store) as reader:
        return reader.query(query).rows


def imported(store: Path, *arguments: str | Path) -> str:
    done = wirecopy("import", *arguments, "--store", store)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_nothing_is_copied_and_all_is_there(file: Path, tmp_path: Path) -> None:
    store, kept = tmp_path / "news", tmp_path / "kept"
    assert "3 new articles" in imported(store, file, "--no-raw")
    imported(kept, file)

    assert list((store / "raw").iterdir()) == []
    same = "SELECT url, title, text, body_status FROM articles ORDER BY url"
    assert asked(store, same) == asked(kept, same)
    assert "3 read, 0 pages, 3 known" in imported(store, file, "--no-raw")


def test_a_rebuild_says_so_and_leaves_them(file: Path, tmp_path: Path) -> None:
    store = tmp_path / "news"
    imported(store, file, "--no-raw")
    before = asked(store, "FROM articles ORDER BY article_id")

    done = wirecopy("rebuild", "--from", "raw", "--store", store)

    assert "not extracted again, for want of raw pages: 3 articles" in done.stderr
    assert asked(store, "FROM articles ORDER BY article_id") == before
    assert wirecopy("doctor", "--store", store).returncode == 0


def test_what_a_killed_import_left_is_taken_again(file: Path, tmp_path: Path) -> None:
    """Rows without articles: nothing but their file has them."""
    path = tmp_path / "news"
    with Store.open(path) as store:
        Pages(store).begin_unarchived()
        pages = [item.placed().page for item in read([str(file)]) if isinstance(item, Item)]
        assert len(keep_raw(store, pages, run_id=1, archived=False)) == 3

    assert "3 new articles" in imported(path, file, "--no-raw")
    assert asked(path, "SELECT count(*) FROM articles") == [(3,)]
    assert asked(path, "SELECT count(*) FROM fetches") == [(3,)]


def test_articles_that_were_saved_keep_their_rows(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "news"
    imported(path, file, "--no-raw")
    with Store.open(path) as store:
        store.state.set_extracted_to(0)  # a rebuild was killed
        Pages(store).end_unarchived()
        assert store.rows("SELECT count(*) FROM internal.fetches") == [(3,)]


def test_pages_of_one_article_end_too(tmp_path: Path) -> None:
    """A page that nobody keeps can't be joined with the next one, and holds nothing up."""
    text = "".join(f"<p>{line}</p>" for line in STORY * 3)
    for n in (1, 2):
        (tmp_path / f"{n}.html").write_text(
            f"<html><head><title>Ferry sails again</title><link rel=canonical"
            f" href='https://a.example/ferry?page={n}'><link rel=next"
            f" href='https://a.example/ferry?page={n + 1}'></head><body><article>"
            f"<h1>Ferry sails again</h1>{text}</article></body></html>"
        )
    store = tmp_path / "news"
    imported(store, tmp_path / "1.html", tmp_path / "2.html", "--no-raw")
    assert asked(store, "SELECT count(*) > 0 FROM articles WHERE text <> ''") == [(True,)]


def test_clean_texts_are_taken_as_they_are(file: Path, tmp_path: Path) -> None:
    cleaned, taken = tmp_path / "cleaned", tmp_path / "taken"
    imported(cleaned, file)
    imported(taken, file, "--clean-text")

    text = "SELECT DISTINCT text FROM articles"
    assert asked(taken, text) == [("\n".join((*STORY, CLUTTER, ENDS)),)]
    assert asked(cleaned, text) == [("\n".join(STORY),)]
    assert asked(taken, "SELECT count(*) FROM removed_lines") == [(0,)]

    wirecopy("rebuild", "--from", "raw", "--store", taken)
    assert asked(taken, text) == [("\n".join((*STORY, CLUTTER, ENDS)),)]


def test_pages_are_extracted_all_the_same(tmp_path: Path) -> None:
    story = "".join(f"<p>{line}</p>" for line in STORY * 3)
    (tmp_path / "a.html").write_text(f"<html><nav>Home</nav><article>{story}</article></html>")
    imported(tmp_path / "news", tmp_path / "a.html", "--clean-text")
    ((text,),) = asked(tmp_path / "news", "SELECT text FROM articles")
    assert "Home" not in str(text)


def test_an_archive_says_that_a_text_is_clean(tmp_path: Path) -> None:
    page = RawPage("https://a.example/1", "\n".join((*STORY, CLUTTER)).encode(), "text/plain")
    for is_clean in (True, False):
        with closing(archive.Archive(tmp_path / str(is_clean))) as kept:
            place = kept.append(
                RawPage(page.url, page.body, page.content_type, is_clean=is_clean), kind="row"
            )
            kept.sync()
        read = archive.read(tmp_path / str(is_clean), place)
        assert read.is_clean is is_clean
        assert (CLUTTER in extract(read).text) is is_clean
