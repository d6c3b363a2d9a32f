"""`wirecopy sql`: read-only, shut off from everything else, and bounded, unless asked otherwise."""

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from storage import reader
from storage.errors import QueryError
from storage.reader import open_reader
from tests.console import HANGS, PEAK, clean_environment, wirecopy
from tests.wirecopy import hostile
from tests.wirecopy.inside import wirecopy as inside
from wirecopy.show.rows import RISKY, UNSAFE
from wirecopy.workers import apart

# Runs the command line; its exit code, and the peak of memory of the largest of its children.
CHILDREN = """
import resource, sys
from wirecopy.cli import run
code = run(sys.argv[1:]).code
print(code, 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sql") / "news"
    hostile.make(path)
    (path / "secret.csv").write_text("a,b\n1,2\n")
    return path


def refused(store: Path, query: str, *options: str) -> str:
    """What is said of a query that is not answered: one line, exit code 2."""
    code, out, told = inside("sql", query, "--store", store, *options)
    assert (code, out) == (2, ""), told
    (line,) = told.splitlines()
    return line


@pytest.mark.parametrize(
    "query",
    [
        "FROM read_csv('{store}/secret.csv')",
        "FROM read_text('/etc/hostname')",
        "COPY articles TO '{store}/stolen.csv'",
        "ATTACH '{store}/writer/news.duckdb' AS w (READ_ONLY)",
        "FROM 'https://harbor-ledger.example/x.parquet'",
        "INSTALL fts",
        "LOAD fts",
    ],
)
def test_outside_is_shut(store: Path, query: str) -> None:
    refused(store, query.format(store=store))
    assert not (store / "stolen.csv").exists()


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM internal.articles",
        "SELECT 1; DROP VIEW articles",
        "CREATE TABLE mine AS SELECT 1",
        "SET lock_configuration = false",
        "SET enable_external_access = true",
    ],
)
def test_nothing_is_written(store: Path, query: str) -> None:
    refused(store, query)
    with open_reader(store) as opened:
        assert opened.query("SELECT count(*) > 15 FROM articles").rows == [(True,)]


def test_outside_is_open_when_asked(store: Path) -> None:
    query = f"SELECT b FROM read_csv('{store}/secret.csv')"
    assert "--allow-external turns it on" in refused(store, query)

    code, out, _ = inside("sql", query, "--store", store, "--allow-external", "--format", "csv")

    assert (code, out) == (0, "b\r\n2\r\n")
    assert "read-only" in refused(store, "DELETE FROM internal.articles", "--allow-external")


def test_time_limit(store: Path) -> None:
    endless = "SELECT count(*) FROM range(10000000000) a, range(10000) b"
    line = refused(store, endless, "--timeout", "0.3")
    assert "stopped at the time limit of 0.3 s" in line


def test_memory_limit(store: Path) -> None:
    large = "SELECT list(md5(a::VARCHAR)) FROM range(3000000) t(a)"
    line = refused(store, large, "--memory", "20MB")
    assert "Out of Memory" in line
    assert "SET " not in line, "no query may change a setting"
    assert "stopped at the memory limit of 1KB" in refused(store, "SELECT 1", "--memory", "1KB")
    assert "memory limit 'plenty'" in refused(store, "SELECT 1", "--memory", "plenty")


def test_rows_too_large_to_be_handed_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may be at its end after the query, where its process packs the rows."""
    monkeypatch.setattr(apart, "stream", Mock(side_effect=MemoryError))
    assert "stopped at the memory limit of 2GB" in refused(store, "SELECT 1")


def test_largest_time_limit_can_be_kept(store: Path) -> None:
    code, _, told = inside("sql", "SELECT 7", "--store", store, "--timeout", "36500d")
    assert (code, told) == (0, "")


@pytest.mark.parametrize("limit", ["inf", "nan", "-1", "1e15", "99999999999d"])
def test_what_is_no_time_limit(store: Path, limit: str) -> None:
    code, _, told = inside("sql", "SELECT 1", "--store", store, "--timeout", limit)
    assert code == 2
    assert "is no length of time; write 90s" in told or "is longer than 36,500 days" in told


