"""Running wirecopy in this process: what a process of its own would do, without its start."""

import contextlib
import io
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from wirecopy.cli import run


def wirecopy(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """Run the command line; its exit code, standard output and error."""
    out, err = io.StringIO(newline=""), io.StringIO()
    directory = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    with (
        directory,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings_to(err),
    ):
        code = run([*map(str, arguments)]).code
    return code, out.getvalue(), err.getvalue()


def process(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the command line; the same as of a process of its own."""
    code, out, err = wirecopy(*arguments)
    return subprocess.CompletedProcess(arguments, code, out, err)


@contextlib.contextmanager
def warnings_to(stream: TextIO) -> Iterator[None]:
    """Show warnings on a stream, as Python does by itself where nobody else takes the log."""
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
