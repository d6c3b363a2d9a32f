"""Work spread over processes: a plain function, many inputs, results in order.

Each worker process has a thread here that hands it one task after the other. A worker that hangs,
eats all memory or crashes takes the result of its own task with it and no other: it is replaced.
"""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from dedup import fast
from wirecopy.workers.fork_server import KERNELS, SIGNING, ForkServer
from wirecopy.workers.worker import Failed, Input, Limits, Output, Task, ended

ANY = Limits(0, 3 << 30)  # for tasks of many small steps, as comparing: 3 GiB and any time
AHEAD = 8  # tasks under way or waiting for each worker, so that a slow one holds the others up late
TRIES = 2  # a worker may be killed for no fault of its task: by a person, or for another's memory

Item = TypeVar("Item")


class TaskError(RuntimeError):
    """A task that must not fail has failed; the message says why, with the trace of the worker."""


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A pool whose processes start when they are first wanted. Use it as a context manager."""

    def __init__(self, count: int | None = None) -> None:
        """`count` processes, by default one for each processor; 0 does all that it can here."""
        self.count = processors() if count is None else count
        self._threads = ThreadPoolExecutor(max(1, self.count), "worker")
        self._server = ForkServer()
        self._mine = threading.local()
        self._is_closed = False
        self._loaded: set[int] = set()
        self._generation = 0  # of workers: those of an earlier one lack what was loaded since

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._server.close()
        self._threads.shutdown()

    def map(self, function: Callable[[Input], Output], inputs: Sequence[Input]) -> Iterator[Output]:
        """`function` of each input, in order; here for one input, in the workers for more.

        All are under way at once, so that there is something else to do before they are asked for.
        Raises TaskError when a worker fails.
        """
        if len(inputs) < 2 or self.count < 2:
            return map(function, inputs)
        under_way = self.submit(function, inputs, ANY)
        return (_result(future.result()) for future in under_way)

    def apart(
        self, function: Callable[[Input], Output], inputs: Iterable[Input]
    ) -> Iterator[Output]:
        """`function` of each input, in order, never in this process.

        For what loads too much for a process that lives as long as the run. Raises TaskError.
        """
        if not self.count:
            return map(function, inputs)
        under_way = self.submit(function, inputs, ANY)
        return (_result(future.result()) for future in under_way)

    def warm_for_signing(self) -> None:
        """Load what signing needs where workers are forked, so that they share it.

        Those that are there already are replaced, once.
        """
        if self.count:
            self._load(SIGNING)

    def use_kernels(self) -> None:
        """Have compiled kernels count from here on, where there are any (`dedup.fast`)."""
        found = fast.kernels()
        if found.cache is None:
            if not found.is_expected:
                _warn_once(found.why)
        elif self.count > 1:
            self._load(KERNELS)
        else:  # little is done elsewhere
            fast.turn_on()

    def _load(self, what: int) -> None:
        if what not in self._loaded:
            self._loaded.add(what)
            self._generation += 1
            self._server.load(what)

    def each(
        self, function: Callable[[Input], Output], inputs: Iterable[Input], limits: Limits
    ) -> Iterator[Output | Failed]:
        """`function` of each input, in order, in the workers; why there is none where it failed.

        Inputs are read as workers come free, so that any number of them takes bounded memory.
        """
        under_way: deque[Future[Output | Failed]] = deque()
        for given in inputs:
            under_way.append(self._submit(function, given, limits))
            while under_way and (under_way[0].done() or len(under_way) >= AHEAD * self.count):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def submit(
        self, function: Callable[[Input], Output], inputs: Iterable[Input], limits: Limits
    ) -> "list[Future[Output | Failed]]":
        """`function` of each input, under way in the workers."""
        return [self._submit(function, given, limits) for given in inputs]

    def _submit(
        self, function: Callable[[Input], Output], given: Input, limits: Limits
    ) -> "Future[Output | Failed]":
        return self._threads.submit(self._do, Task(function, given, limits))

    def _do(self, task: Task[Input, Output]) -> Output | Failed:
        """Have a task done by the worker of this thread; runs in the thread."""
        for _ in range(TRIES):
            answer = self._try(task)
            if not isinstance(answer, Failed) or answer.is_final:
                break
        return answer

    def _try(self, task: Task[Input, Output]) -> Output | Failed:
        pipe = self._pipe()
        try:
            pipe.send(task)
            answer: Output | Failed = pipe.recv()
        except (EOFError, OSError):
            return ended(self._dismiss(), task.limits)
        if isinstance(answer, Failed) and answer.why == "memory":
            self._dismiss()  # it may still hold a part of what it could not get all of
        return answer

    def _pipe(self) -> Connection:
        """The pipe to the worker of this thread; to a new one where there is none."""
        if self._is_closed:
            raise CancelledError
        if hasattr(self._mine, "worker") and self._mine.generation < self._generation:
            self._dismiss()
        if not hasattr(self._mine, "worker"):
            self._mine.generation = self._generation
            self._mine.worker = self._server.fork()
        pipe: Connection = self._mine.worker[1]
        return pipe

    def _dismiss(self) -> int:
        """End the worker of this thread, where it has not ended; its exit code."""
        pid, pipe = self._mine.worker
        del self._mine.worker
        pipe.close()
        return self._server.reap(pid)


@cache
def _warn_once(why: str) -> None:
    logging.getLogger("wirecopy").warning("counting is %s", why)


def _result(answer: Any) -> Any:
    """Give a result on; raises TaskError where there is none."""
    if isinstance(answer, Failed):
        raise TaskError(f"{answer.message}\n{answer.trace}")
    return answer


def chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Consecutive pieces of at most `size` items.

    >>> chunks([1, 2, 3], 2)
    [[1, 2], [3]]
    """
    return [items[start : start + size] for start in range(0, len(items), size)]


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Consecutive lists of at most `size` items of a stream.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
