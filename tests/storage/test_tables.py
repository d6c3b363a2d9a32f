"""storage/tables.py says of every table what holds, and nothing that does not."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from storage.migrations import MIGRATIONS, shorter_ids
from storage.reader import open_reader
from storage.store import Store
from storage.tables import TABLES, Table, derived

# The SQL of every step, in order; the one that is a function makes its tables with its own.
SCHEMA = "".join(
    (files("storage") / step.does).read_text("utf-8")
    if isinstance(step.does, str)
    else shorter_ids.MADE
    for step in MIGRATIONS
)
# Columns that hold the id of an article, whatever the table calls it.
IDS = {"article_id", "other_id", "class_id", "same_as", "group_id", "source_id", "story_id"}
# Rows that forgetting has to leave (what must not come back), or that the next derivation drops.
KEPT = {("forgotten", "article_id"), ("searched", "article_id"), ("gone", "article_id")}


@pytest.fixture(scope="module", name="columns")
def _columns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    with Store.open(tmp_path_factory.mktemp("tables") / "news") as store:
        yield {
            table: list(names)
            for table, names in store.rows(
                "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
                " JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
                " WHERE database_name = 'news' AND schema_name = 'internal' GROUP BY 1"
            )
        }


def test_every_table_has_its_row_in_order() -> None:
    made = [
        name
        for name in re.findall(r"CREATE TABLE internal\.(\w+)", SCHEMA)
        if not name.endswith("_anew")  # which takes the place of a table that is there
    ]

    assert [table.name for table in TABLES] == made


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_are_those_of_the_table(table: Table, columns: dict[str, list[str]]) -> None:
    said = {*table.key, *table.articles, table.site, table.feed, table.origin, table.note} - {None}

    assert said <= set(columns[table.name])
    ids = {name for name in columns[table.name] if name in IDS and (table.name, name) not in KEPT}
    assert set(table.articles) == ids
    assert ("note" in columns[table.name]) == (table.note is not None)


@pytest.mark.parametrize("table", [t for t in TABLES if t.key], ids=lambda table: table.name)
def test_no_two_rows_have_one_key(table: Table, demo_store: Path) -> None:
    key = ", ".join(table.key)
    with open_reader(demo_store) as reader:
        twice = reader.query(
            f"SELECT {key} FROM internal.{table.name} GROUP BY ALL HAVING count(*) > 1"
        )

    assert twice.rows == []


def test_what_is_derived_from_pages_is_all_that_is_derived() -> None:
    assert set(derived("pairs")) < set(derived("text")) < set(derived("raw"))
    assert set(derived("raw")) == {table for table in TABLES if table.derived_from}
