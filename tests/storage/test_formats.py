"""Stores that earlier versions have left: each is opened, moved on, and answers."""

import shutil
from pathlib import Path

import pytest

from storage.migrations import FORMAT
from storage.reader import open_reader
from storage.store import Store
from tests.crashes import dying, scene
from tests.storage import keep_format
from tests.wirecopy.inside import wirecopy as inside

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM duckdb_columns() WHERE database_name = 'news' AND schema_name = 'internal' ORDER BY ALL
"""
UNCOMMENTED = """
SELECT view_name FROM duckdb_views()
WHERE NOT internal AND schema_name = 'main' AND database_name = 'news' AND comment IS NULL
UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
WHERE schema_name = 'main' AND database_name = 'news' AND comment IS NULL
"""
GROUPS = "SELECT article_id, group_id IS NOT NULL FROM articles ORDER BY ALL"


def columns(store: Path) -> list[tuple[object, ...]]:
    with Store.open(store) as opened:
        return opened.rows(COLUMNS)


@pytest.fixture(scope="module", name="todays")
def _todays(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The columns of a new store."""
    return columns(tmp_path_factory.mktemp("new") / "news")


@pytest.fixture(scope="module", name="number", params=range(1, FORMAT + 1))
def _number(request: pytest.FixtureRequest) -> int:
    """A format that a store was kept of."""
    return int(request.param)


@pytest.fixture(scope="module", name="grouped")
def _grouped(number: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of that format, after one run."""
    store = keep_format.unpack(number, tmp_path_factory.mktemp("kept") / "news")
    scene.run("group", "--store", store)
    return store


@pytest.fixture(name="store")
def _store(grouped: Path, tmp_path: Path) -> Path:
    return scene.copy(grouped, tmp_path / "news")


def test_earlier_store_is_moved_on(
    number: int, todays: list[tuple[object, ...]], tmp_path: Path
) -> None:
    """It has the tables of a new one, all its articles, and public views with their comments.

    If this fails after a change of schema.sql: as long as no version has this format, keep another
    one (python -m tests.storage.keep_format); afterwards write a step in storage/migrations.
    """
    store = keep_format.unpack(number, tmp_path / "news")
    assert columns(store) == todays

    with open_reader(store) as reader:
        steps = reader.query("SELECT number FROM internal.migrations ORDER BY 1").rows
        assert steps == [(number,) for number in range(1, FORMAT + 1)]
        before = reader.query(GROUPS).rows
        assert len(before) == 11
        assert reader.query(UNCOMMENTED).rows == []
        for view in reader.views():
            reader.query(f'FROM "{view}"')

    for command in (["group"], ["rebuild", "--from", "raw"], ["doctor"]):
        code, out, told = inside(*command, "--store", store)
        assert code == 0, out + told
        with open_reader(store) as reader:
            assert reader.query(GROUPS).rows == before


def test_a_version_to_come_moves_it_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scene.answers(store)
    dying.with_later_step(monkeypatch)

    with open_reader(store) as reader:  # before any run has written
        assert reader.query("SELECT count(*) FROM articles").rows == [(11,)]
    scene.run("group", "--store", store)

    assert scene.answers(store) == before
    with open_reader(store) as reader:
        assert reader.query("SELECT max(number) FROM internal.migrations").rows == [(FORMAT + 1,)]
        assert reader.query("SELECT count(*) FROM internal.moods").rows == [(11,)]
        assert reader.query(UNCOMMENTED).rows == []


def test_store_is_moved_by_copying_it(store: Path, tmp_path: Path) -> None:
    """Another machine, another place: the files are all there is to it."""
    before = scene.answers(store)
    moved = Path(shutil.copytree(store, tmp_path / "another place", symlinks=True))
    shutil.rmtree(store)

    assert scene.answers(moved) == before
    scene.run("group", "--store", moved)
    assert scene.answers(moved) == before
