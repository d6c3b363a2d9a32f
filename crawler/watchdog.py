"""The last resort of a time budget: a run whose reactor hangs is ended from outside of it.

What ends a run in order (`policies/deadline.py`) is called by the reactor, so that whatever blocks
the reactor blocks the end as well. This thread needs nothing but the interpreter's lock; and where
not even that is to be had, because one call into C does not come back, a timer of the C library
ends the process, after the interpreter has told in C where it hangs. It is as safe as `kill -9`:
the next run takes up what was fetched.
"""

import ctypes
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.options import TIME_UP

HANG = 5.0  # seconds beyond the grace: writing what has come takes one or two
LAST = 3.0  # seconds more for whoever can't even get the interpreter's lock
TELLING = 1.0  # second for the interpreter to say where it hangs
CALLS_A_FUNCTION = 2  # SIGEV_THREAD of Linux


class _Event(ctypes.Structure):
    """What a timer does: `sigevent` of Linux, which calls `function` with `value`."""

    _fields_ = (
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("function", ctypes.c_void_p),
        ("rest", ctypes.c_char * 40),
    )


class _Times(ctypes.Structure):
    """When: `itimerspec`, the interval first, in seconds and nanoseconds."""

    _fields_ = (("interval", ctypes.c_long * 2), ("first", ctypes.c_long * 2))


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
        faulthandler.dump_traceback_later(seconds + LAST, file=sys.__stderr__)
    try:
        with _ended_in_c(seconds + LAST + TELLING):
            yield
    finally:
        is_over.set()
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def _ended_in_c(seconds: float) -> Iterator[None]:
    """Let the C library end the process when what happens inside takes longer.

    faulthandler could end it too, but with 1, which says that a run is done.
    """
    library = ctypes.CDLL(None, use_errno=True)
    timer = ctypes.c_void_p()
    end = ctypes.cast(library._exit, ctypes.c_void_p).value
    event = _Event(value=TIME_UP, notify=CALLS_A_FUNCTION, function=end)
    if library.timer_create(time.CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(timer)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    times = _Times(first=(int(seconds), int(seconds % 1 * 1e9)))
    library.timer_settime(timer, 0, ctypes.byref(times), None)
    try:
        yield
    finally:
        library.timer_delete(timer)


def _watch(is_over: threading.Event, seconds: float, log: logging.Logger) -> None:
    if not is_over.wait(seconds):
        text = "the run hangs, and is ended; the next one takes up what was stored"
        log.error(text, extra={"told": {"event": "end", "exit_code": TIME_UP}})
        os._exit(TIME_UP)
