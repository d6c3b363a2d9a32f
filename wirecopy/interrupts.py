"""Ctrl-C and SIGTERM: exit code 130 and one line, at whatever moment they come.

While a command runs, the first signal raises KeyboardInterrupt: files are closed, workers end, the
run is written down. At any other moment, while a module is loaded, and at a second signal, the
process ends at once. That is as safe as `kill -9`, because the next run derives what is left
(tests/crashes). An exception in a module that is being loaded may end in an abort of its C code
(DuckDB's), or leave half of it behind.

Until `listen` is called Python answers Ctrl-C with a traceback, so this module imports little.
"""

import _thread
import os
import signal
import sys
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = "interrupted; what was committed is kept for the next run"
LINE = f"wirecopy: {INTERRUPTED}"
EXIT_CODE = 130  # 128 and the number of SIGINT, as shells have it
# Seconds for an end in order. A library may swallow the exception, or C code may not come back.
GRACE = 30.0


class Interrupts:
    """Whether a signal has come. Inside `with` it raises; elsewhere it ends the process."""

    def __init__(self) -> None:
        self.have_come = False
        self._is_orderly = False

    def __enter__(self) -> None:
        self._is_orderly = True

    def __exit__(self, *_: object) -> None:
        self._is_orderly = False

    def listen(self) -> None:
        """Answer the signals from now on. SIGINT stays ignored where it is, as under nohup."""
        for number in SIGNALS:
            if number == signal.SIGTERM or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._hear)
        sys.unraisablehook = self._unraisable

    def ignore(self) -> None:
        """Be deaf from now on: the command has ended, and the process is about to."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _hear(self, _: int, frame: FrameType | None) -> None:
        if self.have_come or not self._is_orderly or is_loading(frame):
            _end()
        self.have_come = True
        _thread.start_new_thread(_end_late, ())
        raise KeyboardInterrupt

    def _unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        """Where Python drops an exception, as in a finalizer, Ctrl-C must not get lost."""
        if issubclass(told.exc_type, KeyboardInterrupt):
            _end()
        if not self.have_come:
            sys.__unraisablehook__(told)


def is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded where the signal came in."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _end_late() -> None:
    time.sleep(GRACE)
    _end()


def _end() -> None:
    """Say the line past every buffer, and end."""
    try:
        os.write(2, f"{LINE}\n".encode())
    finally:
        os._exit(EXIT_CODE)


interrupts = Interrupts()
