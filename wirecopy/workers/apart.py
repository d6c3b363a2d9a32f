"""A function of values that come one by one, in a process of its own that the kernel bounds.

For what C code may do without end and without asking anybody: a query can take all memory, and hear
nothing of an interrupt meanwhile. The process ends when its reader goes, however that ends, and its
temporary files go with it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from wirecopy.workers.worker import Failed, Input, Limits, Output, ended, first_to_go

SCRIPT = """
import sys
sys.path[:] = {path!r}
from wirecopy.workers import apart
apart.serve({channel}, {scratch!r})
"""


class Value(NamedTuple):
    """One of the values."""

    value: Any


class Raised(NamedTuple):
    """What has ended the function: an error, or None where all values were given."""

    error: BaseException | None


class EndedError(RuntimeError):
    """The process has ended before the function had; `failed` says why."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.failed = failed


def stream(
    function: Callable[[Input], Iterator[Output]], given: Input, seconds: float
) -> Iterator[Output]:
    """What `function` of a module gives, one by one, within its time (0: any).

    Time in which the next value is not waited for does not count. How much memory it may have the
    function says itself (`worker.limit_memory`), because it knows what it has loaded. Raises what
    the function raises, and EndedError.
    """
    with tempfile.TemporaryDirectory(prefix="wirecopy-") as scratch:
        process, pipe = _start(scratch)
        try:
            with pipe:
                pipe.send((function, given, seconds))
                while isinstance(answer := pipe.recv(), Value):
                    yield answer.value
        except (EOFError, ConnectionError):
            raise EndedError(ended(process.wait(), Limits(seconds, 0))) from None
        finally:
            process.kill()
            process.communicate()
    if answer.error is not None:
        raise answer.error


def _start(scratch: str) -> "tuple[subprocess.Popen[bytes], Connection]":
    """The process, whose temporary files go into `scratch`, and the pipe to it."""
    near, far = socket.socketpair()
    with far:
        script = SCRIPT.format(path=sys.path, channel=far.fileno(), scratch=scratch)
        process = subprocess.Popen(  # noqa: S603 (this Python, our script)
            [sys.executable, "-c", script],
            pass_fds=[far.fileno()],
            stdin=subprocess.PIPE,  # its end tells the process that we are gone
            stdout=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": scratch},
            process_group=0,  # Ctrl-C is for this process, which ends the other
        )
    return process, Connection(near.detach())


def serve(descriptor: int, scratch: str) -> None:
    """Give what is asked for, in the process of its own."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    first_to_go()
    threading.Thread(target=_end_with_reader, args=(scratch,), daemon=True).start()
    pipe = Connection(descriptor)
    function, given, seconds = pipe.recv()
    with suppress(ConnectionError):
        try:
            for value in _timed(function(given), seconds):
                pipe.send(Value(value))
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 (it is raised where it is waited for)
            signal.setitimer(signal.ITIMER_REAL, 0)
            error.add_note(traceback.format_exc())  # its trace does not travel
            pipe.send(Raised(error))
        else:
            pipe.send(Raised(None))
    os._exit(0)  # no finalizer may take time


def _timed(values: Iterator[Output], seconds: float) -> Iterator[Output]:
    """The values, with a timer that runs while the next one is made, and ends the process."""
    while True:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            value = next(values)
        except StopIteration:
            return
        finally:
            seconds, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        yield value


def _end_with_reader(scratch: str) -> None:
    """Leave nothing behind where the reader had no time to clear up."""
    sys.stdin.buffer.read()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
