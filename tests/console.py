"""Running wirecopy as a person does: as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

# Seconds after which a test gives up. Only a hang takes as long, on any machine under any load: how
# fast something is must decide no test.
HANGS = 600


def wirecopy(
    *arguments: str | Path, cwd: Path | None = None, stdin: str | bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the command line; its standard output and error as text, its exit code unchecked."""
    done = subprocess.run(
        [sys.executable, "-m", "wirecopy", *map(str, arguments)],
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=HANGS,
        env={**clean_environment(), **environment},
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


# What a program reports its own peak of memory by, in bytes: `ru_maxrss` may be its parent's.
PEAK = """
import re
from pathlib import Path

def peak():
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


def clean_environment() -> dict[str, str]:
    """The environment without settings of wirecopy's own."""
    return {k: v for k, v in os.environ.items() if not k.startswith("WIRECOPY_")}
