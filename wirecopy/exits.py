"""Exit codes: what a script or cron can tell a run by. `wirecopy --help` prints this table.

The numbers that a crawl, or a signal, ends with by itself are taken from where that happens.
"""

from collections.abc import Mapping
from typing import NamedTuple

from crawler import options
from wirecopy import interrupts


class Exit(NamedTuple):
    """An exit code and what it means."""

    code: int
    meaning: str


DONE = Exit(options.DONE, "done, or nothing was due")
FINDINGS = Exit(1, "done, and there is something that you asked to be told of")
USAGE = Exit(2, "the command line or a configuration file is wrong")
SOME_FAILED = Exit(options.SOME_FAILED, "done, but some sources failed")
ALL_FAILED = Exit(options.ALL_FAILED, "every source failed")
TIME_UP = Exit(options.TIME_UP, "the time budget is used up and work is left")
UNREADABLE = Exit(65, "some input could not be read, or took too much; the rest is done")
MISSING = Exit(66, "no such store, article, group or view")
BUG = Exit(options.FAULT, "a fault of wirecopy's own")
DISK = Exit(74, "the disk is full or could not be read or written")
LOCKED = Exit(75, "another run holds the lock")
INTERRUPTED = Exit(interrupts.EXIT_CODE, "interrupted")

EXITS = (
    DONE,
    FINDINGS,
    USAGE,
    SOME_FAILED,
    ALL_FAILED,
    TIME_UP,
    UNREADABLE,
    MISSING,
    BUG,
    DISK,
    LOCKED,
    INTERRUPTED,
)

# What a run can end with although all else is done, from good to bad.
BY_WEIGHT = (DONE, FINDINGS, UNREADABLE, SOME_FAILED, TIME_UP, ALL_FAILED, BUG)


def of_page(*, is_ours: bool) -> Exit:
    """What a page without a result makes of a run: the input was beyond all bounds, or we were."""
    return BUG if is_ours else UNREADABLE


def worse(code: int, other: int | Exit) -> int:
    """The exit code of a run in which two things happened.

    >>> worse(3, UNREADABLE), worse(0, BUG)
    (3, 70)
    """
    codes = [exit_.code for exit_ in BY_WEIGHT]
    two = (code, other.code if isinstance(other, Exit) else other)
    return max(two, key=lambda one: codes.index(one) if one in codes else len(codes))


class Failure(Exception):  # noqa: N818 (it is what the person sees, not an error of the program)
    """Ends a command with an exit code and one line that says what, where and what to do.

    `told` is what the last event of a log has besides: how far the run has come.
    """

    def __init__(self, exit_: Exit, message: str, told: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.told = told or {}
        self.exit = exit_
        self.exit_code = exit_.code  # what the row in `runs` will say
