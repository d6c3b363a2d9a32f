"""Store.insert: what goes in comes out, for every record type."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.group.known_pairs import left_of
from dedup.relations import COPIES, RELATIONS
from storage import runs, verdicts
from storage.records import DecisionRow, MeasureRow, OverruledRow, SiteRow, StoryRow
from storage.store import STORAGE_VERSION, Store
from tests.storage.sample_records import NOON, RECORDS, article, pair

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from(list("'\"`\\;%$?{}[]\n\r\t=@\u202e\u2028\ufeff\x1b\x9b")),
    max_size=40,
)
FLOAT = st.floats(allow_nan=False)
OF_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "UBIGINT": st.integers(0, 2**64 - 1),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "DOUBLE": FLOAT,
    "DOUBLE[]": st.lists(FLOAT, max_size=4),
    "BOOLEAN": st.booleans(),
    "VARCHAR": TEXT,
    "VARCHAR[]": st.lists(TEXT, max_size=4),
    "TIMESTAMP": st.datetimes(),
}
CHECKED = {
    ("feeds", "kind"): ("feed", "sitemap", "section"),
    ("urls", "state"): ("pending", "fetched", "gone", "blocked", "failed"),
    ("fetches", "kind"): ("page", "row", "feed", "sitemap", "section", "robots"),
    ("articles", "body_status"): (
        "full",
        "teaser",
        "paywalled",
        "empty",
        "not_an_article",
        "failed",
    ),
    ("pairs", "relation"): RELATIONS,
    ("decisions", "relation"): RELATIONS,
    ("overruled", "relation"): RELATIONS,
    ("decisions", "verb"): ("confirm", "relabel", "split", "merge", "withdraw"),
    ("copy_groups", "source_status"): ("named", "absent", "unknown"),
    ("members", "relation"): ("source", *COPIES),
}


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("insert") / "it's a store") as store:
        yield store


def records_of(store: Store, table: str) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Lists of any records that the table takes."""
    columns = store.rows(
        "SELECT column_name, data_type, is_nullable FROM duckdb_columns()"
        " WHERE database_name = 'news' AND schema_name = 'internal' AND table_name = ?"
        " ORDER BY column_index",
        [table],
    )
    fields = []
    for name, kind, is_nullable in columns:
        allowed = CHECKED.get((table, name))
        values = st.sampled_from(allowed) if allowed else OF_TYPE[kind]
        fields.append(st.none() | values if is_nullable else values)
    return st.lists(st.tuples(*fields).map(lambda row: RECORDS[table](*row)), max_size=5)


@pytest.mark.parametrize("table", RECORDS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_goes_in_comes_out(store: Store, table: str, data: st.DataObject) -> None:
    rows = data.draw(records_of(store, table))
    store.connection.execute(f"DELETE FROM internal.{table}")

    store.insert(table, rows)

    assert store.rows(f"FROM internal.{table}") == [tuple(row) for row in rows]


def test_no_rows_are_fine(store: Store) -> None:
    before = store.rows("SELECT count(*) FROM internal.articles")
    store.insert("articles", [])
    assert store.rows("SELECT count(*) FROM internal.articles") == before


def test_what_has_a_key_takes_the_place_of_what_had_it(store: Store) -> None:
    store.connection.execute("DELETE FROM internal.sites")
    store.insert(
        "sites", [SiteRow("a.example", "A", None, []), SiteRow("b.example", "B", None, [])]
    )

    with store.transaction():
        store.upsert(
            "sites", [SiteRow("b.example", "b", None, []), SiteRow("c.example", "c", None, [])]
        )
        store.upsert("sites", [])

    names = store.rows("SELECT name FROM internal.sites ORDER BY site")
    assert names == [("A",), ("b",), ("c",)]


@pytest.mark.parametrize("write", [Store.replace, Store.upsert])
def test_nothing_is_replaced_outside_a_transaction(
    store: Store, write: Callable[[Store, str, list[SiteRow]], object]
) -> None:
    """Or a kill between the deletion and the insertion would lose what was there."""
    with pytest.raises(RuntimeError, match="in a transaction only"):
        write(store, "sites", [SiteRow("b.example", "b", None, [])])


def test_measures_outlive_a_run_that_is_cut_off(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.rows("DELETE FROM internal.runs")  # the samples have the largest number that there is
    first = runs.begin(store, "import", "1.0", "old")
    second = runs.begin(store, "import", "1.1", "new")
    verdicts.save_measures(store, [MeasureRow(1, "ordered", "words in order", 0.5, True)], first)
    before = store.rows("FROM internal.measures")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "insert", interrupted)
    with pytest.raises(KeyboardInterrupt):
        verdicts.save_measures(
            store, [MeasureRow(1, "ordered", "words in order", 0.8, True)], second
        )

    assert len(before) >= 1
    assert store.rows("FROM internal.measures") == before


def test_rows_of_unequal_length_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="shorter"):
        store.insert("stories", [StoryRow(1, 2), (3,)])


