"""Exports are read back by other programs' means: whole, harmless, and the same as the store."""

import csv
import datetime as dt
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb
import pytest

from storage import snapshot
from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS, clean_environment, wirecopy
from tests.storage.sample_records import fill, pair
from tests.wirecopy import hostile
from tests.wirecopy.inside import wirecopy as inside
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files import xlsx
from wirecopy.show.rows import RISKY

TITLES = "SELECT article_id, title FROM articles WHERE article_id > 100 ORDER BY article_id"
NS = {"x": xlsx.MAIN, "g": "http://graphml.graphdrawing.org/xmlns"}


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "news"
    hostile.make(path)
    return path


def exported(store: Path, what: str, file: Path, *options: str) -> Path:
    code, out, err = inside("export", what, "-o", file, "--store", store, *options)
    assert (code, out) == (0, ""), err
    assert list(file.parent.glob(".*part")) == []
    return file


# Every format gives back what the store holds ---------------------------------------------------


def test_csv(store: Path, tmp_path: Path) -> None:
    file = exported(store, TITLES, tmp_path / "titles.csv")

    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, strict=True)

    assert header == ["article_id", "title"]
    assert not any(RISKY.match(title) for _, title in rows)
    undone = {int(n): t[1:] if t[0] == "'" and RISKY.match(t[1:]) else t for n, t in rows}
    assert undone == hostile.TURNED


def test_csv_lines_end_as_rfc_4180_says(store: Path, tmp_path: Path) -> None:
    data = exported(store, "SELECT 1 AS a, 'x,y' AS b", tmp_path / "a.csv").read_bytes()

    assert data == b'a,b\r\n1,"x,y"\r\n'


def test_jsonl(store: Path, tmp_path: Path) -> None:
    data = exported(store, TITLES, tmp_path / "titles.jsonl").read_bytes()

    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", data)
    rows = [json.loads(line) for line in data.decode().split("\n") if line]
    assert {row["article_id"]: row["title"] for row in rows} == hostile.TITLES


def test_parquet(store: Path, tmp_path: Path) -> None:
    file = exported(store, "articles", tmp_path / "articles.parquet")

    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT article_id, title FROM read_parquet($file) WHERE article_id > 100",
            {"file": str(file)},
        ).fetchall()
        kinds = connection.execute(
            "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet($file))",
            {"file": str(file)},
        ).fetchall()
    assert dict(found) == hostile.TITLES
    assert dict(kinds)["published_at"] == "TIMESTAMP"
    assert dict(kinds)["authors"] == "VARCHAR[]"


def test_sqlite(store: Path, tmp_path: Path) -> None:
    file = exported(store, "articles", tmp_path / "articles.sqlite")

    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT article_id, title, text FROM articles WHERE article_id > 100"
        ).fetchall()
        ((authors, published_at),) = connection.execute(
            "SELECT authors, datetime(published_at) FROM articles WHERE article_id = 1"
        ).fetchall()
    assert {n: title for n, title, text in found} == hostile.TITLES
    assert {n: text for n, title, text in found} == hostile.TITLES
    assert json.loads(authors) == ["Ada Moss"]
    assert published_at == "2026-03-02 12:00:00"


def cells(file: Path) -> list[list[str | None]]:
    """The values of a sheet as text, with the escapes of ST_Xstring undone."""
    with zipfile.ZipFile(file) as workbook:
        assert workbook.testzip() is None
        for name in workbook.namelist():
            ET.fromstring(workbook.read(name))
        sheet = ET.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//x:f", NS) == []  # no formula anywhere
    return [[value_of(cell) for cell in row] for row in sheet.findall(".//x:row", NS)]


def value_of(cell: ET.Element) -> str | None:
    text = cell.find("x:is/x:t", NS)
    if text is not None:
        return re.sub(r"_x([0-9A-F]{4})_", lambda f: chr(int(f[1], 16)), text.text or "")
    number = cell.find("x:v", NS)
    return None if number is None else number.text


def test_xlsx(store: Path, tmp_path: Path) -> None:
    header, *rows = cells(exported(store, TITLES, tmp_path / "titles.xlsx"))

    assert header == ["article_id", "title"]
    assert {int(str(n)): title for n, title in rows} == hostile.TURNED


def test_xlsx_values(store: Path, tmp_path: Path) -> None:
    query = (
        "SELECT 9223372036854775807 AS big, 7 AS some_id, 0.5 AS half, true AS yes, NULL AS none,"
        " TIMESTAMP '2026-03-02 12:00:00' AS noon, DATE '2026-03-02' AS day, ['a', 'b'] AS list,"
        " 'nan'::DOUBLE AS nan, repeat('🦊', 20000) AS long"
    )
    _, row = cells(exported(store, query, tmp_path / "values.xlsx"))

    assert row[:5] == ["9223372036854775807", "7", "0.5", "1", None]
    noon = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(str(row[5])))
    assert noon == dt.datetime(2026, 3, 2, 12)
    assert row[6:9] == ["2026-03-02", '["a", "b"]', None]
    assert len(str(row[9]).encode("utf-16-le")) <= 2 * xlsx.MOST_CHARACTERS
    assert str(row[9]).startswith("🦊🦊")


