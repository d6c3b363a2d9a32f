"""The writer's lock: one process at a time writes to a store."""

import fcntl
import os
import time
from pathlib import Path

from storage.disk import no_link
from storage.errors import LockedError

LOCK_FILE = "wirecopy.lock"


class Lock:
    """The writer's lock on a store directory, held until `release` or the death of the process."""

    def __init__(self, store: Path, wait: float = 0.0) -> None:
        """Take the lock, trying for `wait` seconds; raises LockedError when it stays held."""
        self._file = open(store / LOCK_FILE, "a+", opener=no_link)  # noqa: SIM115 (held for long)
        deadline = time.monotonic() + wait
        while not self._taken():
            if time.monotonic() >= deadline:
                self._file.seek(0)
                holder = self._file.read(20).strip() or "unknown"
                self._file.close()
                raise LockedError(
                    f"{store}: another run (process {holder}) holds the lock;"
                    " wait for it, or give --wait TIME"
                )
            time.sleep(0.1)
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let the next run in."""
        self._file.close()
