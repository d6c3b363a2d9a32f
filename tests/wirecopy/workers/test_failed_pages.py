"""A page on which extraction fails: its bytes are kept, everybody is told, the rest goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.page import RawPage
from storage.reader import open_reader
from storage.store import Store
from tests.console import wirecopy
from tests.wirecopy.workers import tasks
from wirecopy.intake.keep import keep_raw
from wirecopy.stages import extract
from wirecopy.workers.pool import Workers

STORY = "The council of Holloway voted on Tuesday night to replace the bridge over the mill race."
PAGE = "<html><title>{0}</title><article>{1}</article><!-- {0} -->"


@pytest.fixture(name="pages")
def _pages(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    return pages


def write(pages: Path, *names: str) -> None:
    """Pages of different texts that are called, and ask for, these names."""
    for number, name in enumerate(names):
        paragraphs = "".join(f"<p>{number} {name} {n}: {STORY}</p>" for n in range(6))
        (pages / f"{name}.html").write_text(PAGE.format(name, paragraphs))


def harmful(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the command line, with pages that do harm."""
    return subprocess.run(
        [sys.executable, "-m", "tests.wirecopy.workers.harmful", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def rows(store: Path, question: str) -> list[tuple[object, ...]]:
    with open_reader(store) as reader:
        return list(reader.query(question).rows)


def test_run_that_meets_harm(pages: Path, tmp_path: Path) -> None:
    """One line each on standard error, a count and an exit code, and no second try in each run."""
    store = tmp_path / "news"
    write(pages, "calm", "eat", "fail", "loop", "quiet")

    done = harmful("import", pages, "--store", store)

    assert done.returncode == 70
    told = [line for line in done.stderr.splitlines() if f"wirecopy: {pages}" in line]
    assert told == [
        f"wirecopy: {pages}/eat.html: needs more memory than a page may take; the page is kept",
        f"wirecopy: {pages}/fail.html: a fault of wirecopy's own:"
        " KeyError: 'no such \\x1b[31mblock'; the page is kept",
        f"wirecopy: {pages}/loop.html: no result within 5 s; the page is kept",
    ]
    assert done.stderr.count("Traceback") == 1
    assert "\x1b" not in done.stderr
    assert "run 1: 5 pages, 2 new articles, 3 pages that gave none," in done.stderr
    status = "SELECT body_status, count(*) FROM articles GROUP BY 1 ORDER BY 1"
    assert rows(store, status) == [("failed", 3), ("full", 2)]
    note = told[0].removeprefix("wirecopy: ")
    assert rows(store, "SELECT failed, exit_code, note FROM runs") == [(3, 70, note)]

    again = harmful("import", pages, "--store", store)
    assert (again.returncode, f"{pages}" in again.stderr) == (0, False)


@pytest.mark.parametrize("how", ["--stale", "--from=raw"])
def test_rebuild_tries_again(pages: Path, tmp_path: Path, how: str) -> None:
    store = tmp_path / "news"
    write(pages, "eat", "quiet")
    assert harmful("import", pages, "--store", store).returncode == 65

    assert wirecopy("rebuild", "--store", store, how).returncode == 0

    assert rows(store, "SELECT DISTINCT body_status FROM articles") == [("full",)]
    assert rows(store, "SELECT failed FROM runs ORDER BY run_id") == [(1,), (0,)]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("texts", "status", "revisions"),
    [
        (["<!-- fail -->", "second"], "full", 0),
        (["first", "<!-- fail -->"], "full", 0),
        (["first", "<!-- fail -->", "third"], "full", 1),
        (["<!-- fail -->", "<!-- fail -->!"], "failed", 0),
    ],
)
def test_failure_is_no_revision(
    tmp_path: Path,
    texts: list[str],
    status: str,
    revisions: int,
    at_once: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first page that gives an article gives the article, in one run or in several."""
    monkeypatch.setattr(extract, "cleaned", tasks.cleaned)
    url = "http://a.example/story"
    fetched = [
        RawPage(url, PAGE.format(text, f"<p>{text} {STORY}</p>" * 6).encode()) for text in texts
    ]
    with Store.open(tmp_path / "news") as store, Workers(2) as workers:
        for batch in [fetched] if at_once else [[page] for page in fetched]:
            extract.save_articles(store, keep_raw(store, batch, run_id=1), workers)

        assert store.rows("SELECT body_status FROM internal.articles") == [(status,)]
        assert store.rows("SELECT count(*) FROM internal.revisions") == [(revisions,)]


def test_files_without_a_store(pages: Path) -> None:
    """`extract` prints the others in order, and names those that failed."""
    write(pages, "calm", "crash", "loop", "quiet")

    done = harmful("extract", pages, "--format", "jsonl")

    assert done.returncode == 70
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == ["calm", "quiet"]
    assert done.stderr.splitlines() == [
        f"wirecopy: {pages}/crash.html: crashed its process (SIGSEGV)",
        f"wirecopy: {pages}/loop.html: no result within 5 s",
    ]
