"""The last resort of a time budget: a run whose reactor hangs is ended from outside of it.

What ends a run in order (`policies/deadline.py`) is called by the reactor, so that whatever blocks
the reactor blocks the end as well. This thread needs nothing but the interpreter's lock; and where
not even that is to be had, the second one does, which the interpreter itself keeps, in C. It is as
safe as `kill -9`: the next run takes up what was fetched.
"""

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.options import TIME_UP

HANG = 5.0  # seconds beyond the grace: writing what has come takes one or two
LAST = 3.0  # seconds more for whoever can't even get the interpreter's lock; ends with 1


@contextmanager
def watching(max_time: float | None, grace: float, log: logging.Logger) -> Iterator[None]:
    """End the process, hard, when what happens inside takes longer than both, in seconds, and HANG.

    Without a `max_time` it may take for ever.
    """
    if max_time is None:
        yield
        return
    seconds = max_time + grace + HANG
    is_over = threading.Event()
    threading.Thread(target=_watch, args=(is_over, seconds, log), daemon=True).start()
    if sys.__stderr__ is not None:
        faulthandler.dump_traceback_later(seconds + LAST, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        is_over.set()
        faulthandler.cancel_dump_traceback_later()


def _watch(is_over: threading.Event, seconds: float, log: logging.Logger) -> None:
    if not is_over.wait(seconds):
        text = "the run hangs, and is ended; the next one takes up what was stored"
        log.error(text, extra={"told": {"event": "end", "exit_code": TIME_UP}})
        os._exit(TIME_UP)
