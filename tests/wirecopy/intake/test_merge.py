"""Two newsrooms' stores in one: nothing twice, nothing renumbered, nothing lost."""

import json
import shutil
from pathlib import Path

from tests.wirecopy.upkeep.test_forget import ANSWERS, ask, check_archive, run

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
