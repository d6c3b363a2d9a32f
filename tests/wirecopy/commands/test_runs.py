"""What runs changed: recorded once, comparable between any two, and no more than that."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import history, runs, snapshot, verdicts
from storage.questions import run_changes
from storage.records import GroupRow, MeasureRow, MemberRow
from storage.store import Store
from tests.console import wirecopy
from tests.storage.sample_records import fill, pair

EVERYBODY = range(100)  # all articles, pairs and groups may have changed


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        fill(store)
        history.record(store, 1, EVERYBODY)
        yield store


def between(store: Store, earlier: int, later: int) -> list[tuple[object, ...]]:
    """Without site and title."""
    return [row[:5] for row in run_changes.between(store, earlier, later)]


def change(store: Store) -> None:
    """The spun copy turns out to be edited, the excerpt to be nothing; another source is named."""
    store.rows("UPDATE internal.pairs SET relation = 'edited' WHERE other_id = 2")
    store.rows("UPDATE internal.pairs SET relation = 'unrelated' WHERE other_id = 3")
    with store.transaction():
        store.replace("copy_groups", [GroupRow(1, 2, "named", 0.8, ["earlier"], 2)])
        store.replace(
            "members",
            [MemberRow(2, 1, None, "source", 1.0, 1.0), MemberRow(1, 1, 2, "edited", 0.9, 1)],
        )
    history.record(store, 2, EVERYBODY)


CHANGED = [
    ("pair", 1, 2, "spun", "edited"),
    ("pair", 1, 3, "partial", None),
    ("member", 1, None, "source in 1", "edited in 1"),
    ("member", 2, None, "spun in 1", "source in 1"),
    ("group", 1, None, "source 1", "source 2"),
]


def test_two_runs_compared(store: Store) -> None:
    change(store)

    assert between(store, 1, 2) == CHANGED
    assert between(store, 2, 1) == [(*row[:3], row[4], row[3]) for row in CHANGED]
    assert between(store, 1, 1) == []


def test_view_tells_the_same(store: Store) -> None:
    change(store)
    found = store.rows(
        "SELECT kind, article_id, other_id, before, after FROM changes WHERE run_id = 2"
        " ORDER BY kind DESC, article_id, other_id"
    )

    assert found == CHANGED


def test_change_and_change_back_is_none(store: Store) -> None:
    change(store)
    store.rows("UPDATE internal.pairs SET relation = 'spun' WHERE other_id = 2")
    store.rows("UPDATE internal.pairs SET relation = 'partial' WHERE other_id = 3")
    with store.transaction():
        store.replace("copy_groups", [GroupRow(1, 1, "named", 0.8, ["earlier"], 3)])
        store.replace(
            "members",
            [MemberRow(1, 1, None, "source", 1.0, 1.0), MemberRow(2, 1, 1, "spun", 0.9, 0.6)],
        )
    history.record(store, 3, EVERYBODY)

    assert between(store, 1, 3) == []
    assert between(store, 2, 3) == [(*row[:3], row[4], row[3]) for row in CHANGED]


def test_run_that_changes_nothing_adds_no_row(store: Store) -> None:
    snapshot.publish(store)
    before = store.rows("SELECT * FROM changes ORDER BY ALL")
    history.record(store, 2, EVERYBODY)

    assert store.rows("SELECT * FROM changes ORDER BY ALL") == before
    assert not snapshot.is_due(store)


def test_nobody_looks_at_what_a_run_has_not_touched(store: Store) -> None:
    """That is what lets a run cost what is new: all of a pair, or of a member, is told by an id."""
    change_pairs = "UPDATE internal.pairs SET relation = 'edited' WHERE article_id = 1"
    store.rows(change_pairs)
    history.record(store, 2, [3])

    assert between(store, 1, 2) == [("pair", 1, 3, "partial", "edited")]


def test_second_record_of_one_run_counts(store: Store) -> None:
    """A long crawl groups more than once."""
    store.insert("pairs", [pair(2, 3, "partial")])
    history.record(store, 2, EVERYBODY)
    store.rows(
        "UPDATE internal.pairs SET relation = 'edited' WHERE article_id = 2 AND other_id = 3"
    )
    history.record(store, 2, EVERYBODY)

    assert between(store, 1, 2) == [("pair", 2, 3, None, "edited")]
    assert store.rows("SELECT count(*) FROM internal.pair_history WHERE run_id = 2") == [(1,)]


def test_pairs_keep_the_thresholds_that_they_were_held_to(store: Store) -> None:
    first = runs.begin(store, "import", "1.0", "old")
    second = runs.begin(store, "import", "1.1", "new")
    verdicts.save_measures(store, [MeasureRow(1, "ordered", "words in order", 0.5, True)], first)
    verdicts.save_measures(store, [MeasureRow(1, "ordered", "words in order", 0.8, True)], second)
    store.rows("DELETE FROM internal.pairs")
    store.insert("pairs", [pair(1, 2, "spun", run_id=first), pair(1, 3, "spun", run_id=second)])

    found = store.rows("SELECT other_id, threshold, met FROM evidence ORDER BY 1")

    assert found == [(2, 0.5, True), (3, 0.8, False)]


def test_rebuild_changes_nothing(demo_store: Path, tmp_path: Path) -> None:
    """All of it made anew, on the command line."""
    store = Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))
    assert wirecopy("rebuild", "--store", store).returncode == 0

    done = wirecopy("runs", "diff", "1", "2", "--format", "jsonl", WIRECOPY_STORE=str(store))
    assert (done.returncode, done.stdout, done.stderr.strip()) == (0, "", "nothing changed")
    listed = wirecopy("runs", "--format", "jsonl", "--store", store).stdout.splitlines()
    assert [json.loads(line)["command"] for line in listed] == ["rebuild", "demo"]
    missing = wirecopy("runs", "diff", "1", "9", "--store", store)
    assert missing.returncode == 66
    assert "9: no such run" in missing.stderr
