"""What all tests share: that what they start hears Ctrl-C, and the store that the demo makes."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.console import wirecopy
from tests.new_stores import _new_store  # noqa: F401 (a fixture)

# Where the environment says that compiled modules are not kept, each of many hundred processes
# would compile them anew: 0.15 s of CPU.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """A suite in the background ignores SIGINT, and so would all that it starts, for ever."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", name="demo_run")
def _demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The store of one run of the demo, as a person runs it, and what it printed."""
    store = tmp_path_factory.mktemp("demo") / "news"
    done = wirecopy("demo", "--store", store)
    assert (done.returncode, done.stderr) == (0, ""), "nothing to warn of"
    return store, done.stdout


@pytest.fixture(scope="session", name="demo_store")
def _demo_store(demo_run: tuple[Path, str]) -> Path:
    return demo_run[0]
