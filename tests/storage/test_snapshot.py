"""Publishing: when it happens, what readers see then, and which snapshots are kept."""

import datetime as dt
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import runs, snapshot
from storage.records import GroupRow, now
from storage.state import Published
from storage.store import Store
from tests.storage.sample_records import add, seen, snapshots


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


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
        store.state.mark_changed()

    assert snapshot.publish(store) is not None
    assert seen(store.path) == []


def test_what_was_rolled_back_is_no_change(store: Store) -> None:
    store.connection.execute("BEGIN TRANSACTION")
    add(store, 1)
    store.connection.execute("ROLLBACK")

    assert snapshot.publish(store) is None


def group(run_id: int, confidence: float = 0.8) -> GroupRow:
    return GroupRow(1, 1, "named", confidence, ["earlier", "agency"], run_id)


def replace(store: Store, rows: list[GroupRow]) -> bool:
    with store.transaction():
        return store.replace("copy_groups", rows)


def test_replacing_by_the_same_is_no_change(store: Store) -> None:
    assert replace(store, [group(1)])
    snapshot.publish(store)

    assert not replace(store, [group(2)])
    assert snapshot.publish(store) is None
    assert store.rows("SELECT run_id FROM internal.copy_groups") == [(1,)]


@pytest.mark.parametrize("rows", [[], [group(1, 0.7)], [group(1), group(1)]])
def test_replacing_by_others_is_a_change(store: Store, rows: list[GroupRow]) -> None:
    replace(store, [group(1)])
    snapshot.publish(store)

    assert replace(store, rows)
    assert snapshot.publish(store) is not None
    assert store.rows("FROM internal.copy_groups") == rows


def set_published(store: Store, at: dt.datetime) -> None:
    store.state.set_published(Published(store.state.changes, at))


@pytest.mark.parametrize(("minutes", "is_published"), [(14, False), (16, True)])
def test_run_rows_alone_wait(store: Store, minutes: int, is_published: bool) -> None:
    runs.finish(store, runs.begin(store, "crawl", "1.0", "abc"), 0)
    set_published(store, now() - dt.timedelta(minutes=minutes))

    assert (snapshot.publish(store) is not None) == is_published


def test_no_run_no_publish(store: Store) -> None:
    runs.finish(store, runs.begin(store, "crawl", "1.0", "abc"), 0)
    add(store, 1)
    snapshot.publish(store)
    store.rows("UPDATE internal.runs SET started_at = '2020-01-01', ended_at = '2020-01-01'")
    set_published(store, now() - dt.timedelta(days=1))

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
    store.state.mark_changed()
    published = snapshot.publish(store)
    assert published is not None
    return published


def grow_old(store: Store) -> None:
    """Let the grace period of all snapshots be over."""
    for file in snapshots(store.path):
        os.utime(file, (0, 0))


def test_never_more_than_two_beside_the_writers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, while_copied, published = snapshot._copy, [], []

    def watched(source: Path, target: Path) -> None:
        copy(source, target)
        while_copied.append(snapshots(store.path))

    monkeypatch.setattr(snapshot, "_copy", watched)
    for _ in range(4):
        grow_old(store)
        published.append(publish_again(store))

        assert len(while_copied[-1]) == 2
    assert [file.name for file in snapshots(store.path)] == [file.name for file in published[-2:]]


def test_just_superseded_are_kept(store: Store) -> None:
    for _ in range(3):
        publish_again(store)

    assert len(snapshots(store.path)) == 4


def test_open_snapshot_is_kept(store: Store) -> None:
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
            grow_old(store)
            publish_again(store)
        assert read.exists()
        assert len(snapshots(store.path)) == 3
        reader.communicate(b"\n")

    grow_old(store)
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


@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.rename", "pathlib.Path.symlink_to", "pathlib.Path.replace"]
)
def test_step_that_fails_leaves_the_old_snapshot(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    add(store, 1)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(step, fail)
        with pytest.raises(OSError, match="Input/output error"):
            snapshot.publish(store)

    assert seen(store.path) == []
    published = snapshot.publish(store)
    assert seen(store.path) == [1]
    assert snapshots(store.path)[-1] == published
    assert {file.suffix for file in snapshots(store.path)} == {".duckdb"}


def test_half_derived_is_not_published(store: Store) -> None:
    add(store, 1)
    store.state.set_deriving(1)
    assert snapshot.publish(store) is None

    store.state.set_deriving(None)
    assert snapshot.publish(store) is not None
    assert seen(store.path) == [1]
