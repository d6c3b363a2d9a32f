"""One worker process: tasks come through a pipe one by one, each is tried within its limits.

The kernel holds the limits, not Python: a page that keeps C code busy would let no thread and no
signal handler of ours run, but SIGALRM, left to its default, ends the process all the same.
"""

import resource
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

Input = TypeVar("Input")
Output = TypeVar("Output")


class Limits(NamedTuple):
    """What one task may take: seconds (0: any) and bytes of address space of its process."""

    seconds: float
    memory: int


class Task(NamedTuple, Generic[Input, Output]):
    """A function of a module and what it is called with."""

    function: Callable[[Input], Output]
    given: Input
    limits: Limits


class Failed(NamedTuple):
    """A task that gave no result: why, and that in words; `trace` is where our own code failed."""

    why: Literal["time", "memory", "killed", "crash", "fault"]
    message: str
    trace: str = ""

    @property
    def is_final(self) -> bool:
        """Whether it would fail again; a process that was killed may do so by no fault of its."""
        return self.why not in ("killed", "crash")

    @property
    def is_ours(self) -> bool:
        """Whether it is a fault of the program, and not of an input beyond all bounds."""
        return self.why in ("crash", "fault")


def work(pipe: Connection) -> None:
    """Do the tasks that come through a pipe until its other end is closed."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    first_to_go()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, ConnectionError):
            return
        answer = _within_limits(task)
        try:
            pipe.send(answer)
        except ConnectionError:
            return


def first_to_go() -> None:
    """When the machine runs out of memory, let the kernel take this process, not the main one."""
    with suppress(OSError):  # not Linux, or not allowed
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def limit_memory(more: int) -> None:
    """Let this process have so many bytes of address space beside what it has by now."""
    with suppress(OSError):  # not Linux: nobody knows what it has
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (least(most, hard), hard))


def _within_limits(task: Task[Any, Any]) -> Any:
    """Do a task; a process that is over its time is killed, and answers nothing."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (least(task.limits.memory, before[1]), before[1]))
    signal.setitimer(signal.ITIMER_REAL, task.limits.seconds)
    try:
        return attempt(task.function, task.given)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)


def least(limit: int, hard: int) -> int:
    """The smaller of two limits, where RLIM_INFINITY is no limit.

    >>> least(5, resource.RLIM_INFINITY), least(5, 3)
    (5, 3)
    """
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def attempt(function: Callable[[Input], Output], given: Input) -> Output | Failed:
    """What a function gives, or why it gives nothing.

    >>> attempt(int, "7")
    7
    >>> attempt(int, "seven").message
    "a fault of wirecopy's own: ValueError: invalid literal for int() with base 10: 'seven'"
    """
    try:
        return function(given)
    except MemoryError:
        return Failed("memory", "needs more memory than a page may take")
    except Exception as error:  # noqa: BLE001 (no page stops the others, whatever is wrong)
        reason = f"{type(error).__name__}: {error}".removesuffix(": ")
        return Failed("fault", f"a fault of wirecopy's own: {reason}", traceback.format_exc())


def ended(exit_code: int, limits: Limits) -> Failed:
    """Why a process ended in the middle of a task.

    >>> ended(-signal.SIGALRM, Limits(30, 1)).message
    'no result within 30 s'
    >>> ended(-signal.SIGSEGV, Limits(30, 1)).message
    'crashed its process (SIGSEGV)'
    """
    if exit_code == -signal.SIGALRM:
        return Failed("time", f"no result within {limits.seconds:g} s")
    if exit_code in (-signal.SIGKILL, -signal.SIGTERM):
        return Failed("killed", "its process was killed; was the machine out of memory?")
    name = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
    return Failed("crash", f"crashed its process ({name})")
