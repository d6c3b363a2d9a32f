"""Step 6: ids of 63 bits become their first 53, in every table of a store."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from crawler.urls import canonicalize
from storage import forgotten, migrations
from storage.ids import Ids
from storage.migrations import MIGRATIONS, migrate
from storage.migrations.shorter_ids import COLUMNS
from storage.questions import named
from storage.store import Store
from storage.url_keys import article_id, key_hash
from tests.storage import keep_format
from tests.storage.test_tables import IDS
from tests.wirecopy.inside import wirecopy as inside

FORMER = 5
NAMES = {*IDS, "component_id"}


def ids_in(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[int | None]]:
    """The ids of articles in a database, sorted, by table and column."""
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
        " WHERE schema_name = 'internal' ORDER BY ALL"
    ).fetchall()
    return {
        (table, column): [
            n
            for (n,) in connection.execute(
                f"SELECT {column} FROM internal.{table} ORDER BY ALL"
            ).fetchall()
        ]
        for table, column in columns
        if column in NAMES and table != "shared_ids"
    }


@pytest.fixture(name="former")
def _former(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty store of the former format."""
    with duckdb.connect(":memory:") as connection:
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:FORMER])
            migrate(connection)
        yield connection


def test_every_id_is_shifted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a kept store with copies, pairs, stories and words; nothing needs an address."""
    path = keep_format.unpack(FORMER, tmp_path / "news")
    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS[: FORMER + 1])
    with duckdb.connect(str(path / "writer" / "news.duckdb")) as connection:
        before = ids_in(connection)
        assert migrate(connection) == FORMER + 1
        after = ids_in(connection)
    full = [column for column, ids in before.items() if any(ids)]

    assert len(full) > 20
    assert after == {
        column: [n if n is None else n >> 10 for n in ids] for column, ids in before.items()
    }


def test_every_table_with_ids_is_among_them(former: duckdb.DuckDBPyConnection) -> None:
    found = {(table, column) for table, columns in COLUMNS.items() for column in columns}
    assert found == ids_in(former).keys()


def test_ids_that_begin_alike_stay_apart_and_in_order(former: duckdb.DuckDBPyConnection) -> None:
    """Each moves to the first that is free behind those before it, and is written down."""
    ids = [5 << 10, (5 << 10) + 1, (5 << 10) + 1023, 6 << 10, 9 << 10, 20 << 10]
    for n in ids[:-1]:
        former.execute(
            "INSERT INTO internal.urls VALUES (?, ?, 'u', 's', 'fetched', 1, NULL, now(), NULL)",
            [str(n), n],
        )
    former.execute("INSERT INTO internal.forgotten VALUES (?, NULL, now())", [ids[-1]])
    former.execute("INSERT INTO internal.classes VALUES (?, ?)", [ids[2], ids[1]])
    erasing = json.dumps({"ids": [ids[3]], "site": None, "urls": []})
    former.execute("INSERT INTO internal.state VALUES ('forgetting', ?)", [erasing])
    migrate(former)

    urls = "SELECT article_id FROM internal.urls ORDER BY url_key::BIGINT"
    shared = "SELECT article_id, key_hash FROM internal.shared_ids ORDER BY ALL"
    assert former.execute(urls).fetchall() == [(5,), (6,), (7,), (8,), (9,)]
    assert former.execute("SELECT article_id, class_id FROM internal.classes").fetchall() == [
        (7, 6)
    ]
    assert former.execute("SELECT article_id FROM internal.forgotten").fetchall() == [(20,)]
    assert former.execute(shared).fetchall() == [
        (now, f"{former_id * 2:016x}{0:016x}")
        for now, former_id in zip((5, 6, 7, 8), ids[:4], strict=True)
    ]
    ((said,),) = former.execute(
        "SELECT value FROM internal.state WHERE name = 'forgetting'"
    ).fetchall()
    assert json.loads(said)["ids"] == [8]


def test_an_article_is_found_by_the_id_that_it_had(tmp_path: Path) -> None:
    """A whole one, in every command; and its address leads to it as before."""
    path = keep_format.unpack(FORMER, tmp_path / "news")
    with duckdb.connect(str(path / "writer" / "news.duckdb"), read_only=True) as connection:
        formerly = connection.execute("SELECT url, article_id FROM internal.articles").fetchall()
    with Store.open(path) as store:
        for url, had in formerly:
            key = canonicalize(url)
            assert named.beginning(store, str(had)) == [had >> 10] == [article_id(key)]
            assert named.at_url(store, key, url) == [had >> 10] == [Ids(store).of(key)]
            assert forgotten.whole_id(store, had) == had >> 10
            assert forgotten.whole_id(store, had >> 10) == had >> 10
            assert named.beginning(store, str(had)[:-1]) == []
    url, had = formerly[0]
    assert inside("show", str(had), "--store", path, "--format", "json") == inside(
        "show", str(had >> 10), "--store", path, "--format", "json"
    )


def test_keys_that_began_alike_are_known_by_what_was_known_of_them(tmp_path: Path) -> None:
    """A key has the id that its article was moved to, and another key doesn't."""
    with Store.open(tmp_path / "news") as store:
        moved = key_hash("https://a.example/moved")
        own = article_id("https://a.example/moved")
        known = f"{int(moved, 16) >> 65 << 65:032x}"
        other = f"{(own << 75) + (1 << 70):032x}"
        store.rows(
            "INSERT INTO internal.shared_ids VALUES (?, ?), (?, ?)", [other, own, known, own + 1]
        )
        ids = Ids(store)
        assert ids.of("https://a.example/moved") == own + 1
        assert named.of_key(store, "https://a.example/moved") == [own + 1]
        assert ids.of_hash(f"{(own << 75) + 3:032x}") == own + 2
