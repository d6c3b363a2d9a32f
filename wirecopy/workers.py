"""Work spread over processes: a plain function, many inputs, results in order.

Processes come from a fork server, never from a fork beside DuckDB or a reactor. Each has a limit
of memory, so that one monstrous page ends its worker and not the machine.
"""

import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

MEMORY = 3 << 30  # bytes of address space a worker may map; a page of 5 MB takes about 300 MB
WORTH_IT = 2  # fewer chunks than this run in this process: starting a worker takes 0.5 s

Input = TypeVar("Input")
Output = TypeVar("Output")


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(main: int) -> None:
    """Prepare a worker: bound its memory, and end it when the process that wanted it is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.Thread(target=_outlive, args=(main,), daemon=True).start()


def _outlive(main: int) -> None:
    """Wait for the main process to end: after kill -9 nobody else would end its workers."""
    while True:
        time.sleep(1)
        try:
            os.kill(main, 0)
        except ProcessLookupError:
            os._exit(1)


class Workers:
    """A pool that starts when the first large batch comes. Use it as a context manager."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or processors()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Input], Output], inputs: Sequence[Input]) -> Iterator[Output]:
        """`function` of each input, in order; here for one input, in the workers for more."""
        if len(inputs) < WORTH_IT or self.count < 2:
            return map(function, inputs)
        return self._started().map(function, inputs)

    def submit(
        self, function: Callable[[Input], Output], inputs: Sequence[Input]
    ) -> "list[Future[Output]]":
        """`function` of each input, under way in the workers."""
        return [self._started().submit(function, each) for each in inputs]

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPoolExecutor(self.count, context, _begin, (os.getpid(),))
        return self._pool


def chunks(items: Sequence[Input], size: int) -> list[Sequence[Input]]:
    """Consecutive pieces of at most `size` items.

    >>> chunks([1, 2, 3], 2)
    [[1, 2], [3]]
    """
    return [items[start : start + size] for start in range(0, len(items), size)]


def batches(items: Iterable[Input], size: int) -> Iterator[list[Input]]:
    """Consecutive lists of at most `size` items of a stream.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