@pytest.mark.parametrize(
    ("query", "limits", "told"),
    [
        ("SELECT length(repeat('x', 2000000000))", ("100MB", "0"), "memory limit of 100MB"),
        ("SELECT list_sum(range(1000000000))", ("100MB", "0"), "memory limit of 100MB"),
        (
            "SELECT levenshtein(repeat('x', 2000000), repeat('y', 2000000))",
            ("1GB", "1"),
            "time limit of 1 s",
        ),
    ],
)
def test_what_hears_of_no_limit_is_ended(
    store: Path, query: str, limits: tuple[str, str], told: str
) -> None:
    """DuckDB counts nothing of what these take, and lets nobody interrupt them."""
    memory, timeout = limits
    given = ["sql", query, "--store", str(store), "--memory", memory, "--timeout", timeout]
    done = subprocess.run(
        [sys.executable, "-c", CHILDREN, *given],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
        timeout=HANGS,
    )
    code, peak = map(int, done.stdout.split()[-2:])
    (line,) = done.stderr.splitlines()
    assert code == 2
    assert f"the {told}" in line
    assert peak < 1_700_000_000, "what is asked for would be 2 GB and more"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_query_ends_with_who_asked(store: Path, tmp_path: Path, number: signal.Signals) -> None:
    """And what it has spilled to the disk by then goes with it."""
    query = "SELECT count(*) FROM (SELECT DISTINCT md5(a::VARCHAR) FROM range(10000000000) t(a))"
    asking = [sys.executable, "-m", "wirecopy", "sql", query, "--store", str(store)]
    with subprocess.Popen(
        [*asking, "--timeout", "0", "--memory", "50MB"],
        stderr=subprocess.DEVNULL,
        env={**clean_environment(), "TMPDIR": str(tmp_path)},
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until(lambda: any(path.is_file() for path in tmp_path.rglob("*")))
        until(lambda: children.read_text().strip() != "")  # the kernel may miss some for a moment
        child = Path("/proc") / children.read_text().strip()
        process.send_signal(number)
        process.wait(HANGS)
        until(lambda: not child.exists() or "State:\tZ" in (child / "status").read_text())
        assert list(tmp_path.iterdir()) == []


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes, however long that takes."""
    deadline = time.monotonic() + HANGS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_time_limit_counts_all_rows(store: Path) -> None:
    """Not each thousand of them anew; what was found in time is printed."""
    query = "SELECT count(*) FROM range(300000) a, range(50) b WHERE hash(a.range, b.range, n) = 1"
    slowly = f"SELECT n, ({query}) FROM range(100000) t(n)"
    code, _, told = inside("sql", slowly, "--store", store, "--format", "jsonl", "--timeout", "1")
    assert code == 2
    assert "stopped at the time limit of 1 s" in told


def test_answer_is_not_held_in_memory(store: Path) -> None:
    """600,000 rows: as CSV they pass through, as a table they are refused."""
    large = "SELECT a, md5(a::VARCHAR) AS b FROM range(600000) t(a)"
    assert "a table of more than 100,000 rows; take LIMIT" in refused(store, large)

    ask = (
        "import sys; from wirecopy.cli import run; run(sys.argv[1:]); sys.stderr.write(f'{peak()}')"
    )
    script = f"{PEAK}\n{ask}"
    given = [sys.executable, "-c", script, "sql", large, "--format", "csv", "--store", str(store)]
    done = subprocess.run(given, capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 600_001
    assert int(done.stderr) < 160_000_000, "130 MB with a part of them, 200 MB with all"


def test_slow_query_prints_its_answer_alone(store: Path) -> None:
    """Else DuckDB draws a bar on standard output, among the rows."""
    setting = "SELECT current_setting('enable_progress_bar') AS bar"
    assert inside("sql", setting, "--store", store, "--format", "csv") == (
        0,
        "bar\r\nfalse\r\n",
        "",
    )


def test_limit_of_what_is_spilled(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sort must not fill the disk that crawls write to."""
    monkeypatch.setattr(reader, "SPILL", "20MB")
    sort = "SELECT count(*) FROM (SELECT DISTINCT md5(a::VARCHAR) FROM range(6000000) t(a))"
    with open_reader(store, memory_limit="40MB") as opened, pytest.raises(QueryError) as error:
        opened.query(sort)
    assert "max_temp_directory_size" in str(error.value)


def test_query_from_standard_input(store: Path) -> None:
    done = wirecopy("sql", "-", "--store", store, "--format", "csv", stdin="SELECT 7 AS n")
    assert (done.returncode, done.stdout) == (0, "n\r\n7\r\n")
    done = wirecopy("sql", "-", "--store", store, stdin=b"SELECT '\xff'")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wirecopy: the query is not UTF-8")


def test_query_with_half_a_character(store: Path) -> None:
    assert "the query is not UTF-8" in refused(store, "SELECT '\udcff'")
    assert "the query is not UTF-8" in refused(store, "SELECT '\ud83d'")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_hostile_titles(store: Path, form: str) -> None:
    """Whole where programs read them; harmless on a terminal and in a spreadsheet."""
    query = "SELECT article_id, title FROM articles WHERE article_id > 100 ORDER BY article_id"
    code, out, told = inside("sql", query, "--store", store, "--format", form)

    assert (code, told) == (0, "")
    found: dict[int, str]
    if form == "table":
        assert not UNSAFE.search(out)
        assert len(out.splitlines()) == 1 + len(hostile.TITLES)
    elif form == "csv":
        _, *rows = csv.reader(io.StringIO(out, newline=""), strict=True)
        assert not any(RISKY.match(title) for _, title in rows)
        found = {int(n): t[1:] if t[0] == "'" and RISKY.match(t[1:]) else t for n, t in rows}
        assert found == hostile.TURNED
    else:
        rows_ = json.loads(out) if form == "json" else map(json.loads, out.split("\n")[:-1])
        assert {row["article_id"]: row["title"] for row in rows_} == hostile.TITLES
