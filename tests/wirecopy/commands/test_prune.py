"""Pruning: old raw pages go when nothing needs them, and never a text with them."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from storage import pruning
from storage.records import now
from storage.store import Store
from tests.wirecopy.inside import process as wirecopy
from tests.wirecopy.upkeep.test_forget import ANSWERS, ask, check_archive, killed, run


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def archives(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "raw").iterdir())


def add(store: Path, tmp_path: Path, *rows: dict[str, str]) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    run(store, "import", file)


def age(store: Path, days: int) -> None:
    """Let all that was taken in so far be so much older."""
    with Store.open(store) as opened:
        opened.rows("UPDATE internal.runs SET started_at = started_at - to_days(?)", [days])


def test_texts_stay_and_rebuild_says_what_it_cannot_derive(store: Path) -> None:
    before = ask(store, ANSWERS)
    age(store, 100)

    told = run(store, "prune", "--raw-older", "90d")

    assert "gone: " in told
    assert archives(store) == []
    rebuilt = run(store, "rebuild", "--from", "raw")
    assert f"not extracted again, for want of raw pages: {len(before)} articles" in rebuilt
    assert ask(store, ANSWERS) == before
    assert "not extracted again" in run(store, "rebuild", "--stale")
    assert ask(store, ANSWERS) == before


def test_young_pages_stay(store: Path, tmp_path: Path) -> None:
    age(store, 100)
    old = archives(store)
    add(store, tmp_path, {"url": "https://new.example/1", "text": "A new report. " * 20})

    dry = wirecopy(
        "prune", "--raw-older", "90d", "--dry-run", "--format", "jsonl", "--store", store
    )
    assert sorted(json.loads(line)["warc_file"] for line in dry.stdout.splitlines()) == old
    assert set(old) < set(archives(store))
    run(store, "prune", "--raw-older", "90d")

    assert len(archives(store)) == 1
    assert not set(old) & set(archives(store))
    check_archive(store)


def test_every_text_of_an_article_survives_a_rebuild(tmp_path: Path) -> None:
    """The first page is pruned, two later ones are kept."""
    store = tmp_path / "news"
    url = "https://paper.example/story"
    for n in range(3):
        add(store, tmp_path, {"url": url, "text": f"Version {n} of a report. " * 20})
        if n == 0:
            age(store, 100)
    texts = "SELECT text FROM articles UNION ALL SELECT text FROM revisions ORDER BY 1"
    before = ask(store, texts)
    assert len(before) == 3

    run(store, "prune", "--raw-older", "90d")
    run(store, "rebuild", "--from", "raw")

    assert ask(store, texts) == before
    assert ask(store, "SELECT text FROM articles") == [before[0]]


def test_page_that_was_not_extracted_keeps_its_file(store: Path) -> None:
    age(store, 100)
    with Store.open(store) as opened:
        ((file, fetch_id),) = opened.rows(
            "SELECT warc_file, fetch_id"
            " FROM internal.articles JOIN internal.fetches USING (fetch_id)"
            " ORDER BY fetch_id DESC LIMIT 1"
        )
        opened.rows(
            "UPDATE internal.articles SET body_status = 'failed' WHERE fetch_id = ?", [fetch_id]
        )
        found = [each.file for each in pruning.prunable(opened, now())]
        opened.state.set_extracted_to(0)
        none = pruning.prunable(opened, now())
    assert file not in found
    assert [each for each in none if each.pages] == []


def test_later_page_does_not_go_before_an_earlier_one(tmp_path: Path) -> None:
    store = tmp_path / "news"
    for n in range(2):
        row = {"url": "https://paper.example/story", "text": f"Version {n} of a report. " * 20}
        add(store, tmp_path, row)
    with Store.open(store) as opened:
        opened.rows(
            "UPDATE internal.runs SET started_at = ? WHERE run_id = 2",
            [now() - dt.timedelta(days=100)],
        )
        assert pruning.prunable(opened, now() - dt.timedelta(days=90)) == []
        assert len(pruning.prunable(opened, now())) == 2


def test_killed_run_is_finished_by_the_next(store: Path) -> None:
    """Between the commit and the removal of the files: nobody takes their pages for new ones."""
    age(store, 100)
    killed(store, "before", "pathlib.Path.unlink", ["prune", "--raw-older", "90d"])
    assert archives(store) != []

    run(store, "group")  # whatever is run next

    assert archives(store) == []
    assert ask(store, "SELECT count(*) FROM fetches WHERE warc_file IS NOT NULL") == [(0,)]
