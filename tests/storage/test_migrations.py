"""Migrations: an empty file, an existing one, a failing step, a store from the future."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from storage import migrations, snapshot
from storage.errors import NewerStoreError
from storage.migrations import FORMAT, MIGRATIONS, Migration, applied, migrate
from storage.reader import open_reader
from storage.store import Store
from tests.storage import keep_format
from tests.storage.sample_records import article


@pytest.fixture(name="connection")
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def test_steps_are_numbered_from_one() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, FORMAT + 1))


def test_empty_file_gets_every_step(connection: duckdb.DuckDBPyConnection) -> None:
    assert applied(connection) == 0
    assert migrate(connection) == FORMAT
    assert applied(connection) == FORMAT
    found = connection.execute("SELECT number, name FROM internal.migrations").fetchall()
    assert found == [(step.number, step.name) for step in MIGRATIONS]


def test_second_time_does_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    before = connection.execute("FROM internal.migrations").fetchall()

    assert migrate(connection) == FORMAT
    assert connection.execute("FROM internal.migrations").fetchall() == before


def test_existing_store_keeps_its_rows(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.insert("articles", [article(1)])
    with Store.open(tmp_path) as store:
        assert store.rows("SELECT article_id FROM articles") == [(1,)]


def test_later_step_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(tmp_path).close()
    later = Migration(FORMAT + 1, "a view stands in for a step", "views/runs.sql")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, later))
    monkeypatch.setattr("storage.store.FORMAT", FORMAT + 1)

    for _ in range(2):
        with Store.open(tmp_path) as store:
            found = store.rows("SELECT name FROM internal.migrations ORDER BY number")
            assert found == [*((step.name,) for step in MIGRATIONS), (later.name,)]


def test_failing_step_leaves_nothing_behind(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """schema.sql a second time fails at its first table that exists, after others were made."""
    migrate(connection)
    connection.execute("DROP TABLE internal.state; DROP TABLE internal.migrations")
    connection.execute("CREATE TABLE internal.migrations (number INTEGER, name VARCHAR)")
    connection.execute("INSERT INTO internal.migrations VALUES (0, 'before all')")

    with pytest.raises(duckdb.CatalogException):
        migrate(connection)

    assert applied(connection) == 0
    tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert ("state",) not in tables


def test_error_of_a_step_is_told_where_it_has_ended_the_transaction(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a full disk does: a rollback has nothing to undo then, and fails itself."""

    def step(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("ROLLBACK")
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(migrations, "MIGRATIONS", (Migration(1, "a full disk", step),))

    with pytest.raises(duckdb.IOException, match="No space left"):
        migrate(connection)


def test_newer_store_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.insert("articles", [article(1)])
        store.rows("UPDATE internal.migrations SET number = 999")
        snapshot.publish(store)

    remedy = "store format 999 is newer .*; upgrade with: pip install --upgrade wirecopy"
    with pytest.raises(NewerStoreError, match=remedy):
        open_reader(tmp_path)
    with pytest.raises(NewerStoreError, match=remedy):
        Store.open(tmp_path)
    with pytest.raises(NewerStoreError, match=remedy):  # and no lock is left held
        Store.open(tmp_path)


# The tables whose CHECK step 2 widens: two rows of each as format 1 had them, and a new one.
ROWS_OF_PAIRS = {
    "pairs": (
        "(2, 3, 'spun', 0.9, ['bands', 'names'], 0.8, 0.6, 0.1, 0.2, [0.7, 2.0], 1),"
        " (1, 2, 'unrelated', 0.1, [], 0, 0, 0, 0, [], 2)",
        "(1, 3, 'same_form', 0.9, ['bands'], 0.8, 0.6, 0.9, 0.2, [0.7, 2.0], 3)",
    ),
    "overruled": (
        "(2, 3, 'partial', 1, true), (1, 2, 'verbatim', 0.5, false)",
        "(1, 3, 'same_form', 1, true)",
    ),
    "decisions": (
        "(1, 'relabel', 2, 3, 'partial', 'spun', 'Ada', 'it''s short', '2026-03-02 12:00:00'),"
        " (2, 'split', 1, 2, NULL, 'unrelated', 'Ada', NULL, '2026-03-02 12:00:01')",
        "(3, 'relabel', 1, 3, 'same_form', 'unrelated', 'Ada', NULL, '2026-03-02 12:00:02')",
    ),
}


@pytest.mark.parametrize("table", ROWS_OF_PAIRS)
def test_form_is_let_into_what_was_there(
    connection: duckdb.DuckDBPyConnection, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = ROWS_OF_PAIRS[table]
    described = f"DESCRIBE internal.{table}"
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:1])
        assert migrate(connection) == 1
    connection.execute(f"INSERT INTO internal.{table} VALUES {old}")
    with pytest.raises(duckdb.ConstraintException):
        connection.execute(f"INSERT INTO internal.{table} VALUES {new}")
    before, columns = (
        connection.execute(query).fetchall() for query in (f"FROM internal.{table}", described)
    )

    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:2])
    assert migrate(connection) == 2

    assert repr(connection.execute(f"FROM internal.{table}").fetchall()) == repr(before)
    assert connection.execute(described).fetchall() == columns
    connection.execute(f"INSERT INTO internal.{table} VALUES {new}")
    with pytest.raises(duckdb.ConstraintException):
        connection.execute(f"INSERT INTO internal.{table} VALUES {new.replace('_form', '_farm')}")


