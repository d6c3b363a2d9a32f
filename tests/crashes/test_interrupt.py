"""Ctrl-C at any moment: exit code 130 and one line; the next run derives what is left."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from storage.reader import open_reader
from tests.console import HANGS, clean_environment
from tests.crashes import interrupted, scene
from tests.crashes.scene import Scene
from wirecopy.demo.server import serve
from wirecopy.interrupts import LINE

# Moments of each kind that an undisturbed run has: about half of the fewest that were counted.
FEWEST = {"call": 30_000, "query": 50, "twice": 200_000}
MOMENTS = int(os.environ.get("WIRECOPY_SOAK_INTERRUPTS", "200"))
# What to run, the kind of moment, and how many moments of it are tried.
CASES = [
    ("rebuild", "call", 3),
    ("rebuild", "query", 2),
    ("rebuild", "twice", 1),
    ("import", "call", 2),
    ("import", "query", 1),
    ("group", "call", 2),
    ("crawl", "call", 2),
    ("crawl", "twice", 1),
    ("sql", "call", 2),
]
Count = Callable[[str, str], int]
ENDLESS = "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b"


def start(
    place: Path, kind: str, number: int, *arguments: str | Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command that is interrupted at a moment; 0: at none."""
    given = (place / "log", kind, number, *arguments)
    return subprocess.run(
        [sys.executable, "-m", interrupted.__name__, *map(str, given)],
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )


def command_of(name: str, small: Scene, store: Path) -> tuple[str | Path, ...]:
    return {
        "import": ("import", small.file, "--store", store),
        "crawl": ("crawl", "--sources", packaged_sources(), "--store", store),
        "sql": ("sql", "SELECT count(*) FROM copies, articles", "--store", store),
    }.get(name, (name, "--store", store))


def packaged_sources() -> Path:
    return Path(sys.modules[serve.__module__].__file__ or "").with_name("sources.toml")


def check_told(name: str, done: "subprocess.CompletedProcess[str]") -> None:
    """One line that says so, the last one; a crawl has told of its sources by then, in JSON."""
    lines = done.stderr.splitlines()
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    if name == "crawl" and lines[-1].startswith("{"):
        lines = [json.loads(line)["message"] for line in lines]
    assert lines[-1] == LINE
    assert name == "crawl" or len(lines) == 1


@pytest.fixture(scope="module", name="count")
def _count(small: Scene, tmp_path_factory: pytest.TempPathFactory) -> Count:
    """The calls or queries of a command that nothing disturbs; it is run once."""

    @cache
    def count(name: str, what: str) -> int:
        place = tmp_path_factory.mktemp("undisturbed")
        store = scene.copy(small.store, place / "news")
        with serve() as server:
            port = {"NEWSROOM": str(server.port)} if name == "crawl" else {}
            done = start(place, what, 0, *command_of(name, small, store), **port)
        assert done.returncode == 0, done.stderr
        return int((place / "log").read_text())

    return count


def check_interrupted(
    small: Scene, count: Count, tmp_path: Path, name: str, kind: str, n_moments: int
) -> None:
    """Interrupt a store at each of the moments, and let a run on the last one alone."""
    n_all = count(name, "query" if kind == "query" else "call")
    assert n_all > FEWEST[kind]
    with serve() as server:
        port = {"NEWSROOM": str(server.port)} if name == "crawl" else {}
        n_moments = min(n_moments, n_all)
        for n in range(n_moments):
            store = scene.copy(small.store, tmp_path / "news")
            moment = 1 + n_all * n * 9 // (n_moments * 10)
            check_told(name, start(tmp_path, kind, moment, *command_of(name, small, store), **port))
        check_mended(name, small, store)


def check_mended(name: str, small: Scene, store: Path) -> None:
    """Every article's group is what a store makes of the articles that it has by then."""
    if name == "crawl":
        scene.run("group", "--store", store)
        mended = scene.answers(store)
        scene.run("rebuild", "--store", store)
        assert scene.answers(store) == mended
        return
    scene.run("import", small.file, "--store", store)
    assert scene.answers(store) == small.after


@pytest.mark.parametrize(("name", "kind", "n_moments"), CASES)
def test_any_moment_of(
    small: Scene, count: Count, tmp_path: Path, name: str, kind: str, n_moments: int
) -> None:
    check_interrupted(small, count, tmp_path, name, kind, n_moments)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["call", "query", "twice"])
