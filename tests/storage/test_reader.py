"""The reader: what it answers, what it refuses, and how it says so."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from storage import runs, snapshot
from storage.errors import NoSuchStoreError, QueryError, StoreError
from storage.reader import Reader, Rows, open_newest, open_reader
from storage.store import Store
from tests.storage.sample_records import article, fill


@pytest.fixture(scope="module", name="path")
def _path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reader") / "reader's news"
    with Store.open(path) as store:
        fill(store)
        store.insert("articles", [article(9, title='It\'s "quoted"; DROP TABLE x --')])
        snapshot.publish(store)
    (path / "secret.csv").write_text("a,b\n1,2\n")
    return path


@pytest.fixture(scope="module", name="reader")
def _reader(path: Path) -> Iterator[Reader]:
    with open_reader(path) as reader:
        yield reader


def test_query_gives_columns_and_rows(reader: Reader) -> None:
    assert reader.query("SELECT copy_id, relation FROM copies") == Rows(
        ["copy_id", "relation"], [(2, "spun")]
    )


def test_parameters_by_place_and_by_name(reader: Reader) -> None:
    title = 'It\'s "quoted"; DROP TABLE x --'
    query = "SELECT article_id FROM articles WHERE title = "

    assert reader.query(f"{query} ?", [title]).rows == [(9,)]
    assert reader.query(f"{query} $title", {"title": title}).rows == [(9,)]
    assert reader.relation(f"{query} $title", {"title": title}).fetchall() == [(9,)]


LIMITED = [
    "FROM articles WHERE words >= (SELECT count(*) FROM runs) LIMIT 2",
    "FROM articles, (SELECT count(*) AS n FROM runs) WHERE words > n LIMIT 2",
    "FROM articles LEFT JOIN (SELECT max(run_id) AS run FROM runs) ON true LIMIT 2",
]


@pytest.mark.parametrize("query", LIMITED)
def test_limit_holds_beside_an_aggregate(reader: Reader, query: str) -> None:
    """DuckDB 2.0.0 by itself gives every row."""
    assert len(reader.query(query).rows) == 2
    assert len(reader.relation(query).fetchall()) == 2


def test_store_is_called_news(reader: Reader) -> None:
    assert reader.query("SELECT count(*) FROM news.main.articles").rows == [(5,)]


def test_copied_file_can_be_read(path: Path, tmp_path: Path) -> None:
    copied = tmp_path / "sent by mail.duckdb"
    copied.write_bytes((path / "news.duckdb").read_bytes())
    with open_reader(copied) as reader:
        assert reader.query("SELECT count(*) FROM articles").rows == [(5,)]


def test_two_readers_in_one_process(path: Path) -> None:
    with open_reader(path) as one, open_reader(path, memory_limit="200MB") as two:
        assert one.query("FROM pairs") == two.query("FROM pairs")


WRITES = [
    "INSERT INTO internal.stories VALUES (1, 1)",
    "DELETE FROM internal.articles",
    "CREATE TABLE mine (a INTEGER)",
    "CREATE OR REPLACE VIEW articles AS SELECT 1",
    "DROP VIEW articles",
    "COMMENT ON VIEW articles IS 'mine'",
]
OUTSIDE = [
    "FROM read_csv('{path}/secret.csv')",
    "FROM '{path}/secret.csv'",
    "FROM read_text('{path}/secret.csv')",
    "FROM glob('{path}/*')",
    "COPY articles TO '{path}/stolen.csv'",
    "EXPORT DATABASE '{path}/stolen'",
    "ATTACH '{path}/other.duckdb'",
    "ATTACH '{path}/writer/news.duckdb' AS w (READ_ONLY)",
    "INSTALL fts",
    "LOAD fts",
    "LOAD '{path}/evil.duckdb_extension'",
    "FROM read_parquet('https://harbor-ledger.example/x.parquet')",
    "CREATE PERSISTENT SECRET s (TYPE s3)",
]
UNLOCK = [
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET autoload_known_extensions = true",
    "SET memory_limit = '1TB'",
    "SET temp_directory = '/tmp/elsewhere'",
    "RESET lock_configuration",
    "PRAGMA enable_external_access",
]


@pytest.mark.parametrize("query", WRITES + OUTSIDE + UNLOCK)
def test_reader_refuses(reader: Reader, path: Path, query: str) -> None:
    before = {file.name for file in path.rglob("*")}

    with pytest.raises(QueryError) as refused:
        reader.query(query.format(path=str(path).replace("'", "''")))

    assert "\n" not in str(refused.value)
    assert {file.name for file in path.rglob("*")} == before
    assert reader.query("SELECT count(*) FROM articles").rows == [(5,)]


def test_python_variables_are_no_tables(reader: Reader) -> None:
    rows = reader.relation("SELECT 1 AS a")
    assert rows.fetchall() == [(1,)]
    with pytest.raises(QueryError, match="Table with name rows does not exist"):
        reader.query("FROM rows")


def test_external_access_when_asked(path: Path) -> None:
    with open_reader(path, allow_external=True) as reader:
        assert reader.query("FROM read_csv(?)", [str(path / "secret.csv")]).rows == [(1, 2)]
        with pytest.raises(QueryError):
            reader.query("DELETE FROM internal.articles")


ERRORS = [
    ("SELECT * FROM artciles", 'Table with name artciles does not exist! Did you mean "articles"?'),
    ("SELCT 1", 'Parser Error: syntax error at or near "SELCT"'),
    ("SELECT $site", "Values were not provided for the following parameters: site"),
    ("", "there is no query in it"),
    ("-- only a comment", "there is no query in it"),
    ("SELECT 'x'::INTEGER", "Could not convert string 'x' to INT32"),
    ("FROM '/etc/hostname.csv'", "--allow-external turns it on, for queries that you trust"),
]


@pytest.mark.parametrize(("query", "says"), ERRORS)
def test_errors_are_one_line(reader: Reader, query: str, says: str) -> None:
    with pytest.raises(QueryError) as error:
        reader.query(query)

    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_time_limit(path: Path) -> None:
    with open_reader(path, timeout=0.3) as reader:
        with pytest.raises(QueryError, match=r"stopped at the time limit of 0\.3 s"):
            reader.query("SELECT count(*) FROM range(10000000000) a, range(10000) b")
        assert reader.query("SELECT 1").rows == [(1,)]


def test_memory_limit(path: Path) -> None:
    with (
        open_reader(path, memory_limit="20MB") as reader,
        pytest.raises(QueryError, match="Memory"),
    ):
        reader.query("SELECT list(md5(a::VARCHAR)) FROM range(3000000) t(a)")


def test_memory_limit_that_is_none(path: Path) -> None:
    with pytest.raises(QueryError, match=r"memory limit '60 parsecs': .* Unknown unit"):
        open_reader(path, memory_limit="60 parsecs")


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoSuchStoreError, match="no store here; make one with: wirecopy import"):
        open_reader(tmp_path / "nothing")


def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("words")
    with pytest.raises(StoreError, match=r"x\.duckdb: can't be opened"):
        open_reader(tmp_path / "x.duckdb")


def test_database_that_is_no_store(tmp_path: Path) -> None:
    duckdb.connect(tmp_path / "x.duckdb").close()
    with pytest.raises(NoSuchStoreError, match="not one that wirecopy has published"):
        open_reader(tmp_path / "x.duckdb")


def test_newest_shows_runs_before_they_are_published(tmp_path: Path) -> None:
    """A run that changed nothing is not published for a while, but `runs` shows it."""
    with Store.open(tmp_path / "news") as store:
        runs.begin(store, "crawl", "0", "0")

    with open_newest(tmp_path / "news") as newest, open_reader(tmp_path / "news") as published:
        assert newest.query("SELECT count(*) FROM runs").rows == [(1,)]
        assert published.query("SELECT count(*) FROM runs").rows == [(0,)]
    Store.open(tmp_path / "news").close()


def test_lock_is_dropped_where_closing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Ctrl-C, say: a program that goes on would keep every run out."""
    Store.open(tmp_path / "news").close()
    reader = open_newest(tmp_path / "news")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), reader:
        patch.setattr(Reader, "close", interrupted)
    reader.connection.close()

    Store.open(tmp_path / "news").close()


def interrupted(_: Reader) -> None:
    raise KeyboardInterrupt


def test_newest_falls_back_to_the_snapshot_while_a_run_writes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news"), open_newest(tmp_path / "news") as reader:
        assert reader.query("SELECT count(*) FROM runs").rows == [(0,)]
