"""Publishing: what readers see, when, and what they see when the writer dies."""

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sample_records import article

from storage import runs, snapshot
from storage.records import GroupRow, StoryRow, now
from storage.store import Store


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


def add(store: Store, article_id: int) -> None:
    store.insert("articles", [article(article_id)])


def seen(path: Path) -> list[int]:
    """What somebody sees who knows DuckDB and nothing else."""
    with duckdb.connect(path / "news.duckdb", read_only=True) as connection:
        found = connection.execute("SELECT article_id FROM articles ORDER BY 1").fetchall()
    return [article_id for (article_id,) in found]


def snapshots(path: Path) -> list[Path]:
    return sorted((path / "snapshots").iterdir())


def test_new_store_has_an_empty_snapshot(store: Store) -> None:
    assert seen(store.path) == []
    assert snapshot.publish(store) is None


def test_lost_snapshot_is_made_again(store: Store) -> None:
    path = store.path
    add(store, 1)
    store.close()
    (path / "news.duckdb").unlink()

    with Store.open(path):
        assert seen(path) == [1]


def test_readers_see_what_was_published(store: Store) -> None:
    add(store, 1)
    assert seen(store.path) == []

    published = snapshot.publish(store)

    assert published is not None
    assert published == snapshot.current(store.path)
    assert seen(store.path) == [1]
    assert snapshot.publish(store) is None


def test_deleting_counts_as_change_when_marked(store: Store) -> None:
    add(store, 1)
    snapshot.publish(store)
    with store.transaction():
        store.rows("DELETE FROM internal.articles")
        snapshot.mark_changed(store)

    assert snapshot.publish(store) is not None
    assert seen(store.path) == []


def test_what_was_rolled_back_is_no_change(store: Store) -> None:
    store.connection.execute("BEGIN TRANSACTION")
    add(store, 1)
    store.connection.execute("ROLLBACK")

    assert snapshot.publish(store) is None


def group(run_id: int, confidence: float = 0.8) -> GroupRow:
    return GroupRow(1, 1, "named", confidence, ["earlier", "agency"], run_id)


def test_replacing_by_the_same_is_no_change(store: Store) -> None:
    assert store.replace("copy_groups", [group(1)])
    snapshot.publish(store)

    assert not store.replace("copy_groups", [group(2)])
    assert snapshot.publish(store) is None
    assert store.rows("SELECT run_id FROM internal.copy_groups") == [(1,)]


@pytest.mark.parametrize("rows", [[], [group(1, 0.7)], [group(1), group(1)]])
def test_replacing_by_others_is_a_change(store: Store, rows: list[GroupRow]) -> None:
    store.replace("copy_groups", [group(1)])
    snapshot.publish(store)

    assert store.replace("copy_groups", rows)
    assert snapshot.publish(store) is not None
    assert store.rows("FROM internal.copy_groups") == rows


@pytest.mark.parametrize(("minutes", "is_published"), [(14, False), (16, True)])
def test_run_rows_alone_wait(store: Store, minutes: int, is_published: bool) -> None:
    runs.finish(store, runs.begin(store, "crawl", "1.0", "abc"), 0)
    store.set_state("published_at", (now() - dt.timedelta(minutes=minutes)).isoformat())

    assert (snapshot.publish(store) is not None) == is_published


def test_no_run_no_publish(store: Store) -> None:
    runs.finish(store, runs.begin(store, "crawl", "1.0", "abc"), 0)
    add(store, 1)
    snapshot.publish(store)
    store.rows("UPDATE internal.runs SET started_at = '2020-01-01', ended_at = '2020-01-01'")
    store.set_state("published_at", (now() - dt.timedelta(days=1)).isoformat())

    assert snapshot.publish(store) is None


def test_moved_store_can_be_read(store: Store, tmp_path: Path) -> None:
    add(store, 1)
    snapshot.publish(store)
    store.close()

    moved = store.path.rename(tmp_path / "moved")

    assert seen(moved) == [1]
    with Store.open(moved) as again:
        assert snapshot.publish(again) is None


def test_writers_files_stay_shut_after_a_publish(store: Store) -> None:
    """A copy made in the writer's own process would have dropped DuckDB's lock."""
    add(store, 1)
    snapshot.publish(store)

    for name in ("news.duckdb", "index.duckdb"):
        tried = subprocess.run(
            [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1])",
             store.path / "writer" / name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert tried.returncode == 1
        assert "Conflicting lock is held" in tried.stderr


# What is kept ------------------------------------------------------------------------------------


def publish_again(store: Store) -> Path:
    snapshot.mark_changed(store)
    published = snapshot.publish(store)
    assert published is not None
    return published


def test_newest_two_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "GRACE_S", 0)
    published = [publish_again(store) for _ in range(4)]

    assert [file.name for file in snapshots(store.path)] == [file.name for file in published[-2:]]


def test_just_superseded_are_kept(store: Store) -> None:
    for _ in range(3):
        publish_again(store)

    assert len(snapshots(store.path)) == 4


