"""One writer: real processes compete for a store."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import snapshot
from storage.errors import LockedError, NoSuchStoreError, StoreError
from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS

HOLD = """
import sys
from pathlib import Path
from storage.store import Store
from tests.console import HANGS
with Store.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
OPEN_ONLY = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_readers_keep_what_the_writer_has_lost(tmp_path: Path) -> None:
    """A run that began with an empty database would publish it over the snapshot."""
    with Store.open(tmp_path) as store:
        store.state.set_crawl("kept", "yes")
        store.state.mark_changed()
        snapshot.publish(store)
    own = tmp_path / "writer" / "news.duckdb"
    own.unlink()

    with pytest.raises(StoreError, match="bring it back first: mkdir") as caught:
        Store.open(tmp_path)
    assert not own.exists()

    subprocess.run(["sh", "-c", str(caught.value).partition("first: ")[2]], check=True)
    with Store.open(tmp_path) as store:
        assert store.state.crawl("kept") == "yes"


@contextmanager
def process(script: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that has said "held"; it ends when its input does, or killed."""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield child
        finally:
            child.kill()


def test_loser_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        process(HOLD, tmp_path) as child,
        pytest.raises(LockedError, match=rf"\(process {child.pid}\) .*--wait TIME"),
    ):
        Store.open(tmp_path)


def test_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    with process(HOLD, tmp_path) as child:
        child.kill()
        child.wait()
        with Store.open(tmp_path) as store:
            assert store.rows("SELECT count(*) FROM articles") == [(0,)]


def test_waiting_gets_the_lock(tmp_path: Path) -> None:
    with process(HOLD, tmp_path) as child:
        assert child.stdin is not None
        child.stdin.close()
        with Store.open(tmp_path, wait=HANGS) as store:
            assert store.rows("SELECT count(*) FROM articles") == [(0,)]


def test_readers_need_no_lock(tmp_path: Path) -> None:
    with process(HOLD, tmp_path), open_reader(tmp_path) as reader:
        assert reader.query("SELECT count(*) FROM articles").rows == [(0,)]


def test_closed_store_can_be_opened_again(tmp_path: Path) -> None:
    for _ in range(3):
        Store.open(tmp_path).close()
    with Store.open(tmp_path) as store, pytest.raises(LockedError):
        Store.open(store.path)


def test_writers_file_opened_by_another_program(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with (
        process(OPEN_ONLY, tmp_path / "writer" / "news.duckdb"),
        pytest.raises(LockedError, match=r"another program has it open; close that"),
    ):
        Store.open(tmp_path)


def test_broken_file_is_named(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    (tmp_path / "writer" / "news.duckdb").write_bytes(b"not a database" * 1000)

    with pytest.raises(StoreError, match=r"news\.duckdb: can't be opened; "):
        Store.open(tmp_path)


def test_no_store_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(NoSuchStoreError, match="make one with: wirecopy import FILE"):
        Store.open(tmp_path / "nothing", create=False)
    assert list(tmp_path.iterdir()) == []
