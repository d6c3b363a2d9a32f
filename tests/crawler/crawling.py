"""Crawls of the mini web in processes of their own, as cron makes them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from storage.store import Store
from tests.console import HANGS, clean_environment
from tests.miniweb.web import MiniWeb

CHILD = """
import json, logging, re, sys, time
from datetime import datetime
from pathlib import Path
from crawler.frontier import ledger
from crawler.options import CrawlOptions
from crawler.run import crawl
from crawler.sources.parse import load
from storage.frontier import Frontier
from storage.pages import Pages
from storage.store import Store

given = json.loads(sys.argv[1])
ledger.ROWS_A_COMMIT = given.get("batch", ledger.ROWS_A_COMMIT)
path = Path(given["store"])
logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
asked = given["options"]
if "since" in asked:
    asked["since"] = datetime.fromisoformat(asked["since"])
options = CrawlOptions(
    resolve={name: tuple(place) for name, place in given["resolve"].items()}, **asked
)
sources = load(path / "sources.toml") if (path / "sources.toml").exists() else []
with Store.open(path) as store:
    report = crawl(Frontier(store), Pages(store), path / "raw", sources, options, given["run_id"])
    ended = time.monotonic()
found = {name: getattr(report, name) for name in report.__slots__}
# ru_maxrss would hold the memory of the process that started this one, too
status = Path("/proc/self/status").read_text()
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) / 1024
print(json.dumps(found | {"peak_mib": peak, "ended": ended}, default=list))
sys.exit(report.exit_code)
"""


class Crawled(NamedTuple):
    """How a crawl ended."""

    report: dict[str, Any]
    log: str

    @property
    def exit_code(self) -> int:
        """The exit code that the report names; the process must have ended with it."""
        return int(self.report["exit_code"])


def command(
    store: Path,
    resolve: Mapping[str, tuple[str, int]],
    run_id: int,
    options: Mapping[str, Any],
    **more: Any,
) -> list[str]:
    given = {"store": str(store), "resolve": resolve, "run_id": run_id, "options": options, **more}
    return [sys.executable, "-W", "error::DeprecationWarning", "-c", CHILD, json.dumps(given)]


def crawl(
    store: Path, resolve: Mapping[str, tuple[str, int]], run_id: int = 1, **options: Any
) -> Crawled:
    """One whole crawl; its process must end with the exit code that it reports."""
    done = subprocess.run(
        command(store, resolve, run_id, options),
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
    )
    assert done.stdout, done.stderr
    crawled = Crawled(json.loads(done.stdout), done.stderr)
    assert done.returncode == crawled.exit_code
    assert "Traceback" not in done.stderr, done.stderr
    assert "Deprecat" not in done.stderr, done.stderr
    return crawled


def crawl_and_signal(
    store: Path,
    resolve: Mapping[str, tuple[str, int]],
    number: signal.Signals,
    when: Callable[[], bool],
    run_id: int = 1,
    **given: Any,
) -> tuple[int, str]:
    """A crawl that gets a signal as soon as something is so; its exit code and its log."""
    running = subprocess.Popen(
        command(store, resolve, run_id, {}, **given),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while running.poll() is None and not when():
        time.sleep(0.002)
    if running.poll() is None:
        os.kill(running.pid, number)
    _, log = running.communicate(timeout=HANGS)
    return running.returncode, log


def sources(store: Path, text: str) -> None:
    """Write the sources of a store."""
    store.mkdir(parents=True, exist_ok=True)
    (store / "sources.toml").write_text(text, "utf-8")


def source(name: str, *, delay: float = 0, more: str = "") -> str:
    """An ordinary outlet of the mini web as a block of sources.toml."""
    return (
        f'[[source]]\nname = "{name}"\nhome = "http://{name}.example/"\n'
        f'feeds = ["http://{name}.example/feed"]\ndelay = {delay}\n{more}\n'
    )


def rows(store: Path, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a query finds in a store that nobody has open."""
    with Store.open(store, create=False) as opened:
        return opened.rows(query, parameters)


COMMAND = """
import sys
from crawler.options import CrawlOptions
from wirecopy import __main__
made, port = CrawlOptions.__init__, int(sys.argv.pop())
def mapped(self, **options):
    made(self, **options | {"resolve": {"*.example": ("127.0.0.1", port)}})
CrawlOptions.__init__ = mapped
__main__.main()
"""


def run(web: MiniWeb, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """The command line, which finds every host below .example at the mini web."""
    running = start(web, *arguments)
    out, err = running.communicate(timeout=HANGS)
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def start(web: MiniWeb, *arguments: str | Path) -> "subprocess.Popen[str]":
    """The same, under way."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, arguments), str(web.port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    )
