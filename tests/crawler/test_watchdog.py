"""A time budget is kept also by a run that hangs: its reactor, or a lookup that never ends."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console import HANGS
from tests.crawler.crawling import CHILD, crawl, rows, source, sources
from tests.miniweb.web import MiniWeb, serving

# How long the end is waited for: what must come is given time, what is waited for in vain is not.
SOON = """
from crawler import watchdog
from crawler.policies import deadline
deadline.GRACE, watchdog.HANG, watchdog.LAST = 1.0, {hang}, {last}
"""
# What happens when the first page has come.
HANGING = {
    "waiting": "import time; time.sleep(600)",
    "busy": "\n    while True: pass",
    "in C": "import re; re.match('(a+)+$', 'a' * 64 + 'b')",
}
PAGE_CAME = """
from crawler.frontier.desk import Desk
def hang(*arguments, **named):
    {}
Desk.fetched = hang
"""
NO_ANSWER = """
import socket, time
socket.getaddrinfo = lambda *arguments: time.sleep(600)
"""


@pytest.fixture(name="web")
def _web() -> Iterator[MiniWeb]:
    with serving() as web:
        yield web


def hanging(
    store: Path, web: MiniWeb, prelude: str, hang: float, last: float, **options: object
) -> "subprocess.CompletedProcess[str]":
    """A crawl in which something is as the prelude has it."""
    given = {"store": str(store), "resolve": web.resolve, "run_id": 1, "options": options}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            prelude + SOON.format(hang=hang, last=last) + CHILD,
            json.dumps(given),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
    )


@pytest.mark.parametrize("how", HANGING)
def test_a_reactor_that_hangs(web: MiniWeb, store: Path, how: str) -> None:
    """Ended hard, with the store whole: the next run does what is left."""
    sources(store, source("news1"))
    last = 1 if how == "in C" else HANGS
    done = hanging(store, web, PAGE_CAME.format(HANGING[how]), 1, last, max_time=1)

    assert done.returncode == 15, done.stderr
    assert ("in hang" if how == "in C" else "the run hangs") in done.stderr
    assert crawl(store, web.resolve, 2).exit_code == 0
    found = rows(store, "SELECT state, count(*) FROM internal.urls GROUP BY 1")
    assert found == [("fetched", 5)]
    assert len(set(web.articles("news1.example"))) == 5


def test_a_lookup_that_hangs(web: MiniWeb, store: Path) -> None:
    """In order: it is not waited for, neither by the other sources nor at the end."""
    lost = '[[source]]\nname = "lost"\nfeeds = ["http://lost.test/feed"]\ndelay = 0\n'
    sources(store, source("news1") + lost)
    done = hanging(store, web, NO_ANSWER, HANGS, HANGS, max_time=10)

    assert done.returncode == 15, done.stderr
    assert "hangs" not in done.stderr
    report = json.loads(done.stdout)
    assert (report["pages"], report["feeds"]) == (5, 1)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"
