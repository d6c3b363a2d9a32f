"""The Python face: wirecopy.open follows what is published; the rest loads when it is used."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wirecopy
from storage import snapshot
from storage.errors import NoSuchStoreError, QueryError
from storage.store import Store
from tests.storage.sample_records import article, fill

TEXT = """Dredgers return to the harbour

The dredgers returned to the inner harbour at dawn on Monday, four months after a storm had filled
the channel with sand and driven the ferries to the outer quay.

The harbour master, Ines Falk, said that two vessels would work in turns until the end of April and
that the first ferry should use the channel again by Easter, if the weather holds.
"""


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        fill(store)
        snapshot.publish(store)
        yield store


def test_open_answers_beside_the_writer(store: Store) -> None:
    news = wirecopy.open(store.path)

    assert len(news.articles().fetchall()) == 4
    assert len(news.groups().fetchall()) == 1
    assert len(news.copies().fetchall()) == 1
    assert len(news.pairs().filter("relation = 'spun'").fetchall()) == 1
    assert len(news.stories().fetchall()) == 1
    assert repr(news).startswith("<News '/")


def test_each_call_sees_the_newest_snapshot(store: Store) -> None:
    news = wirecopy.open(str(store.path))
    before = news.articles()
    store.insert("articles", [article(9)])
    assert len(news.articles().fetchall()) == 4
    snapshot.publish(store)

    assert len(news.articles().fetchall()) == 5
    assert len(before.fetchall()) == 4  # a relation stays with its snapshot


def test_sql_takes_parameters(store: Store) -> None:
    news = wirecopy.open(store.path)
    found = news.sql("SELECT copy_id FROM copies WHERE copy_site = $site", site="copy.example")

    assert found.columns == ["copy_id"]
    assert found.fetchall() == [(2,)]


def test_sql_is_read_only(store: Store) -> None:
    news = wirecopy.open(store.path)
    for query in ("DELETE FROM internal.articles", "FROM read_text('/etc/hostname')"):
        with pytest.raises(QueryError):
            news.sql(query)


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoSuchStoreError, match="no store here"):
        wirecopy.open(tmp_path / "nothing")


@pytest.mark.parametrize(
    "page",
    [TEXT, TEXT.encode(), f"<html><body><article><p>{TEXT}</p></article></body></html>"],
    ids=["text", "bytes", "html"],
)
def test_extract_takes_texts_and_pages(page: str | bytes) -> None:
    article = wirecopy.extract(page)

    assert "The harbour master, Ines Falk, said" in article.text
    assert "<p>" not in article.text


def test_compare_takes_two_texts() -> None:
    assert wirecopy.compare(TEXT, TEXT).relation == "verbatim"
    other = "Voters in the hill districts chose a new council on Sunday. " * 8
    assert wirecopy.compare(TEXT, other).relation == "unrelated"


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module 'wirecopy' has no attribute 'copies'"):
        _ = wirecopy.copies


LOADED = """
import sys
{code}
heavy = {{"duckdb", "scrapy", "twisted", "numpy", "selectolax", "rich", "datasketch"}}
print(sorted(heavy & sys.modules.keys()))
"""


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import wirecopy", "[]"),
        ("import wirecopy; wirecopy.__version__", "[]"),
        ("import wirecopy.api, wirecopy.show.rows, wirecopy.__main__", "[]"),
    ],
)
def test_import_costs_nothing(code: str, loaded: str) -> None:
    asked = [sys.executable, "-c", LOADED.format(code=code)]
    assert subprocess.check_output(asked, text=True).strip() == loaded


def test_extracting_loads_no_crawler_and_no_database() -> None:
    code = "import wirecopy; wirecopy.extract('Words.')"
    found = subprocess.check_output([sys.executable, "-c", LOADED.format(code=code)], text=True)

    assert not {"'duckdb'", "'scrapy'", "'twisted'"} & set(found.strip("[]\n").split(", "))


def test_intruder_is_named(tmp_path: Path) -> None:
    """A distribution with a package `storage` of its own stands before ours on the path."""
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "__init__.py").touch()
    info = tmp_path / "cloud_storage-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cloud-storage\nVersion: 1.0\n")
    (info / "top_level.txt").write_text("storage\n")
    (info / "RECORD").write_text("storage/__init__.py,,\n")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import types
from wirecopy import __main__
import wirecopy
def main(): import storage.store
wirecopy.cli = types.SimpleNamespace(main=main)
__main__.main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "the package 'storage' was also installed by cloud-storage." in ended.stderr
    assert "pip uninstall cloud-storage" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_other_import_errors_are_ours() -> None:
    from wirecopy.__main__ import blame

    assert blame(ImportError("no such name", name="numpy.core")) is None
    assert blame(ImportError("no such module", name="storage.nothing")) is None
