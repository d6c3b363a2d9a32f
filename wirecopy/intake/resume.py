"""An import of WARC files that goes on where one that was killed has ended.

A file of CC-NEWS has a gigabyte: to read it again takes minutes, and to extract it again an hour.
The place of the last record is therefore committed together with what was kept of it.
"""

from collections.abc import Iterator
from pathlib import Path

from storage import imports
from storage.records import ImportRow
from storage.store import Store
from wirecopy.intake import files
from wirecopy.intake.files import Item, Rejected
from wirecopy.intake.paths import name_of


class Resuming:
    """Reads WARC files, each once; a file is another one when its size or its time has changed."""

    def __init__(self, store: Store, run_id: int) -> None:
        self._store = store
        self._run_id = run_id
        self._reached: dict[str, ImportRow] = {}
        self.done_before: list[str] = []  # files that nothing was read of

    def read(self, path: Path) -> Iterator[Item | Rejected]:
        """What of a file has not been handled yet."""
        file, stat = name_of(path.absolute()), path.stat()
        before = imports.known(self._store, file, stat.st_size, stat.st_mtime_ns)
        if before is not None and before.is_done:
            self.done_before.append(name_of(path))
            return
        row = ImportRow(file, stat.st_size, stat.st_mtime_ns, 0, False, self._run_id)
        for found in files.read_warc(path, before.position if before else 0):
            if before is None or found.offset != before.position:
                self._reached[file] = row._replace(position=found.offset or 0)
                yield found
        self._reached[file] = row._replace(position=stat.st_size, is_done=True)

    def reached(self) -> list[ImportRow]:
        """How far each file has come with all that was handed out; to be asked when it is kept."""
        rows = list(self._reached.values())
        self._reached.clear()
        return rows
