"""A crawl and its readers, as real processes: neither ever stops the other."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS, wirecopy
from wirecopy.demo.server import Server, serve

READ_ALL_THE_TIME = """
import sys, time, duckdb
link, seen = sys.argv[1], []
while True:
    with duckdb.connect(link, read_only=True) as connection:
        n, m = connection.execute(
            "SELECT count(*), count(DISTINCT article_id) FROM articles").fetchall()[0]
    assert n == m, (n, m)
    assert not seen or n >= seen[-1], (seen[-1], n)
    if not seen or n != seen[-1]:
        seen.append(n)
        print(n, flush=True)
    time.sleep(0.1)
"""

STAY_OPEN = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0], flush=True)
sys.stdin.read()
print(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0], flush=True)
"""


@pytest.fixture(name="newsroom")
def _newsroom() -> Iterator[Server]:
    with serve() as server:
        yield server


@pytest.fixture(name="slow_sources")
def _slow_sources(tmp_path: Path) -> Path:
    """The newsroom's sources, slow enough that readers come in between."""
    packaged = (files("wirecopy") / "demo" / "sources.toml").read_text("utf-8")
    file = tmp_path / "sources.toml"
    file.write_text(re.sub(r"delay = 0$", "delay = 0.3", packaged, flags=re.MULTILINE))
    return file


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_readers_come_and_go_while_a_crawl_runs(
    tmp_path: Path, newsroom: Server, slow_sources: Path
) -> None:
    store = tmp_path / "news"
    Store.open(store).close()
    link = store / "news.duckdb"

    staying = start("-c", STAY_OPEN, link)
    assert staying.stdout is not None
    assert staying.stdout.readline() == "0\n"
    coming = start("-c", READ_ALL_THE_TIME, link)
    crawl = start("-m", "tests.wirecopy.crawl_newsroom", store, str(newsroom.port), slow_sources)
    _, trouble = crawl.communicate(timeout=HANGS)
    coming.kill()
    seen, reader_trouble = coming.communicate()
    old, _ = staying.communicate("")

    assert crawl.returncode == 0, trouble
    assert reader_trouble == ""
    assert seen.split()[0] == "0"
    assert len(seen.split()) > 1, "no reader saw a snapshot of the running crawl"
    assert old == "0\n", "a reader that stays open keeps its snapshot"
    with open_reader(store) as reader:
        assert reader.query("SELECT count(*) FROM articles").rows[0][0] == 90


def test_second_run_fetches_no_article_again(
    tmp_path: Path, newsroom: Server, slow_sources: Path
) -> None:
    store = tmp_path / "news"
    arguments = ("-m", "tests.wirecopy.crawl_newsroom", store, str(newsroom.port), slow_sources)
    first = start(*arguments)
    first.communicate(timeout=HANGS)
    asked = len(newsroom.requests)

    second = start(*arguments)
    second.communicate(timeout=HANGS)

    assert (first.returncode, second.returncode) == (0, 0)
    assert newsroom.requests[asked:] == []


def test_rebuild_from_raw_gives_the_same_answers(demo_store: Path, tmp_path: Path) -> None:
    """Every derived table is emptied and derived again from the pages alone."""
    query = (
        "SELECT article_id, title, md5(text) AS text, authors, published_at, group_id, relation,"
        " source_id, source_status, story_id FROM articles ORDER BY article_id"
    )
    copy = tmp_path / "news"
    subprocess.run(["cp", "-a", demo_store, copy], check=True)
    before = wirecopy("sql", query, "--store", copy, "--format", "jsonl").stdout

    done = wirecopy("rebuild", "--from", "raw", "--store", copy)

    assert done.returncode == 0, done.stderr
    assert "92 articles re-extracted" in done.stderr
    assert wirecopy("sql", query, "--store", copy, "--format", "jsonl").stdout == before
