"""Compiled kernels for tests: on for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import pytest

from dedup import fast

needs_numba = pytest.mark.skipif(
    find_spec("numba") is None, reason="numba is not installed: pip install 'wirecopy[fast]'"
)


@contextmanager
def kernels() -> Iterator[None]:
    """Count with kernels."""
    if not fast.turn_on():
        pytest.skip(fast.kernels().why)
    try:
        yield
    finally:
        fast.turn_off()
