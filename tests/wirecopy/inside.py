"""Running wirecopy in this process: what a process of its own would do, without its start."""

import atexit
import contextlib
import io
import logging
import subprocess
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

import pytest

from wirecopy.cli import run
from wirecopy.workers.fork_server import ForkServer

SERVER = ForkServer()
atexit.register(SERVER.close)


class Lent:
    """The fork server of one run: its workers are its own, the process that forks them is SERVER.

    To start one for each run takes half a second of CPU.
    """

    def __init__(self) -> None:
        self._alive: set[int] = set()

    def fork(self) -> tuple[int, Connection]:
        pid, pipe = SERVER.fork()
        self._alive.add(pid)
        return pid, pipe

    def reap(self, pid: int) -> int:
        self._alive.discard(pid)
        return SERVER.reap(pid)

    def load(self, what: int) -> None:
        SERVER.load(what)

    def close(self) -> None:
        for pid in [*self._alive]:
            self.reap(pid)


def wirecopy(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """Run the command line; its exit code, standard output and error."""
    out, err = io.StringIO(newline=""), io.StringIO()
    directory = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    with (
        pytest.MonkeyPatch.context() as patch,
        directory,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        logs_left_alone(),
        warnings_to(err),
    ):
        patch.setattr("wirecopy.workers.pool.ForkServer", Lent)
        code = run([*map(str, arguments)]).code
    return code, out.getvalue(), err.getvalue()


def process(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the command line; the same as of a process of its own."""
    code, out, err = wirecopy(*arguments)
    return subprocess.CompletedProcess(arguments, code, out, err)


@contextlib.contextmanager
def warnings_to(stream: TextIO) -> Iterator[None]:
    """Show warnings on a stream, as Python does by itself where nobody else takes the log."""
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


@contextlib.contextmanager
def logs_left_alone() -> Iterator[None]:
    """Let loggers be afterwards what they were: a command sets them up for its process."""
    loggers = [logging.getLogger(name) for name in ("", "wirecopy", "crawler", "crawler.events")]
    before = [(log, log.handlers[:], log.propagate, log.level) for log in loggers]
    try:
        yield
    finally:
        for log, handlers, propagate, level in before:
            log.handlers[:], log.propagate = handlers, propagate
            log.setLevel(level)
