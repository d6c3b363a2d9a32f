"""Deriving again: the same answers, and nothing lost when it is broken off."""

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.store import Store
from storage.tables import Stage
from wirecopy import pipeline
from wirecopy.exits import Failure
from wirecopy.run import writing
from wirecopy.stages.arrival import Arrival
from wirecopy.stages.article_rows import Extracted
from wirecopy.stages.extract import save_articles
from wirecopy.workers.pool import Workers

WINDOW, NO_WAIT = dt.timedelta(days=30), dt.timedelta(0)

ANSWERS = """
SELECT article_id, md5(text), title, group_id, relation, source_id, source_status, story_id
FROM articles ORDER BY article_id
"""


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def answers(store: Path) -> list[tuple[object, ...]]:
    with Store.open(store) as opened:
        return opened.rows(ANSWERS)


@pytest.mark.parametrize("since", ["pairs", "text", "raw"])
def test_rebuild_gives_the_same_answers(store: Path, since: Stage) -> None:
    before = answers(store)

    with writing(store, "rebuild", WINDOW, NO_WAIT, pipeline.derive) as work:
        pipeline.rebuild(work, since)

    assert answers(store) == before


def test_stale_rebuild_that_is_broken_off_loses_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles of older rules are replaced batch by batch, each in one transaction."""
    before = answers(store)
    with Store.open(store) as opened:
        opened.rows("UPDATE internal.articles SET extractor = 'older'")
    batches = 0

    def broken_off(
        opened: Store, arrivals: Sequence[Arrival], workers: Workers, **how: bool
    ) -> Extracted:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise KeyboardInterrupt
        return save_articles(opened, arrivals, workers, **how)

    monkeypatch.setattr(pipeline, "PAGES_A_COMMIT", 20)
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "save_articles", broken_off)
        with (
            pytest.raises(KeyboardInterrupt),
            writing(store, "rebuild", WINDOW, NO_WAIT, pipeline.derive) as work,
        ):
            pipeline.rebuild(work, "raw", stale=True)
    assert len(answers(store)) == len(before)

    with writing(store, "rebuild", WINDOW, NO_WAIT, pipeline.derive) as work:
        pipeline.rebuild(work, "raw", stale=True)

    assert answers(store) == before


def test_missing_archive_is_told_before_anything_is_emptied(store: Path) -> None:
    before = answers(store)
    shutil.rmtree(store / "raw")

    with (
        pytest.raises(Failure, match="no such file; bring the archive back first"),
        writing(store, "rebuild", WINDOW, NO_WAIT, pipeline.derive) as work,
    ):
        pipeline.rebuild(work, "raw")

    assert answers(store) == before