@pytest.mark.parametrize("name", ["rebuild", "import", "crawl"])
def test_many_moments_of(small: Scene, count: Count, tmp_path: Path, name: str, kind: str) -> None:
    check_interrupted(small, count, tmp_path, name, kind, MOMENTS)


def test_inside_a_query_that_does_not_end(small: Scene) -> None:
    """As a terminal does it: the command and the process that answers for it are told both."""
    command = [sys.executable, "-m", "wirecopy", "sql", ENDLESS, "--store", str(small.store)]
    with subprocess.Popen(
        [*command, "--timeout", "0"],
        env=clean_environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        while not children.read_text().split():
            time.sleep(0.05)
        time.sleep(1)  # into the query
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=HANGS)

    assert running.returncode == 130, told
    assert "Traceback" not in told


def test_the_run_says_that_it_was_interrupted(small: Scene, count: Count, tmp_path: Path) -> None:
    store = scene.copy(small.store, tmp_path / "news")
    middle = count("rebuild", "query") // 2

    start(tmp_path, "query", middle, "rebuild", "--store", store)
    scene.run("group", "--store", store)

    with open_reader(store) as reader:
        codes = [code for (code,) in reader.query("SELECT exit_code FROM runs ORDER BY 1").rows]
    assert codes[-1] == 130


BEFORE_LISTENING = """
import sys
import time
before = set(sys.modules)
import wirecopy.__main__
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def test_little_is_loaded_before_it_listens() -> None:
    """Until then Python itself answers, with a traceback."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", BEFORE_LISTENING],
        capture_output=True,
        text=True,
        check=True,
        env={**clean_environment(), "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    loaded = {name for name in done.stdout.split() if not name.startswith("_")}
    assert loaded - sys.stdlib_module_names == {"wirecopy"}
    assert not loaded & {"importlib.metadata", "logging", "email", "threading", "inspect"}


IGNORED = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
from wirecopy.interrupts import interrupts
interrupts.listen()
signal.raise_signal(signal.SIGINT)
print("goes on")
"""
FINALIZER = """
import signal
from wirecopy.interrupts import interrupts
class Closing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
interrupts.listen()
with interrupts:
    Closing()
    print("goes on")
"""


@pytest.mark.parametrize(
    ("script", "answer"), [(IGNORED, (0, "goes on\n", "")), (FINALIZER, (130, "", f"{LINE}\n"))]
)
def test_where_no_exception_gets_through(script: str, answer: tuple[int, str, str]) -> None:
    """A run that ignores Ctrl-C goes on; in a finalizer Python would drop the exception."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_a_module_is_loaded_the_process_ends_at_once(
    number: signal.Signals, tmp_path: Path
) -> None:
    """C code that a module loads can't bear an exception: DuckDB's aborted the process."""
    (tmp_path / "ringing.py").write_text(
        f"import signal\ntry:\n    signal.raise_signal({int(number)})\n"
        "except BaseException:\n    print('an exception came')\n"
    )
    script = f"""
import sys
import time
from wirecopy import cli
from wirecopy.interrupts import interrupts
import wirecopy.commands.schema as command
sys.path.append({str(tmp_path)!r})
command.schema.callback = lambda **_: __import__("ringing")
interrupts.listen()
sys.argv = ["wirecopy", "schema"]
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"{LINE}\n")


SWALLOWED = """
    with contextlib.suppress(BaseException):
        signal.raise_signal(number)
"""
TURNED = """
    try:
        signal.raise_signal(number)
    except BaseException:
        raise RuntimeError("as DuckDB does")
"""
AGAIN = """
    for _ in range(2):
        with contextlib.suppress(BaseException):
            signal.raise_signal(number)
    print("the second one came as an exception, too")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "library", [SWALLOWED, TURNED, AGAIN], ids=["swallowed", "turned", "again"]
)
def test_whatever_a_library_does_it_ends_with_130(number: signal.Signals, library: str) -> None:
    script = f"""
import contextlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from wirecopy import cli
from wirecopy.interrupts import interrupts
import wirecopy.commands.schema as command
def called(number):{library}
command.schema.callback = lambda **_: called({int(number)})
interrupts.listen()
sys.argv = ["wirecopy", "schema"]
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"{LINE}\n")