def test_cut_cells_are_told_of(store: Path, tmp_path: Path) -> None:
    query = (
        "SELECT repeat('x', n) AS long, 'y' AS short FROM (VALUES (32767), (32768), (40000)) t(n)"
    )
    code, _, told = inside("export", query, "-o", tmp_path / "a.xlsx", "--store", store)

    assert code == 0
    assert "2 cells of long cut at 32,767 characters" in told
    assert "short" not in told
    _, *rows = cells(tmp_path / "a.xlsx")
    assert [len(str(row[0])) for row in rows] == [32_767, 32_767, 32_767]
    assert [str(row[0])[-1] for row in rows] == ["x", "…", "…"]


def test_a_sheet_has_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    assert len(list(xlsx.lines([(1,), (2,)], ["n"]))) == 3
    with pytest.raises(Failure, match="a sheet holds 2 rows"):
        list(xlsx.lines([(1,), (2,), (3,)], ["n"]))


def test_graphml_of_articles(store: Path, tmp_path: Path) -> None:
    query = (
        "SELECT 1 AS source_id, article_id AS copy_id, title AS copy_title, 'spun' AS relation,"
        f" 0.5::DOUBLE AS confidence FROM ({TITLES})"
    )
    root = ET.parse(exported(store, query, tmp_path / "copies.graphml")).getroot()

    titles = {
        int(node.attrib["id"]): node.findtext("g:data", namespaces=NS)
        for node in root.findall("g:graph/g:node", NS)
    }
    assert titles == {1: None} | {n: t.translate(hostile.NO_XML) for n, t in hostile.TURNED.items()}
    edges = root.findall("g:graph/g:edge", NS)
    assert {edge.attrib["source"] for edge in edges} == {"1"}
    assert len(edges) == len(hostile.TITLES)
    keys = {key.attrib["id"]: key.attrib["attr.type"] for key in root.findall("g:key", NS)}
    assert keys == {
        "node_title": "string",
        "edge_relation": "string",
        "edge_confidence": "double",
    }
    assert {data.attrib["key"] for data in root.iter(f"{{{NS['g']}}}data")} == keys.keys()


def test_graphml_of_sites(demo_store: Path, tmp_path: Path) -> None:
    root = ET.parse(exported(demo_store, "site_pairs", tmp_path / "sites.graphml")).getroot()

    with open_reader(demo_store) as reader:
        pairs = reader.query(
            "SELECT source_site, copy_site FROM site_pairs WHERE n_copies > 0"
            " AND source_site <> copy_site ORDER BY ALL"
        ).rows
    edges = root.findall("g:graph/g:edge", NS)
    assert sorted((e.attrib["source"], e.attrib["target"]) for e in edges) == pairs
    nodes = [node.attrib["id"] for node in root.findall("g:graph/g:node", NS)]
    assert sorted(nodes) == sorted({site for pair in pairs for site in pair})


def test_graphml_of_sites_has_copies_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        fill(store)
        store.insert("pairs", [pair(2, 3, "same_form")])
        snapshot.publish(store)

    def edges(what: str) -> list[tuple[str, str]]:
        root = ET.parse(exported(tmp_path / "news", what, tmp_path / "g.graphml", "--force"))
        found = root.findall("g:graph/g:edge", NS)
        return sorted((edge.attrib["source"], edge.attrib["target"]) for edge in found)

    copies = [("harbor-ledger.example", "copy.example")]
    assert edges("site_pairs") == copies
    assert edges("SELECT * FROM site_pairs") == [("copy.example", "digest.example"), *copies]


