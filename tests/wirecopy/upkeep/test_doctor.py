"""The doctor finds what was broken on purpose, names the remedy, and writes nothing."""

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dedup import fast
from storage.store import Store
from tests.storage.sample_records import article
from tests.wirecopy.inside import process as wirecopy


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def doctor(store: Path) -> tuple[int, dict[str, tuple[bool, str]]]:
    """The exit code, and what each check says."""
    done = wirecopy("doctor", "--format", "jsonl", "--store", store)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {row["check"]: (row["is_fine"], row["what"]) for row in rows}


def test_store_in_order(store: Path) -> None:
    code, found = doctor(store)

    assert code == 0
    assert len(found) == 11
    assert all(fine for fine, _ in found.values())


def test_says_what_large_runs_count_with(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for why in ("plain: no numba", "compiled, for large runs"):
        monkeypatch.setattr(fast, "kernels", partial(fast.Kernels, None, why))
        assert doctor(store)[1]["counting"] == (True, why)


def sql(query: str) -> Callable[[Path], None]:
    def break_it(store: Path) -> None:
        with Store.open(store) as opened:
            opened.rows(query)

    return break_it


def no_snapshot(store: Path) -> None:
    (store / "news.duckdb").unlink()


def unpublished(store: Path) -> None:
    with Store.open(store) as opened:
        opened.insert("articles", [article(1)])


def no_archive(store: Path) -> None:
    shutil.rmtree(store / "raw")
    (store / "raw").mkdir()


def broken_archive(store: Path) -> None:
    for path in (store / "raw").iterdir():
        path.write_bytes(bytes(path.stat().st_size))


FAULTS = [
    (no_snapshot, "snapshot", "run: wirecopy group"),
    (unpublished, "snapshot", "lacks what was committed since"),
    (unpublished, "search", "out of step with 1 article; run: wirecopy group"),
    (no_archive, "archive", "missing"),
    (broken_archive, "raw pages", "50 of 50 pages broken"),
    (sql("UPDATE internal.state SET value = '0' WHERE name = 'extracted_to'"), "extraction",
     "not extracted yet; run: wirecopy group"),
    (sql("UPDATE internal.articles SET body_status = 'failed' WHERE fetch_id > 90"), "extraction",
     "try again with: wirecopy rebuild --stale"),
    (sql("INSERT INTO internal.state VALUES ('unlink', '[\"a.gz\"]')"), "runs", "was broken off"),
    (sql("UPDATE internal.state SET value = '7' WHERE name = 'deriving'"), "runs", "half derived"),
    (sql("UPDATE internal.feeds SET last_polled_at = '2999-01-01' WHERE url LIKE '%northwire%'"),
     "clock", "1 feed polled and 0 answers taken in the future: the clock is wrong, or was"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "check", "told"), FAULTS)
def test_fault_is_found(store: Path, fault: Callable[[Path], None], check: str, told: str) -> None:
    fault(store)
    code, found = doctor(store)

    assert code == 1
    fine, said = found[check]
    assert not fine
    assert told in said


AHEAD = "UPDATE internal.fetches SET fetched_at = '2999-01-01'"


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (
            f"{AHEAD} WHERE kind = 'feed' AND site = 'northwire.example'",
            "0 feeds polled and 1 answer",
        ),
        (f"{AHEAD}, kind = 'row'", "no time lies in the future"),
    ],
)
def test_times_that_nothing_mends_are_told(store: Path, ahead: str, told: str) -> None:
    """Of answers: nobody can ask for them again then. An imported row's is the word of others."""
    sql(ahead)(store)
    code, found = doctor(store)

    assert code == 0
    assert found["clock"][0]
    assert told in found["clock"][1]


def test_files_that_nothing_speaks_of_are_named(store: Path) -> None:
    (store / "raw" / "stray.warc.gz").write_bytes(b"")
    code, found = doctor(store)

    assert code == 0
    assert "stray.warc.gz" in found["files"][1]


def test_run_under_way_is_not_disturbed(store: Path) -> None:
    with Store.open(store):
        done = wirecopy("doctor", "--store", store)

    assert done.returncode == 0, done.stdout
    assert "a run is under way" in done.stderr


def test_store_without_a_database_for_runs(store: Path) -> None:
    """As a backup without `writer/` is: the remedy that is named puts it in order."""
    shutil.rmtree(store / "writer")

    done = wirecopy("doctor", "--store", store)

    assert done.returncode == 1
    (told,) = done.stderr.splitlines()
    assert "writer/news.duckdb: no such file; before anything runs" in told
    subprocess.run(["sh", "-c", told.partition("have: ")[2]], check=True)
    _, found = doctor(store)
    assert [name for name, (fine, _) in found.items() if not fine] == ["snapshot"]
    assert "run: wirecopy group" in found["snapshot"][1]