def test_open_snapshot_is_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "GRACE_S", 0)
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(); input()"
    read = publish_again(store)
    with subprocess.Popen(
        [sys.executable, "-c", script, store.path / "news.duckdb"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        for _ in range(3):
            publish_again(store)
        assert read.exists()
        assert len(snapshots(store.path)) == 3
        reader.communicate(b"\n")

    publish_again(store)
    assert not read.exists()
    assert len(snapshots(store.path)) == 2


def test_failed_copy_leaves_the_old_snapshot(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cp = tmp_path / "cp"
    cp.write_text('#!/bin/sh\necho half > "$4"\necho "cp: No space left on device" >&2\nexit 1\n')
    cp.chmod(0o755)
    before = snapshot.current(store.path)
    add(store, 1)

    with monkeypatch.context() as full_disk:
        full_disk.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        with pytest.raises(OSError, match="no snapshot could be written; cp: No space left"):
            snapshot.publish(store)

    assert seen(store.path) == []
    assert snapshots(store.path) == [before]
    snapshot.publish(store)
    assert seen(store.path) == [1]


# The writer dies ---------------------------------------------------------------------------------

DIE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_snapshot import add, at_each_line, killer
from storage import snapshot
from storage.store import Store
with Store.open(Path(sys.argv[2])) as store:
    add(store, 2)
    with at_each_line(killer(int(sys.argv[3]))):
        snapshot.publish(store)
"""


class at_each_line:  # noqa: N801 (used as a function)
    """Call something before each line of storage/snapshot.py that runs."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call

    def __enter__(self) -> None:
        sys.settrace(self.trace)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def trace(self, frame: types.FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != snapshot.__file__:
            return None
        if event == "line":
            self.call()
        return self.trace


def killer(lines: int) -> Callable[[], None]:
    """What kills this process at its n-th call."""
    left = iter(range(lines, 0, -1))

    def count() -> None:
        if next(left, 0) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def lines_of_publish(path: Path) -> int:
    lines = []
    with Store.open(path) as store:
        add(store, 2)
        with at_each_line(lambda: lines.append(1)):
            snapshot.publish(store)
    return len(lines)


def die_at(line: int, path: Path) -> None:
    """Kill a writer before a line of its publish; readers and the next run must not mind."""
    with Store.open(path) as store:
        add(store, 1)
        snapshot.publish(store)
    here = str(Path(__file__).parent)

    died = subprocess.run([sys.executable, "-c", DIE, here, path, str(line)], check=False)

    assert died.returncode == -signal.SIGKILL
    assert seen(path) in ([1], [1, 2])
    with Store.open(path) as store:
        add(store, 3)
        snapshot.publish(store)
        assert seen(path) == [1, 2, 3]
        files = {file.suffix for file in snapshots(path)} | {file.suffix for file in path.iterdir()}
        assert files <= {"", ".duckdb", ".lock"}
        assert snapshots(path)[-1] == snapshot.current(path)


def test_killed_in_the_middle_of_a_publish(tmp_path: Path) -> None:
    lines = lines_of_publish(tmp_path / "counted")
    assert lines > 50
    for line in random.Random(6).sample(range(1, lines + 1), 6):
        die_at(line, tmp_path / str(line))


@pytest.mark.soak
def test_killed_at_every_line_of_a_publish(tmp_path: Path) -> None:
    for line in range(1, lines_of_publish(tmp_path / "counted") + 1):
        die_at(line, tmp_path / str(line))


# Readers beside a writer -------------------------------------------------------------------------

BATCH = 10
READ = """
import json, sys, time
from pathlib import Path
import duckdb
import wirecopy
path = Path(sys.argv[1])
answers, errors = [], []
COUNTS = "SELECT count(*), count(story_id), (SELECT count(*) FROM stories) FROM articles"
news = wirecopy.open(path)

def ask_duckdb():
    with duckdb.connect(path / "news.duckdb", read_only=True) as connection:
        return connection.execute(COUNTS).fetchall()

def ask_wirecopy():
    return news.sql(COUNTS).fetchall()

print("ready", flush=True)
while not (path / "done").exists():
    for ask in (ask_duckdb, ask_wirecopy):
        published = int((path / "published").read_text())
        try:
            answers.append((published, *ask()[0]))
        except Exception as error:
            errors.append(repr(error))
print(json.dumps([answers, errors]))
"""


def test_readers_beside_a_writer(store: Store) -> None:
    """No reader fails, sees half a batch, or misses what was published before it asked."""
    _run_beside_readers(store, publishes=30, readers=1)


@pytest.mark.soak
def test_many_readers_beside_a_writer(store: Store) -> None:
    _run_beside_readers(store, publishes=150, readers=4)


def _run_beside_readers(store: Store, publishes: int, readers: int) -> None:
    publish_batch(store, 0)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", READ, store.path], stdout=subprocess.PIPE, text=True
        )
        for _ in range(readers)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for number in range(1, publishes + 1):
            publish_batch(store, number)
            time.sleep(0.03)  # else a busy machine is done before its readers have begun
        (store.path / "done").touch()
        reports = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()

    for answers, errors in reports:
        assert errors == []
        assert len(answers) >= 10
        assert [a for a in answers if a[1] % BATCH or not a[1] == a[2] == a[3] * BATCH] == []
        assert [a for a in answers if a[1] < (a[0] + 1) * BATCH] == []


def publish_batch(store: Store, number: int) -> None:
    """Publish ten more articles in a story of their own, then say so in a file."""
    ids = range(number * BATCH, (number + 1) * BATCH)
    with store.transaction():
        store.insert("articles", [article(n) for n in ids])
        store.insert("stories", [StoryRow(n, number) for n in ids])
    assert snapshot.publish(store) is not None
    new = store.path / "published.new"
    new.write_text(str(number))
    new.replace(store.path / "published")