def test_what_a_site_took_from_itself_is_no_edge_between_sites(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        fill(store)
        store.rows("UPDATE internal.articles SET site = 'harbor-ledger.example'")
        assert store.rows("SELECT is_own_site FROM copies") == [(True,)]
        snapshot.publish(store)

    target = exported(tmp_path / "news", "site_pairs", tmp_path / "g.graphml")
    assert ET.parse(target).getroot().findall("g:graph/g:edge", NS) == []


def test_graphml_needs_two_ends(store: Path, tmp_path: Path) -> None:
    done = wirecopy("export", "articles", "-o", tmp_path / "a.graphml", "--store", store)

    assert done.returncode == exits.USAGE.code
    assert "needs columns source_id and copy_id" in done.stderr
    assert list(tmp_path.iterdir()) == []


# A whole store for Datasette ----------------------------------------------------------------------


@pytest.fixture(scope="module", name="whole")
def _whole(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    file = tmp_path_factory.mktemp("whole") / "news.sqlite"
    done = wirecopy("export", "-o", file, "--store", demo_store)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as connection:
        yield connection


def test_sqlite_holds_every_view(whole: sqlite3.Connection, demo_store: Path) -> None:
    with open_reader(demo_store) as reader:
        for view in reader.views():
            ((count,),) = reader.query(f'SELECT count(*) FROM "{view}"').rows
            assert whole.execute(f'SELECT count(*) FROM "{view}"').fetchall() == [(count,)], view


def test_sqlite_references_hold(whole: sqlite3.Connection) -> None:
    assert whole.execute("PRAGMA foreign_key_check").fetchall() == []
    assert whole.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    referred = {row[2] for row in whole.execute("PRAGMA foreign_key_list('copies')")}
    assert referred == {"articles", "copy_groups", "sites"}


def test_sqlite_finds_words(whole: sqlite3.Connection) -> None:
    found = whole.execute(
        "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'dredging'"
    ).fetchall()
    assert found[0][0] == 3


def test_sqlite_takes_several(demo_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.db"
    code, _, err = inside(
        "export", "copies", "sites", "SELECT 1", "-o", file, "--store", demo_store
    )

    assert code == 0, err
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        referred = {row[2] for row in connection.execute("PRAGMA foreign_key_list('copies')")}
    assert sorted(names) == [("copies",), ("rows",), ("sites",)]
    assert referred == {"sites"}


# Files appear whole or not at all -----------------------------------------------------------------


def test_an_existing_file_is_refused(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mine")
    done = wirecopy("export", "SELECT 1", "-o", file, "--store", store)

    assert done.returncode == exits.USAGE.code
    assert done.stderr == f"wirecopy: {file}: exists; --force replaces it\n"
    assert file.read_text() == "mine"

    exported(store, "SELECT 1 AS a", file, "--force")
    assert file.read_text() == "a\n1\n"


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl", "xlsx", "sqlite"])
def test_a_query_that_fails_leaves_nothing(store: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.{suffix}"
    file.write_text("before")
    failing = "SELECT CASE WHEN i = 2900 THEN error('no') ELSE i END AS n FROM range(3000) t(i)"
    code, _, err = inside("export", failing, "-o", file, "--force", "--store", store)

    assert code == exits.USAGE.code, err
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert file.read_text() == "before"


def test_killed_while_it_writes(store: Path, tmp_path: Path) -> None:
    """What a killed export leaves is hidden and no file of anybody's name."""
    query = "SELECT i, repeat('x', 1000) FROM range(5000000) t(i)"
    file = tmp_path / "a.jsonl"
    running = subprocess.Popen(
        [sys.executable, "-m", "wirecopy", "export", query, "-o", file, "--store", store],
        env=clean_environment(),
    )
    while running.poll() is None and not any(p.stat().st_size for p in tmp_path.iterdir()):
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=HANGS)

    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]


# What to write, and where -------------------------------------------------------------------------


def test_standard_output(store: Path) -> None:
    done = wirecopy("export", "SELECT 1 AS a", "--format", "csv", "--store", store)

    assert (done.returncode, done.stdout, done.stderr) == (0, "a\r\n1\r\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (
            ["nothing", "-o", "a.csv"],
            exits.MISSING,
            "nothing: no such view; there are: keep-map, a",
        ),
        (["articles", "-o", "a.doc"], exits.USAGE, "no format has this suffix"),
        (["articles"], exits.USAGE, "give --format"),
        (["articles", "--format", "parquet"], exits.USAGE, "parquet is no text; give a file"),
        (["-o", "a.csv"], exits.USAGE, "name one view or query"),
        (["articles", "copies", "-o", "a.parquet"], exits.USAGE, "name one view or query"),
        (["articles", "-o", "no/where/a.csv"], exits.USAGE, "there is no directory no/where"),
        (["articles", "-o", "."], exits.USAGE, ".: no format has this suffix"),
        (["SELEKT 1 1", "-o", "a.csv"], exits.USAGE, "Parser Error"),
        (["", "-o", "a.parquet"], exits.USAGE, "there is no query in it"),
        (["COPY articles TO 'x.csv'", "-o", "a.csv"], exits.USAGE, "--allow-external"),
        (["FROM read_text('/etc/hostname')", "-o", "a.parquet"], exits.USAGE, "disabled"),
        (["keep-map", "--level", "most", "-o", "a.csv"], exits.USAGE, "'most' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_refusals(
    store: Path, tmp_path: Path, arguments: list[str], code: exits.Exit, told: str
) -> None:
    ended, out, err = inside("export", *arguments, "--store", store, cwd=tmp_path)

    assert ended == code.code, err
    assert told in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_settings_for_tables_pass_it_by(store: Path, tmp_path: Path) -> None:
    """`format` in wirecopy.toml is for commands that print rows; the suffix says what a file is."""
    (tmp_path / "wirecopy.toml").write_text('format = "json"\n')
    done = wirecopy(
        *("export", "SELECT 1 AS a", "-o", "a.csv", "--store", store),
        cwd=tmp_path,
        WIRECOPY_FORMAT="jsonl",
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.csv").read_text() == "a\n1\n"
