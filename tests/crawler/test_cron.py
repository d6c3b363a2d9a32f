"""The command as cron, systemd and a person at a terminal run it."""

import ctypes
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.lock import Lock
from storage.store import Store
from tests.console import HANGS, clean_environment, wirecopy
from tests.crawler.crawling import COMMAND, rows, run, source, sources, start
from tests.miniweb.web import MiniWeb, serving


@pytest.fixture(name="web")
def _web() -> Iterator[MiniWeb]:
    with serving() as web:
        yield web


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


def test_one_json_line_an_event_and_the_sum_last(web: MiniWeb, store: Path) -> None:
    sources(store, source("news1") + source("broken") + source("looping"))
    done = run(web, "crawl", "--store", store)
    events = [json.loads(line) for line in done.stderr.splitlines()]

    assert done.returncode == 3
    assert done.stdout == ""
    assert all({"at", "level", "event", "message"} <= event.keys() for event in events)
    polls = [event for event in events if event["event"] == "poll"]
    assert {(poll["source"], poll["outcome"], poll["found"]) for poll in polls} == {
        ("news1", "ok", 5),
        ("looping", "ok", 5),
        ("broken", "robots_unavailable", 0),
    }
    pages = [event for event in events if event["event"] == "page"]
    assert {(page["source"], page["outcome"], page["level"]) for page in pages} == {
        ("looping", "redirects", "warning")
    }
    told = {event["source"]: event["failed"] for event in events if event["event"] == "source"}
    assert told == {"news1": False, "broken": True, "looping": True}
    last = events[-1]
    assert (last["event"], last["exit_code"], last["pages"], last["feeds"]) == ("end", 3, 5, 2)
    assert len([event for event in events if event["event"] == "end"]) == 1


def test_a_run_that_can_not_begin_says_so_in_one_line(store: Path) -> None:
    store.mkdir()
    done = wirecopy("crawl", "--store", store)
    (event,) = [json.loads(line) for line in done.stderr.splitlines()]

    assert (done.returncode, event["event"], event["exit_code"]) == (2, "end", 2)
    assert "sources.toml: no such file" in event["message"]


def on_a_terminal(web: MiniWeb, store: Path, *options: str) -> str:
    """What a run shows somebody who looks on."""
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        while True:
            try:
                seen.append(os.read(ours, 65536))
            except OSError:  # the other side has closed it
                return

    reader = threading.Thread(target=read)
    reader.start()
    subprocess.run(
        [sys.executable, "-c", COMMAND, "crawl", "--store", str(store), *options, str(web.port)],
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=HANGS,
        env=clean_environment() | {"TERM": "xterm"},
    )
    os.close(theirs)
    reader.join()
    os.close(ours)
    return b"".join(seen).decode()


def test_on_a_terminal_it_speaks_to_people(web: MiniWeb, store: Path) -> None:
    """How far it is, a line a source, and the sum; JSON only when asked for."""
    web.pause, web.published = 1.0, 10
    sources(store, source("news1"))
    text = on_a_terminal(web, store)

    assert "feeds and sitemaps" in text, "the line that says how far it is"
    assert re.search(r"(^|\n|\x1b\[2K)news1: 1 feed, 10 new, 10 pages\r\n", text), "on its own line"
    assert "run 1: 10 pages" in text
    assert '"event"' not in text
    assert '"event": "end"' in on_a_terminal(web, store, "--log", "json")


def test_text_for_a_file_when_asked_for(web: MiniWeb, store: Path) -> None:
    sources(store, source("news1"))
    who = ("--contact", "me@example.org")
    done = run(web, "crawl", "--store", store, "--log", "text", *who)

    first, last = done.stderr.splitlines()
    assert first == "news1: 1 feed, 5 new, 5 pages"
    assert last.startswith("run 1: 5 pages, 5 new articles")


def test_a_page_that_outlasts_the_grace_leaves_the_log_whole(web: MiniWeb, store: Path) -> None:
    """What the reactor was left with, Python would tell of at its end, and not in JSON."""
    sources(store, source("news1") + source("slow"))
    done = run(web, "crawl", "--store", store, "--max-time", "3")

    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode, events[-1]["event"]) == (15, "end")


