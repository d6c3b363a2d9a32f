"""What scoped runs made is held against everything grouped at once, on a copy."""

import shutil
from pathlib import Path

import pytest

from storage import snapshot
from storage.store import Store
from tests.wirecopy.inside import process as wirecopy
from wirecopy.durations import WINDOW
from wirecopy.upkeep.regrouped import differing


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def published(store: Path) -> Path:
    file = snapshot.current(store)
    assert file is not None
    return file


def differing_tables(store: Path) -> set[str]:
    return {table for table, n in differing(published(store), WINDOW).items() if n}


def changed(store: Path, query: str) -> None:
    with Store.open(store) as opened:
        opened.rows(query)
        opened.state.mark_changed()
        snapshot.publish(opened)


def test_the_demo_is_the_same(store: Path) -> None:
    before = published(store).read_bytes()
    assert differing_tables(store) == set()
    assert published(store).read_bytes() == before


LEFT_OUT = "(SELECT min(article_id) FROM internal.members WHERE source_id IS NOT NULL)"


@pytest.mark.parametrize(
    ("fault", "tables"),
    [
        (f"DELETE FROM internal.members WHERE article_id = {LEFT_OUT}", {"members"}),
        (
            "DELETE FROM internal.pairs"
            " WHERE relation = 'unrelated' AND channels <> ['asked']"
            " AND article_id NOT IN (SELECT same_as FROM internal.twins)",
            {"pairs"},
        ),
        ("UPDATE internal.stories SET story_id = article_id", {"stories"}),
    ],
    ids=["a member is missing", "pairs are missing", "stories are torn"],
)
def test_what_was_missed_is_told(store: Path, fault: str, tables: set[str]) -> None:
    changed(store, fault)
    assert differing_tables(store) == tables


def test_doctor_names_what_differs_and_a_remedy(store: Path) -> None:
    changed(store, f"DELETE FROM internal.members WHERE article_id = {LEFT_OUT}")
    done = wirecopy("doctor", "--deep", "--store", store)
    assert done.returncode == 1
    assert "1 row of members differ; run: wirecopy rebuild --from pairs" in done.stdout

    wirecopy("rebuild", "--from", "pairs", "--store", store)
    mended = wirecopy("doctor", "--deep", "--store", store)
    assert mended.returncode == 0
    assert "the same when grouped as a whole" in mended.stdout
