"""The rows of runs: begun at once, finished with counts and exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import runs
from storage.store import Store


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


def test_run_ids_count_up(store: Store) -> None:
    assert [runs.begin(store, "crawl", "1.0", "abc") for _ in range(3)] == [1, 2, 3]


def test_killed_run_shows_without_an_end(store: Store) -> None:
    path = store.path
    runs.begin(store, "crawl", "1.0", "abc")
    store.close()

    with Store.open(path) as again:
        found = again.rows("SELECT command, version, config_hash, ended_at, exit_code FROM runs")
    assert found == [("crawl", "1.0", "abc", None, None)]


def test_finish_writes_counts(store: Store) -> None:
    run_id = runs.begin(store, "import", "1.0", "abc")

    runs.finish(store, run_id, 3, articles=7, note="one 'bad' row")

    assert store.rows(
        "SELECT run_id, exit_code, pages, articles, note, seconds >= 0 FROM runs"
    ) == [(1, 3, 0, 7, "one 'bad' row", True)]


def test_unknown_count_is_refused(store: Store) -> None:
    run_id = runs.begin(store, "import", "1.0", "abc")
    with pytest.raises(ValueError, match="no such count: artciles; one of pages, articles"):
        runs.finish(store, run_id, 0, artciles=7)


def test_run_adds_up(store: Store) -> None:
    with runs.run(store, "crawl", "1.0", "abc") as run:
        run.count(pages=2)
        run.count(pages=3, articles=1)
        run.exit_code = 15

    assert store.rows("SELECT pages, articles, exit_code FROM runs") == [(5, 1, 15)]


@pytest.mark.parametrize(
    ("error", "exit_code"), [(ValueError, 70), (KeyboardInterrupt, 130), (OSError, 74)]
)
def test_run_that_fails_is_finished(
    store: Store, error: type[BaseException], exit_code: int
) -> None:
    def fail() -> None:
        with runs.run(store, "crawl", "1.0", "abc") as run:
            run.count(pages=2)
            raise error

    with pytest.raises(error):
        fail()
    assert store.rows("SELECT pages, exit_code FROM runs") == [(2, exit_code)]


class _LockedOut(Exception):  # noqa: N818 (as the command line's own)
    exit_code = 75


def test_error_may_know_its_exit_code() -> None:
    assert runs.exit_code(_LockedOut()) == 75


def test_failure_to_finish_hides_nothing(store: Store) -> None:
    def fail() -> None:
        with runs.run(store, "crawl", "1.0", "abc"):
            store.connection.execute("ALTER TABLE internal.runs RENAME TO runs_that_are_gone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
