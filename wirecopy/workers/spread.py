"""Pages spread over processes: a few small ones are done here, many or large ones in workers.

A page may be hostile, or beyond all bounds without ill will. It costs its own article, a known time
and no other page.
"""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from types import FrameType

from wirecopy.workers.pool import Workers
from wirecopy.workers.worker import Failed, Input, Limits, Output, attempt

# What is done in this process. Workers take 0.27 s of CPU to start, and save half of the 1.1 s that
# 20 MB take: less is done as soon here, for a quarter less of CPU.
FEW = 20_000_000  # bytes of all pages
SMALL = 1_500_000  # bytes of one; 1 % of pages are larger, and no known monster of 1 MB takes 5 s


class TimeUpError(BaseException):
    """The time of a page is up. No Exception: libraries catch all of those and go on."""


def spread(
    function: Callable[[Input], Output],
    inputs: Iterable[Input],
    size: Callable[[Input], int],
    workers: Workers,
    limits: Limits,
    expected: int = 0,
) -> Iterator[Output | Failed]:
    """`function` of each input, in order, as they come; where it failed, why.

    `size` gives the bytes of an input, `expected` are those of all as far as that is known
    beforehand.
    """
    stream = iter(inputs)
    seen = 0
    is_main = threading.current_thread() is threading.main_thread()  # no other has signals
    for given in stream:
        if max(seen, expected) > FEW or not is_main:
            yield from workers.each(function, chain([given], stream), limits)
        elif size(given) > SMALL:
            yield from workers.each(function, [given], limits)
        else:
            yield within(limits.seconds, function, given)
        seen += size(given)


def within(seconds: float, function: Callable[[Input], Output], given: Input) -> Output | Failed:
    """`function` of an input in this process, broken off when its time is up.

    >>> within(0.01, threading.Event().wait, None).message
    'no result within 0.01 s'
    """
    before = signal.signal(signal.SIGALRM, _time_is_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return attempt(function, given)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except TimeUpError:
        return Failed("time", f"no result within {seconds:g} s")
    finally:
        signal.signal(signal.SIGALRM, before)


def _time_is_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeUpError
