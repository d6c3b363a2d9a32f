"""The command line, interrupted (SIGINT to its process group) at a moment that is counted.

python -m tests.crashes.interrupted LOG KIND N rebuild --store DIR

KIND `call` is the n-th call of a Python function, `query` the inside of the n-th query: DuckDB is
at work there, and no Python code runs. Of both LOG gets the number of those that have been, so that
an undisturbed run (N = 0) tells how many there are. KIND `twice` is the n-th call, and once more
while the first is answered. With NEWSROOM in the environment its port answers for all hosts.
"""

import _thread
import importlib
import os
import runpy
import signal
import sys
import types
from contextlib import suppress
from pathlib import Path
from typing import Any

QUERIES = (
    ("storage/database.py", "rows"),
    ("storage/reader.py", "query"),
    ("storage/reader.py", "stream"),
)
ENDINGS = (
    "storage.runs.finish",
    "storage.store.Store.close",
    "wirecopy.workers.pool.Workers.__exit__",
)


def interrupt(*_: object) -> None:
    """As Ctrl-C does it, for all processes of the terminal."""
    os.killpg(0, signal.SIGINT)


class Moment:
    """Counts, from the moment at which the command listens to signals, and interrupts once."""

    def __init__(self, kind: str, number: int) -> None:
        self.kind = kind
        self.number = number
        self.seen = 0
        self.is_listening = False

    def trace(self, frame: types.FrameType, event: str, _: Any) -> None:
        handler = signal.getsignal(signal.SIGINT)
        self.is_listening = self.is_listening or handler is not signal.default_int_handler
        if self.is_listening and (self.kind != "query" or is_query(frame.f_code)):
            self.seen += 1
            if self.seen == self.number:
                self.come()

    def come(self) -> None:
        if self.kind == "query":  # a thread gets its turn when DuckDB lets go of Python
            _thread.start_new_thread(interrupt, ())
            return
        if self.kind == "twice":
            again_at_the_end()
        interrupt()


def is_query(code: types.CodeType) -> bool:
    return any(code.co_name == name and code.co_filename.endswith(file) for file, name in QUERIES)


def again_at_the_end() -> None:
    """Interrupt whatever would bring the run to an end in order.

    While the program itself is still being loaded there is no run that could end.
    """
    from tests.crashes.dying import holder_of

    for place in ENDINGS:
        with suppress(ImportError, AttributeError):  # of a module that is half loaded
            holder, name = holder_of(place)
            setattr(holder, name, interrupt)


def main(log: str, kind: str, number: str, *arguments: str) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background ignores it
    os.setpgid(0, 0)
    if "NEWSROOM" in os.environ:
        resolve_at(int(os.environ["NEWSROOM"]))
    if kind == "twice":  # loaded before the run: nothing can be loaded in the middle of a module
        importlib.import_module("tests.crashes.dying")
    moment = Moment(kind, int(number))
    sys.argv = ["wirecopy", *arguments]
    sys.setswitchinterval(1000)
    leave = os._exit

    def tell_and_leave(code: int) -> None:
        sys.settrace(None)
        Path(log).write_text(str(moment.seen))
        leave(code)

    os._exit = tell_and_leave  # type: ignore[assignment]
    sys.settrace(moment.trace)
    runpy.run_module("wirecopy", run_name="__main__", alter_sys=True)


def resolve_at(port: int) -> None:
    """Let a crawl find every host of the newsroom on loopback."""
    from crawler.options import CrawlOptions

    made = CrawlOptions.__init__

    def mapped(self: CrawlOptions, **options: Any) -> None:
        made(self, **options | {"resolve": {"*.example": ("127.0.0.1", port)}})

    CrawlOptions.__init__ = mapped  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])
