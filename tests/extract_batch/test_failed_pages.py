"""A page on which extraction fails: its bytes are kept, everybody is told, the rest goes on."""

from pathlib import Path

import pytest

from crawler.page import RawPage
from storage.reader import open_reader
from storage.store import Store
from tests.extract_batch import tasks
from wirecopy import cli, exits, extracting, spreading
from wirecopy.cleaning import article_of
from wirecopy.commands import extract
from wirecopy.exits import Exit
from wirecopy.intake import keep_raw
from wirecopy.worker import Limits
from wirecopy.workers import Workers

STORY = "The council of Holloway voted on Tuesday night to replace the bridge over the mill race."
PAGE = "<html><title>{0}</title><article>{1}</article><!-- {0} -->"
SHORT = Limits(seconds=1, memory=1 << 29)


@pytest.fixture(name="pages")
def _pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of pages, and extraction that does what their comments say."""
    pages = tmp_path / "pages"
    pages.mkdir()
    monkeypatch.setattr(extracting, "article_of", tasks.article_of)
    monkeypatch.setattr(extracting, "LIMITS", SHORT)
    monkeypatch.setattr(extract, "show", tasks.show)
    monkeypatch.setattr(extract, "LIMITS", SHORT)
    return pages


@pytest.fixture(name="in_workers")
def _in_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even few small pages are cleaned in workers: harm would end this process."""
    monkeypatch.setattr(spreading, "FEW", -1)


def write(pages: Path, *names: str) -> None:
    """Pages of different texts that are called, and ask for, these names."""
    for number, name in enumerate(names):
        paragraphs = "".join(f"<p>{number} {name} {n}: {STORY}</p>" for n in range(6))
        (pages / f"{name}.html").write_text(PAGE.format(name, paragraphs))


def run(*arguments: str | Path) -> Exit:
    return cli.run([str(argument) for argument in arguments])


def rows(store: Path, question: str) -> list[tuple[object, ...]]:
    with open_reader(store) as reader:
        return list(reader.query(question).rows)


@pytest.mark.usefixtures("in_workers")
def test_run_that_meets_harm(
    pages: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line each in the log, a count and an exit code, and no second try in each run."""
    store = tmp_path / "news"
    write(pages, "calm", "eat", "fail", "loop", "quiet")

    ended = run("import", pages, "--store", store)

    told = caplog.messages
    assert ended == exits.BUG
    assert told[0].startswith(f"wirecopy: {pages}/eat.html: needs more memory than a page may take")
    assert told[1].startswith(f"wirecopy: {pages}/fail.html: a fault of wirecopy's own: KeyError")
    assert told[2] == f"wirecopy: {pages}/loop.html: no result within 1 s; the page is kept"
    assert ["Traceback" in line for line in told] == [False, True, False]
    assert "\x1b" not in "".join(told)
    summary = "run 1: 5 pages, 2 new articles, 3 pages that gave none,"
    assert summary in capsys.readouterr().err
    status = "SELECT body_status, count(*) FROM articles GROUP BY 1 ORDER BY 1"
    assert rows(store, status) == [("failed", 3), ("full", 2)]
    assert rows(store, "SELECT failed, exit_code, note FROM runs") == [
        (3, 70, f"{pages}/eat.html: needs more memory than a page may take; the page is kept")
    ]

    assert run("import", pages, "--store", store) == exits.DONE
    assert run("group", "--store", store) == exits.DONE


@pytest.mark.parametrize("how", ["--stale", "--from=raw"])
@pytest.mark.usefixtures("in_workers")
def test_rebuild_tries_again(
    pages: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "news"
    write(pages, "eat", "quiet")
    assert run("import", pages, "--store", store) == exits.UNREADABLE

    monkeypatch.setattr(extracting, "article_of", article_of)

    assert run("rebuild", "--store", store, how) == exits.DONE
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
    pages: Path, tmp_path: Path, texts: list[str], status: str, revisions: int, at_once: bool
) -> None:
    """The first page that gives an article gives the article, in one run or in several."""
    url = "http://a.example/story"
    fetched = [
        RawPage(url, PAGE.format(text, f"<p>{text} {STORY}</p>" * 6).encode()) for text in texts
    ]
    with Store.open(tmp_path / "news") as store, Workers(2) as workers:
        for batch in [fetched] if at_once else [[page] for page in fetched]:
            extracting.save_articles(store, keep_raw(store, batch, run_id=1), workers)

        assert store.rows("SELECT body_status FROM internal.articles") == [(status,)]
        assert store.rows("SELECT count(*) FROM internal.revisions") == [(revisions,)]


@pytest.mark.usefixtures("in_workers")
def test_files_without_a_store(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`extract` prints the others in order, and names those that failed."""
    write(pages, "calm", "crash", "loop", "quiet")

    ended = run("extract", pages, "--format", "jsonl")

    printed = capsys.readouterr()
    assert ended == exits.BUG
    assert [line.split('"title": "')[1][:4] for line in printed.out.splitlines()] == [
        "calm",
        "quie",
    ]
    assert f"wirecopy: {pages}/crash.html: crashed its process (SIGSEGV)\n" in printed.err
    assert f"wirecopy: {pages}/loop.html: no result within 1 s\n" in printed.err
