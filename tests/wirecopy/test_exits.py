"""Each way of failing gives one clear line, its exit code, and loses nothing that was stored.

What only the command itself decides is tried in this process; what a process has of its own
(streams, locks, directory, environment, the network) in a real one.
"""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from storage.migrations import FORMAT
from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS, wirecopy
from tests.wirecopy.inside import process
from wirecopy import exits
from wirecopy.cli import reason

STORY = (
    "HOLLOWAY — The town council of Holloway voted nine to four on Tuesday night to replace the"
    " footbridge over the mill race, which has been shut since a beam gave way in November. The"
    " works will cost $412,000 and begin in April, the clerk said."
)


@pytest.fixture(name="story")
def _story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(STORY)
    return file


def texts(store: Path) -> list[str]:
    with open_reader(store) as reader:
        return [text for (text,) in reader.rows("SELECT text FROM articles")]


def taken(story: Path, store: Path) -> None:
    """Take a story into a store; what comes of that is not what is looked at."""
    done = process("import", story, "--store", store)
    assert done.returncode == 0, done.stderr


def test_missing_file_is_named_and_the_rest_goes_on(tmp_path: Path, story: Path) -> None:
    done = wirecopy("extract", tmp_path / "nowhere.html", story)

    assert done.returncode == 65
    assert "nowhere.html: no such file; check the path" in done.stderr
    assert "footbridge over the mill race" in done.stdout


