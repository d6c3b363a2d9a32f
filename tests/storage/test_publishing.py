"""Publishing under fire: the writer is killed at any line, readers ask all the time."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from storage import snapshot
from storage.records import StoryRow
from storage.store import Store
from tests.console import HANGS
from tests.storage.sample_records import add, article, seen, snapshots


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


# The writer dies ---------------------------------------------------------------------------------

DIE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.storage.sample_records import add
from test_publishing import at_each_line, killer
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
    for line in random.Random(6).sample(range(1, lines + 1), 4):
        die_at(line, tmp_path / str(line))


@pytest.mark.soak
def test_killed_at_every_line_of_a_publish(tmp_path: Path) -> None:
    for line in range(1, lines_of_publish(tmp_path / "counted") + 1):
        die_at(line, tmp_path / str(line))


# Readers beside a writer -------------------------------------------------------------------------

BATCH = 10
READ = """
import json, os, sys
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
            with (path / f"answered-{os.getpid()}").open("ab") as told:
                told.write(b".")
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


def wait_for_answers(readers: Sequence["subprocess.Popen[str]"], told: Path) -> None:
    """Return when each reader has answered once more, or has ended."""
    before = {reader.pid: size_of(told, reader) for reader in readers}
    while any(r.poll() is None and size_of(told, r) == before[r.pid] for r in readers):
        time.sleep(0.001)


def size_of(told: Path, reader: "subprocess.Popen[str]") -> int:
    file = told.with_name(f"{told.name}-{reader.pid}")
    return file.stat().st_size if file.exists() else 0


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
            wait_for_answers(processes, store.path / "answered")
        (store.path / "done").touch()
        reports = [json.loads(process.communicate(timeout=HANGS)[0]) for process in processes]
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
