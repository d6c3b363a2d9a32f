"""The command line on a small disk that becomes full when a function is about to be called.

python -m tests.crashes.filling PLACE BALLAST group --store DIR

BALLAST is a file on the disk of the store; it grows until there is no room.
"""

import errno
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crashes.dying import BATCH, holder_of
from wirecopy import cli


def fill(ballast: Path) -> None:
    """Take all the room that there is."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def arm(place: str, ballast: Path) -> None:
    """Let the disk be full from the moment at which a function, named by its module, is called."""
    holder, name = holder_of(place)
    function = getattr(holder, name)

    def on_a_full_disk(*given: Any, **named: Any) -> Any:
        fill(ballast)
        return function(*given, **named)

    setattr(holder, name, on_a_full_disk)


if __name__ == "__main__":
    pytest.MonkeyPatch().setattr("wirecopy.pipeline.PAGES_A_COMMIT", BATCH)
    arm(sys.argv[1], Path(sys.argv[2]))
    sys.exit(cli.run(sys.argv[3:]).code)
