"""The public views: what they say, that they say it all, and that docs/schema.md says the same."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import search, views
from storage.records import GroupRow, MemberRow, OverruledRow, TwinRow
from storage.store import Store
from tests.storage.own_sources import own_sources
from tests.storage.sample_records import NOON, RECORDS, article, fill, pair


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("views") / "news") as store:
        fill(store)
        search.refresh(store)
        yield store


def columns(store: Store, table: str) -> list[str]:
    found = store.rows(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'news'"
        " AND schema_name = 'internal' AND table_name = ? ORDER BY column_index",
        [table],
    )
    return [name for (name,) in found]


@pytest.mark.parametrize(("table", "record"), RECORDS.items())
def test_record_is_its_table(store: Store, table: str, record: Any) -> None:
    assert list(record._fields) == columns(store, table)


def test_every_table_has_a_record(store: Store) -> None:
    tables = store.rows(
        "SELECT table_name FROM duckdb_tables()"
        " WHERE database_name = 'news' AND schema_name = 'internal'"
    )

    written_by_sql_alone = {
        *("migrations", "state", "common_keys", "background", "furniture", "openings"),
        *("searched", "terms", "postings", "learnt", "held"),
        *("pair_history", "member_history", "group_history", "archive_files"),
    }
    assert {name for (name,) in tables} == RECORDS.keys() | written_by_sql_alone


def test_everything_public_has_a_comment(store: Store) -> None:
    views = store.rows(
        "SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'news'"
        " AND schema_name = 'main' AND NOT internal"
    )
    columns = store.rows(
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns()"
        " WHERE database_name = 'news' AND schema_name = 'main'"
    )
    macros = store.rows(
        "SELECT function_name, comment FROM duckdb_functions() WHERE database_name = 'news'"
        " AND schema_name = 'main' AND NOT internal"
    )

    assert len(views) >= 24
    assert len(columns) > 150
    assert len(macros) == 4
    assert [name for name, comment in views + columns + macros if not comment] == []


def test_explain_goes_in_the_order_of_the_measures(store: Store) -> None:
    found = store.rows("SELECT measure FROM explain(2, 1)")

    assert found == store.rows("SELECT measure FROM internal.measures ORDER BY position")


def test_public_types_need_nothing_extra(store: Store) -> None:
    """No time zone type (needs pytz), no HUGEINT (a float in pandas), no INTERVAL."""
    types = store.rows(
        "SELECT DISTINCT data_type FROM duckdb_columns()"
        " WHERE database_name = 'news' AND schema_name = 'main'"
    )

    simple = {"BIGINT", "INTEGER", "DOUBLE", "VARCHAR", "VARCHAR[]", "BOOLEAN", "TIMESTAMP"}
    assert {kind for (kind,) in types if not kind.startswith("ENUM")} <= simple


ANSWERS: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("SELECT article_id, relation, source_id, story_id FROM articles ORDER BY 1",
     [(1, "source", 1, 1), (2, "spun", 1, 1), (3, None, None, None), (4, None, None, 1)]),
    ("SELECT article_id FROM distinct_articles ORDER BY 1", [(1,), (3,), (4,)]),
    ("SELECT copy_id, source_id, relation, share, lag_minutes FROM copies",
     [(2, 1, "spun", 0.6, 90.0)]),
    ("SELECT is_licensed, is_own_site FROM copies", [(True, False)]),
    ("SELECT other_id, relation FROM pairs WHERE article_id = 1 ORDER BY 1",
     [(2, "spun"), (3, "partial"), (4, "same_story")]),
    # The excerpt owes, although more of the original is in it than of it in the original.
    ("SELECT article_id, source_id, share, article_words, source_words FROM partials",
     [(3, 1, 0.3, 30, 10)]),
    ("SELECT measure, value, threshold, met FROM explain(2, 1) ORDER BY 1",
     [("gap", 2.0, 1.0, False), ("ordered", 0.7, 0.5, True)]),
    ("SELECT group_id, n_copies, n_spun, n_sites, median_lag_minutes FROM copy_groups",
     [(1, 1, 1, 2, 90.0)]),
    ("SELECT story_id, title, n_articles, n_groups, n_sites FROM stories",
     [(1, "Harbour dredging, part 1", 3, 1, 2)]),
    ("SELECT source_site, copy_site, relation, n_copies, n_pairs FROM site_pairs",
     [("harbor-ledger.example", "copy.example", "spun", 1, 1)]),
    ("SELECT source_id, copy_id, source_phrase, copy_phrase FROM replacements",
     [(1, 2, "began work", "commenced labour")]),
    ("SELECT site, name, n_articles FROM sites ORDER BY site",
     [("copy.example", "Copy", 2), ("digest.example", None, 1),
      ("harbor-ledger.example", None, 1)]),
    ("SELECT copy_id FROM copies_of('harbor-ledger.example')", [(2,)]),
    ("SELECT article_id FROM search('DREDGERS labour')", []),
    ("SELECT article_id FROM search('dredgers WATCHED part') ORDER BY 1", [(1,), (2,), (3,)]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "answer"), ANSWERS)
def test_view_answers(store: Store, query: str, answer: list[tuple[Any, ...]]) -> None:
    assert store.rows(query) == answer


def test_nothing_is_lent_to_two_that_were_judged_unrelated(tmp_path: Path) -> None:
    """1 and 2 are of one class; a person says that 3 is unrelated to 1."""
    with Store.open(tmp_path / "news") as store:
        store.insert("articles", [article(n) for n in (1, 2, 3, 4)])
        store.insert("pairs", [pair(1, 3, "partial"), pair(2, 3, "partial"), pair(2, 4, "partial")])
        store.insert("overruled", [OverruledRow(1, 3, "unrelated", 1.0, True)])
        store.insert("twins", [TwinRow(1, 2, False), TwinRow(2, 1, False)])

        pairs = store.rows("SELECT article_id, other_id FROM pairs ORDER BY ALL")
        assert pairs == [(1, 4), (2, 3), (2, 4)]


def test_a_copy_whose_source_is_unknown_has_none_that_is_sure(tmp_path: Path) -> None:
    """The group names 1; 3 is a copy of 2, which is not taken for its source."""
    with Store.open(tmp_path / "news") as store:
        fill(store)
        store.insert("members", [MemberRow(3, 1, None, "edited", 0.9, 0.6)])

        known = "source_id, source_status, source_confidence"
        copies = store.rows(f"SELECT copy_id, {known} FROM copies ORDER BY ALL")
        assert copies == [(2, 1, "named", 0.8), (3, None, "unknown", None)]
        query = "SELECT article_id, source_id, source_status FROM articles ORDER BY ALL"
        assert store.rows(query) == [
            (1, 1, "named"),
            (2, 1, "named"),
            (3, None, "unknown"),
            (4, None, None),
        ]


LEDGER, COPY, DIGEST = "harbor-ledger.example", "copy.example", "digest.example"
# What is added to the sample (2 comes 90 minutes after 1, 3 a day after it, 4 has no date), and the
# rows of forms in site_pairs: the earlier site, the later one, pairs, and the minutes between.
FORMS: list[tuple[dict[str, list[Any]], list[tuple[Any, ...]]]] = [
    ({}, []),
    ({"pairs": [pair(2, 3, "partial"), pair(3, 4, "same_story")]}, []),
    ({"pairs": [pair(2, 3, "same_form")]}, [(COPY, DIGEST, 1, 1350.0)]),
    ({"pairs": [pair(3, 4, "same_form")]}, [(DIGEST, COPY, 1, None)]),
    ({"pairs": [pair(2, 5, "same_form"), pair(3, 5, "same_form")]},
     [(LEDGER, COPY, 1, 150.0), (LEDGER, DIGEST, 1, 1500.0)]),
    ({"pairs": [pair(1, 5, "same_form")]}, [(LEDGER, LEDGER, 1, 60.0)]),
    # A reprint fills the form as well; what was found of the text holds for it.
    ({"pairs": [pair(2, 3, "same_form")], "twins": [TwinRow(6, 2, True), TwinRow(2, 6, True)]},
     [(COPY, DIGEST, 2, 1350.0)]),
    ({"overruled": [OverruledRow(1, 4, "same_form", 1.0, True)]}, [(LEDGER, COPY, 1, None)]),
    ({"pairs": [pair(3, 4, "same_form")],
      "overruled": [OverruledRow(3, 4, "unrelated", 1.0, True)]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("added", "forms"), FORMS)
def test_forms_stand_beside_copies_in_site_pairs(
    added: dict[str, list[Any]], forms: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with Store.open(tmp_path / "news") as store:
        fill(store)
        hour = dt.timedelta(hours=1)
        store.insert("articles", [article(5, published_at=NOON - hour)])
        store.insert("articles", [article(6, site=COPY, published_at=NOON + 1.5 * hour)])
        for table, rows in added.items():
            store.insert(table, rows)

        found = store.rows(
            "SELECT source_site, copy_site, n_pairs, median_lag_minutes FROM site_pairs"
            " WHERE relation = 'same_form' ORDER BY ALL"
        )
        copies = store.rows("SELECT sum(n_copies), sum(n_pairs) FROM site_pairs")

    assert found == forms
    assert copies == [(1, 1 + sum(n_pairs for *_, n_pairs, _ in forms))]


SHOWN = [
    ("same_form", {"pairs", "evidence", "site_pairs"}),
    ("same_story", {"pairs", "evidence"}),
    ("partial", {"pairs", "evidence", "partials"}),
    ("unrelated", set()),
]


@pytest.mark.parametrize(("relation", "shown"), SHOWN)
def test_what_is_no_copy_stands_in_few_views(
    relation: str, shown: set[str], tmp_path: Path
) -> None:
    def told(store: Store) -> dict[str, Any]:
        made = "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
        asked = [
            *(name for (name,) in store.rows(made)),
            "keep_map('all')",
            f"copies_of('{LEDGER}')",
        ]
        return {name: store.rows(f"FROM {name} ORDER BY ALL") for name in asked}

    with Store.open(tmp_path / "news") as store:
        fill(store)
        before = told(store)
        store.insert("pairs", [pair(2, 3, relation, story=0.99), pair(3, 4, relation, story=0.99)])
        after = told(store)

    assert {name for name, rows in after.items() if rows != before[name]} == shown
    assert before["stories"]
    assert before["keep_map('all')"]


FOLDER = Path(views.__file__).parent
MADE = re.compile(r"^CREATE (?:OR REPLACE |)(?:VIEW|MACRO|TYPE) (?:IF NOT EXISTS )?([\w.]+)", re.M)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.sql")), ids=lambda file: file.name)
def test_a_file_makes_what_it_is_named_after(file: Path) -> None:
    folder = "internal." if file.parent.name == "internal" else ""
    text = file.read_text("utf-8")

    assert MADE.findall(text) == [folder + file.stem]
    assert set(re.findall(r"^COMMENT ON \w+(?: TABLE)? (\w+)", text, re.M)) <= {file.stem}


def test_a_view_comes_after_what_it_reads() -> None:
    """Whatever their names: adding a view is adding its file."""
    made = MADE.findall(views.sql())

    assert made.index("internal.dated") < made.index("copies") < made.index("copies_of")
    assert made.index("internal.words_of") < made.index("internal.spelled") < made.index("search")


def test_every_process_makes_the_same_sql() -> None:
    """Else a run that adds nothing would make the views anew, and publish the store."""
    script = "from storage import views; print(views.sql())"
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(made) == 1


def test_the_effective_date_is_written_once() -> None:
    rule = re.compile(r"coalesce\(\s*(?:\w+\.)?published_at,\s*(?:\w+\.)?first_seen_at")
    found = [
        path.name
        for path, text in own_sources()
        if path.parts[0] == "storage" and rule.search(text)
    ]

    assert found == ["dated.sql"]


# What two times allow to say, by how exact they are: the lag, and which of two articles that share
# a passage is the later one (2 comes out first, by its times as they stand).
EXACT = [
    ("second", "second", 90.0, 3),
    ("minute", "second", 90.0, 3),
    ("day", "second", None, 1),
    ("second", "day", None, 3),
    ("day", "day", None, 1),
    (None, None, 90.0, 3),
]


@pytest.mark.parametrize(("of_source", "of_copy", "lag", "later"), EXACT)
def test_times_say_no_more_than_they_are_exact(
    of_source: str | None, of_copy: str | None, lag: float | None, later: int, tmp_path: Path
) -> None:
    """A day without a time stands at its midnight, and may be any moment until the next one."""
    hours = dt.timedelta(hours=1.5)
    with Store.open(tmp_path / "news") as store:
        store.insert(
            "articles",
            [
                article(1, published_precision=of_source),
                article(2, published_at=NOON + hours, published_precision=of_copy),
                article(3, published_at=NOON + hours, published_precision=of_copy),
            ],
        )
        store.insert("pairs", [pair(1, 3, "partial", article_share=0.9, other_share=0.3)])
        store.insert("copy_groups", [GroupRow(1, 1, "named", 0.8, ["earlier"], 1)])
        store.insert(
            "members",
            [MemberRow(1, 1, None, "source", 1.0, 1.0), MemberRow(2, 1, 1, "spun", 0.9, 0.6)],
        )
        assert store.rows("SELECT lag_minutes FROM copies") == [(lag,)]
        assert store.rows("SELECT median_lag_minutes FROM copy_groups") == [(lag,)]
        assert store.rows("SELECT article_id FROM partials") == [(later,)]
