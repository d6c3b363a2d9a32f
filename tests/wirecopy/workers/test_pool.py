"""Workers: what becomes of the others when one hangs, crashes or is killed; all are real."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.console import HANGS
from tests.wirecopy.workers import tasks
from wirecopy.workers import spread
from wirecopy.workers.pool import AHEAD, TaskError, Workers
from wirecopy.workers.worker import Failed, Limits

LIMITS = Limits(seconds=4, memory=1 << 29)


@pytest.fixture(name="workers", scope="module")
def _workers() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def test_harm_costs_one_result_and_no_other(workers: Workers) -> None:
    """Results come in order; each failure says what happened."""
    given = [name for harm in tasks.HARM for name in ("before", harm, "after")]

    found = list(workers.each(tasks.do, given, LIMITS))

    why = [answer.why if isinstance(answer, Failed) else answer for answer in found]
    assert why[0::3] == ["before"] * 6
    assert why[1::3] == ["time", "time", "memory", "crash", "fault", "killed"]
    assert why[2::3] == ["after"] * 6


def test_failures_in_words(workers: Workers) -> None:
    told = {
        name: failed.message
        for name, failed in zip(tasks.HARM, workers.each(tasks.do, tasks.HARM, LIMITS), strict=True)
        if isinstance(failed, Failed)
    }

    assert told == {
        "loop": "no result within 4 s",
        "loop_in_c": "no result within 4 s",
        "eat": "needs more memory than a page may take",
        "crash": "crashed its process (SIGSEGV)",
        "fail": "a fault of wirecopy's own: KeyError: 'no such \\x1b[31mblock'",
        "die": "its process was killed; was the machine out of memory?",
    }


def test_only_our_own_faults_bring_a_trace(workers: Workers) -> None:
    failed = list(workers.each(tasks.do, ["fail", "loop"], LIMITS))

    assert isinstance(failed[0], Failed)
    assert isinstance(failed[1], Failed)
    assert "in fail" in failed[0].trace
    assert failed[1].trace == ""
    assert (failed[0].is_ours, failed[1].is_ours) == (True, False)


def test_killing_a_worker_from_outside_loses_nothing(workers: Workers) -> None:
    found = []
    for answer in workers.each(tasks.slow, range(40), LIMITS):
        assert not isinstance(answer, Failed)
        found.append(answer)
        if len(found) in (3, 20):
            os.kill(answer[1], signal.SIGKILL)

    assert [number for number, _ in found] == list(range(40))
    assert 2 < len({pid for _, pid in found}) <= 4


def test_killing_the_fork_server_loses_nothing(workers: Workers) -> None:
    """Its workers do not need it; the next one comes from a new server."""
    found = []
    for answer in workers.each(tasks.slow, range(40), LIMITS):
        assert not isinstance(answer, Failed)
        found.append(answer[0])
        if len(found) == 3:
            os.kill(parent_of(answer[1]), signal.SIGKILL)
            os.kill(answer[1], signal.SIGKILL)

    assert found == list(range(40))


def test_task_whose_process_was_killed_is_tried_again(workers: Workers, tmp_path: Path) -> None:
    assert list(workers.each(tasks.die_once, [tmp_path / "mark"], LIMITS)) == ["done"]


def test_inputs_are_read_as_workers_come_free(workers: Workers) -> None:
    """Any number of pages takes bounded memory."""
    asked = itertools.count()
    names = (f"{number}" for number in iter(asked.__next__, None))

    found = list(itertools.islice(workers.each(tasks.do, names, LIMITS), 50))

    assert found == [f"{number}" for number in range(50)]
    assert next(asked) <= 50 + AHEAD * workers.count


def test_map_gives_results_or_raises(workers: Workers) -> None:
    assert list(workers.map(tasks.do, ["a", "b"])) == ["a", "b"]
    with pytest.raises(TaskError, match=r"(?s)KeyError.*in fail"):
        list(workers.map(tasks.do, ["a", "fail"]))


def test_few_and_small_are_done_here(workers: Workers) -> None:
    """No start-up is paid for them; a large one goes to a worker."""
    sizes = [10, 10, spread.SMALL + 1, 10]

    found = list(spread.spread(tasks.slow, range(4), sizes.__getitem__, workers, LIMITS))

    assert [answer[1] == os.getpid() for answer in found if not isinstance(answer, Failed)] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("expected", [0, spread.FEW + 1])
def test_many_are_done_in_workers(workers: Workers, expected: int) -> None:
    """Whether that is known beforehand or turns out."""
    size = 0 if expected else spread.SMALL
    found = list(spread.spread(tasks.slow, range(30), lambda _: size, workers, LIMITS, expected))

    pids = [answer[1] for answer in found if not isinstance(answer, Failed)]
    assert len(pids) == 30
    assert (os.getpid() in pids) == (not expected)
    assert os.getpid() not in pids[-5:]


def test_limit_holds_here_too(workers: Workers) -> None:
    given = ["a", "loop", "fail", "b"]

    found = list(spread.spread(tasks.do, given, len, workers, Limits(2, 1 << 30)))

    assert [f.why if isinstance(f, Failed) else f for f in found] == ["a", "time", "fault", "b"]
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.fixture(name="hanging")
def _hanging(tmp_path: Path) -> Iterator["tuple[subprocess.Popen[bytes], set[int]]"]:
    """A main process in a session of its own, and its fork server and workers, which hang."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.wirecopy.workers.main", tmp_path],
        start_new_session=True,
        stderr=subprocess.PIPE,
    ) as main:
        wait_until(lambda: len(list(tmp_path.glob("*.pids"))) == 2)
        pids = {int(pid) for file in tmp_path.glob("*.pids") for pid in file.read_text().split()}
        yield main, pids
        main.kill()


def test_workers_end_when_the_main_process_is_killed(
    hanging: "tuple[subprocess.Popen[bytes], set[int]]",
) -> None:
    """Even those that C code keeps so busy that no thread of theirs runs."""
    main, pids = hanging
    assert len(pids) == 3
    assert all(is_running(pid) for pid in pids)

    main.kill()

    wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_interrupting_ends_everything(
    hanging: "tuple[subprocess.Popen[bytes], set[int]]",
) -> None:
    """As Ctrl-C does it, which goes to all processes of the terminal."""
    main, pids = hanging

    os.killpg(main.pid, signal.SIGINT)

    assert main.wait(HANGS) == -signal.SIGINT
    assert not any(is_running(pid) for pid in pids)


def test_workers_do_not_hear_an_interrupt(
    hanging: "tuple[subprocess.Popen[bytes], set[int]]",
) -> None:
    """Not even where it is sent to each of them: the main process ends them, without a word."""
    main, pids = hanging
    for pid in pids:
        os.kill(pid, signal.SIGINT)
    assert all(is_running(pid) for pid in pids)

    main.terminate()

    wait_until(lambda: not any(is_running(pid) for pid in pids))
    assert main.stderr is not None
    assert main.stderr.read() == b""


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # gone, perhaps while it was read
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + HANGS
    while not holds():
        assert time.monotonic() < end, "this hangs"
        time.sleep(0.02)
