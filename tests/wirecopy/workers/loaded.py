"""What a process has loaded; a worker imports nothing else for it."""

import sys


def modules(_: object) -> set[str]:
    """The modules that this process has loaded."""
    return set(sys.modules)