def test_status_outside_the_list_is_refused(store: Store) -> None:
    with pytest.raises(duckdb.ConstraintException):
        store.insert("articles", [article(1, body_status="half")])


OF_PAIRS = (
    ("pairs", lambda name: pair(1, 2, name)),
    ("overruled", lambda name: OverruledRow(1, 2, name, 1.0, True)),
    ("decisions", lambda name: DecisionRow(1, "relabel", 1, 2, name, "spun", "A", None, NOON)),
)


@pytest.mark.parametrize(("table", "row"), OF_PAIRS, ids=["pairs", "overruled", "decisions"])
def test_relation_outside_the_list_is_refused(
    store: Store, table: str, row: Callable[[str], Any]
) -> None:
    for relation in RELATIONS:
        store.insert(table, [row(relation)])
    for other in ("same_forms", "form", "source", "SAME_FORM", ""):
        with pytest.raises(duckdb.ConstraintException):
            store.insert(table, [row(other)])


def test_many_texts_at_once(store: Store) -> None:
    """A batch far longer than DuckDB's vectors (2,048 rows) keeps its order and its texts."""
    store.connection.execute("DELETE FROM internal.articles")
    rows = [article(n, text=f"{n} harbour\n" * 50) for n in range(5_000)]

    store.insert("articles", rows)

    assert store.rows("SELECT article_id, text FROM internal.articles") == [
        (row.article_id, row.text) for row in rows
    ]


def _insert_and_fail(store: Store) -> None:
    store.insert("stories", [StoryRow(1, 1)])
    raise ZeroDivisionError


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    store.connection.execute("DELETE FROM internal.stories")

    with pytest.raises(ZeroDivisionError), store.transaction():
        _insert_and_fail(store)

    assert store.rows("FROM internal.stories") == []
    with store.transaction():
        store.insert("stories", [StoryRow(2, 2)])
    assert store.rows("FROM internal.stories") == [(2, 2)]


def test_every_channel_but_one_is_taken_from_pairs(store: Store) -> None:
    """As grouping has it: what no other channel found was compared because a group asked."""
    store.connection.execute("DELETE FROM internal.pairs")
    found = (["bands"], ["names", "trigrams"], ["bands", "names"], ["names"], ["names"])
    rows = [pair(1, n, "spun", channels=channels) for n, channels in enumerate(found, 2)]
    store.insert("pairs", rows)

    with store.transaction():
        verdicts.change_channels(store, lambda channels: left_of(channels, "bands"))

    left = store.rows("SELECT channels FROM internal.pairs ORDER BY other_id")
    assert left == [(["bands"],), (["group"],), (["bands"],), (["group"],), (["group"],)]


def test_previous_duckdb_can_read_the_files(tmp_path: Path) -> None:
    """Number 68 is the newest that DuckDB 1.5 reads; it stands after the checksum and DUCK."""
    with Store.open(tmp_path):
        pass

    files = [*tmp_path.glob("writer/*.duckdb"), *tmp_path.glob("snapshots/*.duckdb")]
    assert len(files) == 3
    assert {int.from_bytes(file.read_bytes()[12:20], "little") for file in files} == {68}
    assert STORAGE_VERSION == "v1.5.0"