def test_views_show_the_form_in_a_store_that_had_none(tmp_path: Path) -> None:
    """As the writer's file of format 1 may be left by a run that was killed after the step."""
    path = keep_format.unpack(1, tmp_path / "news")
    with duckdb.connect(":memory:") as connection:
        file = path / "writer" / "news.duckdb"
        connection.execute(f"ATTACH '{file}' AS news (STORAGE_VERSION 'v1.5.0'); USE news")
        assert migrate(connection) == FORMAT
    with Store.open(path) as store:
        before = store.rows("SELECT relation FROM pairs ORDER BY relation")
        store.rows(
            "UPDATE internal.pairs SET relation = 'same_form' WHERE (article_id, other_id) ="
            " (SELECT (article_id, other_id) FROM internal.pairs WHERE relation = 'spun'"
            " ORDER BY ALL LIMIT 1)"
        )
        after = store.rows("SELECT relation FROM pairs ORDER BY relation")

    assert len(after) == len(before)
    assert after[-1] == ("same_form",)
    assert ("same_form",) not in before


def version(file: Path) -> int:
    """The storage version of a DuckDB file: 8 bytes after a checksum and the letters DUCK."""
    with file.open("rb") as opened:
        return int.from_bytes(opened.read(20)[12:], "little")


def set_version(file: Path, number: int) -> None:
    head = bytearray(file.read_bytes()[:4096])
    head[12:20] = number.to_bytes(8, "little")
    words = [int.from_bytes(head[n : n + 8], "little") for n in range(8, len(head), 8)]
    checksum = 5381
    for word in words:
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    head[:8] = checksum.to_bytes(8, "little")
    with file.open("r+b") as opened:
        opened.write(head)


def test_previous_duckdb_can_read_it(tmp_path: Path) -> None:
    """DuckDB 1.5 reads versions 64 to 68; what 2.0 makes unasked is of 69 or more."""
    with Store.open(tmp_path) as store:
        store.insert("articles", [article(1)])
        snapshot.publish(store)
    duckdb.connect(tmp_path / "unasked.duckdb").close()

    assert version(tmp_path / "unasked.duckdb") > 68
    for name in ("news.duckdb", "writer/news.duckdb", "writer/index.duckdb"):
        assert 64 <= version(tmp_path / name) <= 68


def test_file_of_a_newer_duckdb_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.insert("articles", [article(1)])
    set_version(tmp_path / "writer" / "news.duckdb", 500)
    set_version(tmp_path / "news.duckdb", 500)
    index = (tmp_path / "writer" / "index.duckdb").read_bytes()

    remedy = "a newer DuckDB has written it.*; upgrade with: pip install --upgrade wirecopy"
    with pytest.raises(NewerStoreError, match=remedy):
        Store.open(tmp_path)
    with pytest.raises(NewerStoreError, match=remedy):
        open_reader(tmp_path)
    assert (tmp_path / "writer" / "index.duckdb").read_bytes() == index


def test_new_views_reach_readers(tmp_path: Path) -> None:
    """A store whose views are of another version gets today's, and readers at the next publish."""
    with Store.open(tmp_path) as store:
        store.rows("CREATE OR REPLACE VIEW stories AS SELECT 1 AS old")
        store.state.set_views("another version")

    with Store.open(tmp_path) as store:
        assert snapshot.publish(store) is not None
    with open_reader(tmp_path) as reader:
        assert "title" in reader.query("FROM stories").columns
        comments = "SELECT comment FROM duckdb_views() WHERE view_name = 'stories'"
        assert reader.query(comments).rows == [("Copy groups and single articles about one event",)]
