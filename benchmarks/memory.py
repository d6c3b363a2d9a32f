"""The memory that a process and all that it starts need at their peak (Linux)."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

EVERY = 0.5  # seconds between two looks


def watched(command: Sequence[str]) -> tuple[str, float]:
    """What a command prints, and the memory of all its processes at the peak, in MB.

    Pages that processes share are counted once (PSS). Raises RuntimeError where the command fails.
    """
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        peaks = [0.0]
        watching = threading.Thread(target=watch, args=(process, peaks), daemon=True)
        watching.start()
        said, told = process.communicate()
        watching.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {told[-2_000:]}")
    sys.stderr.write(told)
    return said, max(peaks)


def watch(process: "subprocess.Popen[str]", peaks: list[float]) -> None:
    """Look at the memory of a process and of those that it started, until it ends."""
    while process.poll() is None:
        peaks.append(sum(proportional(pid) for pid in family(process.pid)) / 1024)
        time.sleep(EVERY)


def family(ancestor: int) -> set[int]:
    """A process and all that stem from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := text_of(entry / "stat")):
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {ancestor}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    return found


def proportional(pid: int) -> int:
    """The memory of a process in kB, its part of what it shares with others."""
    size = re.search(r"^Pss:\s+(\d+)", text_of(Path(f"/proc/{pid}/smaps_rollup")), re.MULTILINE)
    return int(size[1]) if size else 0


def text_of(path: Path) -> str:
    """What a file says, nothing when it is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""