def test_a_signal_leaves_the_log_whole(web: MiniWeb, store: Path) -> None:
    """The last line has what the run has done, as that of any other."""
    sources(store, source("news1") + source("slow"))
    running = start(web, "crawl", "--store", store)
    while running.poll() is None and not (
        web.articles("slow.example") and len(web.articles("news1.example")) == 5
    ):
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    _, log = running.communicate(timeout=HANGS)

    last = [json.loads(line) for line in log.splitlines()][-1]
    assert (running.returncode, last["event"], last["exit_code"]) == (130, "end", 130)
    assert (last["run"], last["pages"], last["feeds"], last["failed_sources"]) == (1, 5, 2, 0)


def test_no_time_at_all(web: MiniWeb, store: Path) -> None:
    """`--max-time 0` asks nothing; the work is left, and the next run does it."""
    sources(store, source("news1"))
    done = run(web, "crawl", "--store", store, "--max-time", "0")

    assert (done.returncode, web.paths("news1.example")) == (15, []), done.stderr
    assert run(web, "crawl", "--store", store).returncode == 0
    assert rows(store, "SELECT count(*) FROM internal.articles") == [(5,)]


def test_no_time_and_nothing_due(web: MiniWeb, store: Path) -> None:
    sources(store, source("news1"))
    run(web, "crawl", "--store", store)
    assert run(web, "crawl", "--store", store, "--max-time", "0").returncode == 0


def test_wait(web: MiniWeb, store: Path) -> None:
    """A run that may wait begins when the other is done; one that may not ends with 75."""
    sources(store, source("news1"))
    run(web, "crawl", "--store", store, "--max-time", "0")
    lock = Lock(store)
    refused = run(web, "crawl", "--store", store)
    threading.Timer(2.0, lock.release).start()
    waited = run(web, "crawl", "--store", store, "--wait", f"{HANGS}s")

    assert (refused.returncode, waited.returncode) == (75, 0)
    assert json.loads(refused.stderr.splitlines()[-1])["exit_code"] == 75
    assert len(web.articles("news1.example")) == 5


def test_since(web: MiniWeb, store: Path) -> None:
    """Of a hundred articles, one a day, 95 to 99 are younger by half a day, 94 is older."""
    web.published, web.every = 100, 86_400
    sources(store, source("news1"))
    run(web, "crawl", "--store", store, "--since", "132h")

    fetched = [path.partition("?")[0][-2:] for path in web.articles("news1.example")]
    assert sorted(fetched) == ["95", "96", "97", "98", "99"]


def test_dry_run(web: MiniWeb, store: Path) -> None:
    """On standard output what would be asked: feeds first, then what waits; nobody is asked."""
    sources(store, source("news1"))
    first = run(web, "crawl", "--store", store, "--dry-run")
    assert first.stdout.splitlines() == ["http://news1.example/feed"]
    assert first.stderr == ""
    assert web.hits == []
    assert run(web, "runs", "--store", store, "--format", "jsonl").stdout == ""

    run(web, "crawl", "--store", store)
    assert run(web, "crawl", "--store", store, "--dry-run").stdout == ""
    waits = "http://news1.example/2026/11/story-number-4?utm_source=rss"
    with Store.open(store) as opened:
        opened.rows(
            "UPDATE internal.urls SET state = 'pending', next_try_at = first_seen_at WHERE url = ?",
            [waits],
        )
    assert run(web, "crawl", "--store", store, "--dry-run").stdout.splitlines() == [waits]


def without_override() -> None:
    """Let root obey permissions: take CAP_DAC_OVERRIDE (1) from what an exec can give back."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.parametrize("command", ["runs", "health", "sql"])
def test_a_store_that_may_only_be_read(web: MiniWeb, store: Path, command: str) -> None:
    """A colleague without the right to write sees what has been published."""
    sources(store, source("news1"))
    run(web, "crawl", "--store", store)
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*")}
    everything = [store, *before]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    more = ["SELECT count(*) AS n FROM articles"] if command == "sql" else []
    more += ["--format", "jsonl"] if command != "health" else ["--json", "--min-free", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "wirecopy", command, *more, "--store", store],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
        env=clean_environment() | {"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=without_override,
    )
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)

    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout.splitlines()[0]) if command != "health" else {}
    assert {"runs": shown.get("run_id") == 1, "sql": shown == {"n": 5}, "health": True}[command]
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == before
