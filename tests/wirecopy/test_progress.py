"""What a run says of how far it has come: by a line that moves, or a line every 30 seconds."""

import gzip
import json
import logging
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.console import HANGS, clean_environment
from wirecopy import logs, progress
from wirecopy.commands.import_ import watched
from wirecopy.intake.files import Item, read
from wirecopy.progress import RunProgress, Stage, shown

TEXT = "The ferry sailed again on Monday, a week after the storm had closed the harbour."


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_stage_tells_what_is_done_and_left() -> None:
    clock = Clock()
    run = RunProgress(clock)
    run.begin("clean", "pages", 400)
    assert str(run.stage) == "clean 400 pages"
    for _ in run.each(range(100)):
        clock.now += 0.1
    assert str(run.stage) == "clean 100 of 400 pages, 10 a second, 30 s left"
    run.begin("group")
    assert (str(run.stage), run.stage.seconds) == ("group", 0)


def test_more_may_be_said_than_a_number() -> None:
    run = RunProgress(Clock())
    run.say("crawl", "3 pages, 1 waiting")
    assert str(run.stage) == "crawl: 3 pages, 1 waiting"


@given(
    total=st.one_of(st.none(), st.integers(1, 10**9)),
    done=st.integers(0, 10**9),
    part=st.one_of(st.none(), st.floats(0, 1)),
    seconds=st.floats(0, 10**6),
)
def test_no_stage_takes_less_than_no_time(
    total: int | None, done: int, part: float | None, seconds: float
) -> None:
    stage = Stage("compare", "pairs", total, done, part, seconds)
    assert stage.left is None or stage.left >= 0
    assert "\n" not in str(stage)


def test_too_early_to_tell_how_long() -> None:
    assert str(Stage("read", "pages", done=9, part=0.5, seconds=1)) == "read 9 pages"


@pytest.fixture(name="lines")
def _lines(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], threading.Event]:
    """What is said, and an event that is set when something was."""
    told: list[str] = []
    is_told = threading.Event()

    def say(message: str, *_: object) -> None:
        told.append(message)
        is_told.set()

    monkeypatch.setattr(progress, "say", say)
    return told, is_told


def test_a_line_now_and_then_where_nobody_looks(
    lines: tuple[list[str], threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, is_told = lines
    monkeypatch.setattr(progress, "SECONDS_A_LINE", 0.01)
    run = RunProgress(Clock())
    with shown(run):
        run.begin("sign", "texts", 7)
        run.add(3)
        is_told.clear()
        assert is_told.wait(HANGS)
    assert told[-1] == "wirecopy: sign 3 of 7 texts"
    n_lines = len(told)
    assert not any(thread.name == "progress" for thread in threading.enumerate())
    assert len(told) == n_lines


def test_short_runs_say_nothing(lines: tuple[list[str], threading.Event]) -> None:
    with shown(RunProgress()):
        pass
    assert lines[0] == []


class Kept(logging.Handler):
    """Keeps records, and says when there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.is_told = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.is_told.set()


def test_in_a_log_it_is_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_A_LINE", 0.01)
    log, kept = logging.getLogger("wirecopy"), Kept()
    monkeypatch.setattr(log, "handlers", [kept])
    monkeypatch.setattr(log, "level", logging.INFO)
    run = RunProgress(Clock())
    run.begin("compare", "pairs", 5)
    with shown(run):
        assert kept.is_told.wait(HANGS)
    told = json.loads(logs.JsonLines().format(kept.records[0]))
    assert {"event": "progress", "stage": "compare", "done": 0, "total": 5}.items() <= told.items()
    assert told["message"] == "wirecopy: compare 5 pairs"


def on_a_terminal(*arguments: str | Path) -> tuple[str, str]:
    """Run a command whose standard error is a terminal: its output, what the terminal got."""
    near, far = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "wirecopy", *map(str, arguments)],
        env={**clean_environment(), "TERM": "xterm", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=far,
        text=True,
    ) as running:
        os.close(far)
        seen = b""
        while True:
            try:
                got = os.read(near, 4096)
            except OSError:  # the other end is shut
                break
            if not got:
                break
            seen += got
        output, _ = running.communicate(timeout=HANGS)
    os.close(near)
    assert running.returncode == 0, seen
    return output, seen.decode()


def test_on_a_terminal_a_line_moves_and_goes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ".join([TEXT] * 20))
    output, seen = on_a_terminal("import", tmp_path / "a.txt", "--store", tmp_path / "news")

    assert output == ""
    assert "open" in seen, "it shows a sign of life before the store is there"
    last = seen.rstrip().splitlines()[-1]
    assert "\x1b[2Krun 1: 1 page, 1 new article" in last, "the line that moved is gone"


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "rows.csv", "rows.parquet"])
def test_files_tell_how_far_they_are_read(tmp_path: Path, name: str) -> None:
    rows = [(f"https://a.example/{n}", f"{TEXT} {n}. " * 20) for n in range(300)]
    file = tmp_path / name
    if name.endswith("parquet"):
        duckdb.execute(
            "COPY (SELECT unnest($urls) AS url, unnest($texts) AS text) TO $file (FORMAT parquet)",
            {"urls": [r[0] for r in rows], "texts": [r[1] for r in rows], "file": str(file)},
        )
    elif name.endswith("csv"):
        file.write_text("url,text\n" + "".join(f'{url},"{text}"\n' for url, text in rows))
    else:
        lines = "".join(json.dumps({"url": url, "text": text}) + "\n" for url, text in rows)
        opened = gzip.open if name.endswith("gz") else open
        with opened(file, "wt") as out:
            out.write(lines)

    run = RunProgress(Clock())
    parts = []
    for item in watched(read([str(file)]), [str(file)], run):
        assert isinstance(item, Item)
        parts.append(run.stage.part or 0)

    assert run.stage.done == len(rows)
    assert parts == sorted(parts)
    assert run.stage.part == 1
