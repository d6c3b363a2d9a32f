"""A fork server: a process with one thread that forks workers, reaps them, and outlives nobody.

To fork beside DuckDB, a reactor or threads is unsafe, and to start Python anew for each worker
costs 0.3 s of CPU. This process has none of them: it loads once what workers need, and a worker is
a fork of it (5 ms, most of its memory shared). multiprocessing has a fork server too, but there a
thread must end a worker whose main process was killed, and no thread runs while C code is busy with
a page. This one kills them; and it is reaped itself, so that their CPU counts as that of the run.
"""

import gc
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection

NUMBER = struct.Struct("i")  # 0 asks for a fork, a process id for its exit code; so are the answers
SIGNING, KERNELS = -1, -2  # ... and these ask to load what signing needs, and compiled kernels
STARTS = 2  # a server that somebody killed is started again

# Python's path is handed on, so that a worker finds what the main process finds. One thread for
# each worker: OpenBLAS would take one for each processor, and 40 MB of address space with it.
SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = {path!r}
from dedup.candidates import sign
from wirecopy.workers import clean, fork_server, kernels, worker
clean.warm()
loads = {{fork_server.SIGNING: sign.warm, fork_server.KERNELS: kernels.warm}}
fork_server.serve({channel}, worker.work, loads)
"""
# New objects between two looks for garbage in circles. Hardly any is made here; to look after every
# 700, as Python does, takes a tenth of the time of comparing, and more where a store is large.
RARELY = 200_000
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


class ServerError(RuntimeError):
    """The fork server has ended, or is not to be used any more."""


class ForkServer:
    """The fork server as the main process sees it; it starts when the first worker is wanted.

    It may be used from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._is_closed = False

    def fork(self) -> tuple[int, Connection]:
        """A new worker: its process id and the pipe to it. Raises ServerError."""
        for start in range(STARTS):
            near, far = socket.socketpair()
            try:
                with far:
                    pid = self._ask(0, far.fileno())
            except ServerError:
                near.close()
                if start + 1 == STARTS:
                    raise
            else:
                break
        return pid, Connection(near.detach())

    def reap(self, pid: int) -> int:
        """End a worker if it has not ended; its exit code, -9 where nobody knows it any more."""
        try:
            return self._ask(pid)
        except ServerError:
            return -signal.SIGKILL

    def load(self, what: int) -> None:
        """Load SIGNING or KERNELS: workers that are forked from here on share it.

        Where the server has ended meanwhile, a worker does without, or loads it by itself.
        """
        with suppress(ServerError):
            self._ask(what)

    def close(self) -> None:
        """End the server; it kills and reaps the workers that are left."""
        with self._lock:
            self._is_closed = True
            self._end()

    def _ask(self, number: int, *handed: int) -> int:
        with self._lock:
            if self._channel is None:
                self._channel = self._start()
            try:
                socket.send_fds(self._channel, [NUMBER.pack(number)], handed)
                answer = self._channel.recv(NUMBER.size)
            except ConnectionError:
                answer = b""
            if not answer:
                self._end()
                raise ServerError("the process that forks workers has ended")
            return int(NUMBER.unpack(answer)[0])

    def _start(self) -> socket.socket:
        if self._is_closed:
            raise ServerError("the fork server is closed")
        near, far = socket.socketpair()
        with far:
            script = SCRIPT.format(path=sys.path, channel=far.fileno())
            self._process = subprocess.Popen(  # noqa: S603 (this Python, our script)
                [sys.executable, "-c", script],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # data is printed by the main process alone
                env={**os.environ, **ONE_THREAD},
                process_group=0,  # Ctrl-C is for the main process, which ends us all
            )
        return near

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            self._process.wait()
            self._process = None


def serve(
    descriptor: int, work: Callable[[Connection], None], loads: Mapping[int, Callable[[], None]]
) -> None:
    """Fork a worker for each pipe that comes, until the other end is closed; then kill them all.

    `loads` load what workers may be in want of, when it is asked for by number.
    """
    gc.freeze()  # a collection in a worker would copy the pages that it shares
    gc.set_threshold(RARELY)
    channel = socket.socket(fileno=descriptor)
    alive: set[int] = set()
    with suppress(ConnectionError):  # the main process has ended before it had its answer
        while (asked := socket.recv_fds(channel, NUMBER.size, 1))[0]:
            (pid,) = NUMBER.unpack(asked[0])
            if asked[1]:
                answer = _fork(channel, asked[1][0], work)
                alive.add(answer)
            elif pid in loads:
                loads[pid]()
                gc.freeze()
                answer = 0
            else:
                answer = _reap(pid) if pid in alive else -signal.SIGKILL
                alive.discard(pid)
            channel.send(NUMBER.pack(answer))
    for pid in alive:
        _reap(pid)


def _fork(channel: socket.socket, descriptor: int, work: Callable[[Connection], None]) -> int:
    """Fork a worker that serves a pipe, and never comes back."""
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    code = 1
    try:
        channel.close()
        work(Connection(descriptor))
        code = 0
    except BaseException:  # noqa: BLE001 (the end of the process)
        traceback.print_exc()
    finally:
        os._exit(code)


def _reap(pid: int) -> int:
    """Kill a worker, which does nothing to one that has ended, and give its exit code."""
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
