"""Two newsrooms' stores in one: nothing twice, nothing renumbered, nothing lost."""

import json
import shutil
from pathlib import Path

import pytest

from crawler.page import RawPage
from storage import url_keys
from storage.records import DecisionRow, now
from storage.store import Store
from tests.storage import keep_format
from tests.wirecopy.upkeep.test_forget import ANSWERS, ask, check_archive, run
from wirecopy.intake.keep import keep_raw
from wirecopy.intake.merge import merge

TEXTS = """
SELECT article_id, text FROM articles UNION ALL SELECT article_id, text FROM revisions ORDER BY ALL
"""
ONLY_HERE = {"url": "https://here.example/1", "text": "A report that nobody else has. " * 12}


def rows(path: Path, *given: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in given), "utf-8")
    return path


def test_merged_store_has_what_both_had(demo_store: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(demo_store, tmp_path / "theirs", symlinks=True))
    ((a, b),) = ask(
        other, "SELECT article_id, other_id FROM pairs WHERE relation = 'edited' LIMIT 1"
    )
    run(other, "review", "relabel", a, b, "spun")
    store = tmp_path / "news"
    run(store, "import", rows(tmp_path / "rows.jsonl", ONLY_HERE))

    told = run(store, "import", other)

    assert "92 new pages" in told
    assert set(ask(other, ANSWERS)) <= set(ask(store, ANSWERS))
    assert len(ask(store, ANSWERS)) == len(ask(other, ANSWERS)) + 1
    for view in ("SELECT article_id, first_seen_at FROM articles WHERE site <> 'here.example'",
                 "SELECT article_id, found_in, kind, seen_at FROM discoveries",
                 "SELECT * FROM decisions",
                 "SELECT article_id, fetched_at, http_status, kind FROM fetches WHERE article_id"
                 " IS NOT NULL AND site <> 'here.example'"):  # fmt: skip
        assert sorted(ask(store, view), key=str) == sorted(ask(other, view), key=str)
    check_archive(store)


def test_second_merge_adds_nothing(demo_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "news"
    run(store, "import", demo_store)
    before = ask(store, ANSWERS)

    assert "0 new pages" in run(store, "import", demo_store)
    assert ask(store, ANSWERS) == before
    assert ask(store, ANSWERS) == ask(demo_store, ANSWERS)


def test_texts_of_one_address_are_revisions(tmp_path: Path) -> None:
    url = "https://paper.example/story"
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for store, versions in ((mine, (1, 2)), (theirs, (2, 3))):
        for n in versions:
            row = {"url": url, "text": f"Version {n} of a report. " * 20}
            run(store, "import", rows(tmp_path / "rows.jsonl", row))

    run(mine, "import", theirs)

    found = [str(text)[:9] for _, text in ask(mine, TEXTS)]
    assert found == ["Version 1", "Version 2", "Version 3"]
    assert str(ask(mine, "SELECT text FROM articles")[0][0]).startswith("Version 1")


def test_what_was_erased_here_stays_away(demo_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "news"
    run(store, "import", rows(tmp_path / "rows.jsonl", ONLY_HERE))
    run(store, "forget", "daily-almanac.example")

    assert "left out, erased here before" in run(store, "import", demo_store)
    assert ask(store, "SELECT count(*) FROM articles WHERE site = 'daily-almanac.example'") == [
        (0,)
    ]


def test_a_store_whose_ids_are_longer(tmp_path: Path) -> None:
    """It is only read: its articles come under the ids that they have today, once."""
    other = keep_format.unpack(5, tmp_path / "theirs")
    file = shutil.copy(other / "writer" / "news.duckdb", other / "news.duckdb")
    before = [int(str(n)) for (n,) in ask(Path(file), "SELECT article_id FROM articles")]
    store = tmp_path / "news"

    for n in (11, 0):
        assert f"{n} new pages" in run(store, "import", other)
    after = ask(store, "SELECT article_id FROM articles ORDER BY ALL")
    assert after == sorted((n >> 10,) for n in before)
    assert max(before) > 2**53


def test_articles_whose_ids_fall_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each store gave the ids in its own order; here they are those of this one, decisions too."""
    monkeypatch.setattr(url_keys, "first_id", lambda _: 7)
    a, b, c = (
        RawPage(f"https://{name}.example/1", f"Report {name}.".encode(), "text/plain")
        for name in "abc"
    )
    with Store.open(tmp_path / "mine") as mine, Store.open(tmp_path / "theirs") as theirs:
        keep_raw(mine, [a, c], 1)
        keep_raw(theirs, [b, a], 1)
        said = ("split", 7, 8, None, "edited", "Ada", None, now())
        theirs.insert("decisions", [DecisionRow(1, *said)])
        theirs.close()
        for taken in (1, 0):
            assert merge(mine, tmp_path / "theirs", 2).pages == taken
        of = "SELECT article_id, url FROM internal.fetches ORDER BY ALL"
        assert mine.rows(of) == [(7, a.url), (8, c.url), (9, b.url)]
        assert mine.rows("SELECT article_id, other_id FROM internal.decisions") == [(7, 9)]
