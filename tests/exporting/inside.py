"""Running wirecopy in this process: what a process of its own would do, without its start."""

import contextlib
import io
from pathlib import Path

from wirecopy.cli import run


def wirecopy(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """Run the command line; its exit code, standard output and error."""
    out, err = io.StringIO(newline=""), io.StringIO()
    directory = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    with directory, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*map(str, arguments)]).code
    return code, out.getvalue(), err.getvalue()
