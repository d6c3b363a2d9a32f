"""The writer's file is written anew where it has grown, and nothing is lost by it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from storage import compaction, runs, snapshot
from storage.records import StoryRow
from storage.store import BLOCK, Store
from tests.storage.sample_records import add, seen

MANY = 50_000  # rows of a table that is replaced: 800 kB


@pytest.fixture(name="store")
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(compaction, "LEAST", 100_000)
    with Store.open(tmp_path / "news") as store:
        add(store, 1)
        yield store


def fill(store: Store, first: int) -> None:
    """Give every row of a table another content."""
    drawn = Random(first).getrandbits
    with store.transaction():
        store.replace("stories", [StoryRow(drawn(53), drawn(53)) for _ in range(MANY)])


def test_a_file_is_never_much_larger_than_a_new_one(store: Store) -> None:
    sizes = []
    for round_ in range(4):
        fill(store, round_)
        compaction.refresh(store)
        snapshot.publish(store)
        sizes.append(store.size)
    store.compact()

    assert max(sizes) <= compaction.GROWN * store.size
    assert seen(store.path) == [1]
    assert store.rows("SELECT count(*) FROM internal.stories") == [(MANY,)]


def test_it_says_by_how_much_it_shrank(store: Store) -> None:
    fill(store, 1)

    told = compaction.refresh(store)

    assert told is not None
    assert told.startswith("the database was written anew: ")
    assert told.endswith(f"now {store.size / 1e6:.1f} MB")
    assert store.state.compacted == store.size


def test_it_is_let_be_while_it_has_hardly_grown(store: Store) -> None:
    fill(store, 1)
    assert compaction.refresh(store) is not None
    add(store, 2)
    assert compaction.refresh(store) is None


def test_small_files_are_let_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "LEAST", 4_000_000)
    fill(store, 1)
    assert compaction.refresh(store) is None


def test_it_is_let_be_where_readers_lack_nothing(store: Store) -> None:
    snapshot.publish(store)
    assert compaction.refresh(store) is None


def test_it_is_put_off_where_room_is_short(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, 1)
    usage = shutil.disk_usage(store.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=store.size))
    assert compaction.refresh(store) is None


def test_a_failed_copy_leaves_the_file_and_nothing_else(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 1)
    before = sorted((store.path / "writer").iterdir())
    monkeypatch.setattr("storage.store.migrate", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        store.compact()

    assert sorted((store.path / "writer").iterdir()) == before


def test_files_have_small_blocks(store: Store) -> None:
    sizes = store.rows("SELECT block_size FROM pragma_database_size() WHERE block_size > 0")
    assert sizes == [(BLOCK,), (BLOCK,)]


def test_a_run_tells_of_it_beside_what_else_there_is(store: Store) -> None:
    with runs.run(store, "import", "0.1.0", "") as run:
        run.say("a.html: not read")
        run.say(None)
        run.say("the database was written anew: 9.1 MB, now 6.0 MB")
    assert store.rows("SELECT note FROM internal.runs") == [
        ("a.html: not read; the database was written anew: 9.1 MB, now 6.0 MB",)
    ]
