"""The command line, killed (SIGKILL) when it is about to call a function, or has just done so.

python -m tests.wirecopy.upkeep.killed before storage.forgotten.erase forget URL --store DIR
"""

import importlib
import os
import signal
import sys
from typing import Any

from wirecopy.cli import run


def arm(moment: str, place: str) -> None:
    """Let a function, named by its module and name, be the last thing that this process does."""
    module, _, name = place.rpartition(".")
    try:
        holder: Any = importlib.import_module(module)
    except ModuleNotFoundError:  # a method
        module, _, kind = module.rpartition(".")
        holder = getattr(importlib.import_module(module), kind)
    function = getattr(holder, name)

    def last(*arguments: Any, **named: Any) -> None:
        if moment == "after":
            function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(holder, name, last)


if __name__ == "__main__":
    arm(sys.argv[1], sys.argv[2])
    sys.exit(run(sys.argv[3:]).code)
