"""The command line, but a page that names a harm in a comment does it to the process it is in."""

import pytest

from tests.wirecopy.workers import tasks
from wirecopy import cli
from wirecopy.workers.worker import Limits

# An honest page takes 5 ms, and 200 on a busy machine.
SHORT = Limits(seconds=5, memory=1 << 29)
ALL_IN_WORKERS = -1  # bytes that are cleaned in the main process, which harm would end
REPLACED = {
    "wirecopy.stages.extract.cleaned": tasks.cleaned,
    "wirecopy.stages.extract.LIMITS": SHORT,
    "wirecopy.stages.extract.FEW": ALL_IN_WORKERS,
    "wirecopy.commands.extract.show": tasks.show,
    "wirecopy.commands.extract.LIMITS": SHORT,
    "wirecopy.workers.spread.FEW": ALL_IN_WORKERS,
}

if __name__ == "__main__":
    for name, value in REPLACED.items():
        pytest.MonkeyPatch().setattr(name, value)
    cli.main()
