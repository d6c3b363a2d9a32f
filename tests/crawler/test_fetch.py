"""A page in a process of its own, where the system has no process left."""

import errno
import os
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import NoReturn

import pytest

from crawler.fetch import fetch
from crawler.options import CrawlOptions


def no_process(_: SpawnProcess) -> NoReturn:
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own words, not that what never ran can't be ended; and no pipe stays open."""
    monkeypatch.setattr(SpawnProcess, "start", no_process)
    resource_tracker.ensure_running()  # which keeps a pipe of its own
    before = set(Path("/proc/self/fd").iterdir())

    with pytest.raises(OSError, match=os.strerror(errno.EAGAIN)):
        fetch("https://a.example/", CrawlOptions())

    assert set(Path("/proc/self/fd").iterdir()) == before