def test_directory_without_articles(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    done = process("import", empty, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert "empty: nothing to read in it; looked for .txt" in done.stderr


def test_broken_rows_are_numbered_and_set_aside(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    good = json.dumps({"url": "http://a.example/1", "text": STORY})
    rows.write_bytes(b"\n".join([good.encode(), b"{not json", b'{"url": "x"}', b"\xff\xfe{}"]))

    done = process("import", rows, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert "rows.jsonl:2: not JSON" in done.stderr
    assert "rows.jsonl:3: neither text nor html" in done.stderr
    assert "rows.jsonl:4: not UTF-8" in done.stderr
    rejected = (tmp_path / "news" / "rejected.jsonl").read_text().splitlines()
    kept = [json.loads(line) for line in rejected]
    assert [row["line"] for row in kept] == [2, 3, 4]
    assert texts(tmp_path / "news") == [STORY]


def test_bytes_that_are_no_text(tmp_path: Path, story: Path) -> None:
    noise = tmp_path / "noise.txt"
    noise.write_bytes(bytes(range(256)))

    done = process("import", noise, story, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert "noise.txt: holds NUL bytes, so it is no text" in done.stderr
    assert texts(tmp_path / "news") == [STORY]


def test_truncated_gzip_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps({"text": STORY}).encode() * 50)[:-20])

    done = process("import", file, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert "rows.jsonl.gz: can't be read" in done.stderr


def test_page_without_an_article_is_a_row_and_no_error(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")

    done = process("extract", page, "--format", "jsonl")

    assert done.returncode == 0
    assert "page.html: no article in it" in done.stderr
    assert json.loads(done.stdout)["text"] == ""


def test_no_such_store(tmp_path: Path) -> None:
    done = wirecopy("sql", "SELECT 1", "--store", tmp_path / "nowhere")

    assert done.returncode == 66
    assert "nowhere: no store here; make one with: wirecopy import" in done.stderr


def test_broken_index_is_made_again(tmp_path: Path, story: Path) -> None:
    """It can be derived, so it never stops a run."""
    taken(story, tmp_path / "news")
    (tmp_path / "news" / "writer" / "index.duckdb").write_bytes(b"no database" * 1_000)

    done = process("group", "--store", tmp_path / "news")

    assert done.returncode == 0, done.stderr
    assert texts(tmp_path / "news") == [STORY]


def test_locked_store(tmp_path: Path, story: Path) -> None:
    with Store.open(tmp_path / "news"):
        done = wirecopy("import", story, "--store", tmp_path / "news")

    assert done.returncode == 75
    assert re.search(r"another run \(process \d+\) holds the lock; wait for it", done.stderr)


def test_store_of_a_newer_version(tmp_path: Path, story: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        store.connection.execute(
            "UPDATE internal.migrations SET number = ?", [FORMAT + 1]
        ).fetchall()

    done = process("import", story, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert f"store format {FORMAT + 1} is newer than this wirecopy's {FORMAT}" in done.stderr


def test_site_that_does_not_answer(tmp_path: Path) -> None:
    """Nobody listens on port 9 of loopback; the site is named and so is the reason."""
    done = wirecopy(
        "crawl", "http://127.0.0.1:9/", "--allow-private", "127.0.0.1", "--store", tmp_path / "news"
    )

    assert done.returncode == 4
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_crawl(tmp_path: Path) -> None:
    done = process("crawl", "--store", tmp_path / "news")

    assert done.returncode == 2
    assert "sources.toml: no such file; write one, or name a SITE or URL" in done.stderr


def test_bad_sources_name_file_and_key(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nname = "a"\nhome = "https://a.example/"\ndelays = 2\n')

    done = process("crawl", "--sources", sources, "--store", tmp_path / "news")

    assert done.returncode == 2
    assert "sources.toml" in done.stderr
    assert "delays" in done.stderr


def test_bad_configuration_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "wirecopy.toml").write_text("\ufeff[crowl]\nwait = 3\n", "utf-8")

    done = wirecopy("runs", cwd=tmp_path)

    assert done.returncode == 2
    assert "wirecopy.toml: [crowl] is no command" in done.stderr


def test_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "wirecopy.toml").write_text('stor = "news"\n')

    done = wirecopy("runs", cwd=tmp_path)

    assert done.returncode == 2
    assert "wirecopy.toml: stor is no setting; one of all" in done.stderr


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (r'{"text": "rain x\ud800y"}', "text holds half a character"),
        ('{"text": "", "url": "http://[::1"}', "neither text nor html"),
        ('{"text": ' + "9" * 6_000 + "}", "beyond all bounds"),
        ("[" * 200_000, "beyond all bounds"),
    ],
    ids=["surrogate", "address", "number", "nesting"],
)
def test_hostile_row_is_set_aside(tmp_path: Path, row: str, reason: str) -> None:
    """One bad row never ends the batch, and never blocks the store."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f"{row}\n{json.dumps({'text': STORY})}\n")

    done = process("import", rows, "--store", tmp_path / "news")

    assert done.returncode == 65
    assert re.search(rf"rows\.jsonl:1: .*{reason}", done.stderr)
    assert texts(tmp_path / "news") == [STORY]


def test_page_with_half_a_character_does_not_block_the_store(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry \\ud83d",'
        ' "datePublished": "9999-12-31T23:00:00-10:00"}</script>'
        f"<article><h1>Ferry</h1><p>{STORY}</p><p>{STORY[11:]} Twice.</p></article>"
    )

    done = process("import", page, "--store", tmp_path / "news")

    assert done.returncode == 0, done.stderr
    assert len(texts(tmp_path / "news")) == 1


@pytest.mark.parametrize(
    "command", ["--help", "schema", "runs", "sql 'FROM range(100000000)' --format csv"]
)
def test_closed_pipe_is_no_fault(tmp_path: Path, command: str, demo_store: Path) -> None:
    line = f"{sys.executable} -m wirecopy {command}"
    where = "" if command == "--help" else f" --store {demo_store}"

    done = subprocess.run(
        ["bash", "-c", f"{line}{where} | true; exit ${{PIPESTATUS[0]}}"],
        timeout=HANGS,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_bad_query_is_one_line(tmp_path: Path, story: Path) -> None:
    taken(story, tmp_path / "news")

    done = wirecopy("sql", "SELECT nothing FROM nowhere", "--store", tmp_path / "news")

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere does not exist" in done.stderr


def test_full_disk_in_the_words_of_the_database() -> None:
    """Where it writes by itself, as when it spills, no code of ours is asked."""
    told = reason(duckdb.IOException("IO Error: Could not write file: No space left on device"))
    assert told is not None
    assert told[0] == exits.DISK


def test_no_such_article(tmp_path: Path, story: Path) -> None:
    taken(story, tmp_path / "news")

    done = process("show", "http://a.example/none", "--store", tmp_path / "news")

    assert done.returncode == 66
    assert "no such article; name one by id, URL or the beginning of an id" in done.stderr


def test_settings_go_option_environment_file(tmp_path: Path) -> None:
    """Option > environment > wirecopy.toml > default."""
    (tmp_path / "wirecopy.toml").write_text('store = "from-file"\n')

    by_file = wirecopy("runs", cwd=tmp_path)
    by_environment = wirecopy("runs", cwd=tmp_path, WIRECOPY_STORE="from-environment")
    by_option = wirecopy("runs", "--store", "from-option", cwd=tmp_path, WIRECOPY_STORE="no")

    assert by_file.stderr.startswith("wirecopy: from-file: no store here")
    assert by_environment.stderr.startswith("wirecopy: from-environment: no store here")
    assert by_option.stderr.startswith("wirecopy: from-option: no store here")
