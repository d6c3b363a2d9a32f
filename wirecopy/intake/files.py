"""Files of texts, pages and rows as raw pages: what `import` and `extract` read.

A bad row or file becomes a `Rejected` with its place and the reason, and the rest goes on.
"""

import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from crawler.archive import damaged
from crawler.archive.record import MOST_SAID, has_room
from crawler.byte_order import without_mark
from crawler.codings import TooLargeError
from crawler.page import RawPage
from wirecopy.intake import bounded, paths, tables
from wirecopy.intake.bounded import LARGEST_PAGE, LARGEST_ROW
from wirecopy.intake.paths import FOREIGN, HTML, READABLE, ROWS, TEXT, WARC, kind_of, name_of
from wirecopy.intake.rows import PLAIN, BadRowError, Columns, page_of, page_of_row, shown
from wirecopy.show.rows import safe


class Rejected(NamedTuple):
    """A file, a row or a WARC record that could not be read.

    `line` counts from 1; `offset` is the byte where a record begins; both None for a whole file.
    """

    file: str
    line: int | None
    reason: str
    row: str = ""
    offset: int | None = None

    def __str__(self) -> str:
        return f"{place_of(self.file, self.line, self.offset)}: {self.reason}"


class Item(NamedTuple):
    """A raw page, and the file, and the line or the byte of it, that it came from."""

    file: str
    line: int | None
    page: RawPage
    offset: int | None = None
    left_out: tuple[str, ...] = ()  # fields that could not be read, and why
    part: float | None = None  # of its file that was read by then, as far as that is known

    @property
    def place(self) -> str:
        """Where it comes from, as an error names it."""
        return place_of(self.file, self.line, self.offset)

    def placed(self) -> "Item":
        """The same with its place in the page, but for pages of archives that have one already."""
        if self.page.origin or (self.page.url and not self.line):
            return self
        return self._replace(page=replace(self.page, origin=self.place))


def place_of(file: str, line: int | None, offset: int | None) -> str:
    """A place in a file, as an error names it.

    >>> place_of("a.jsonl", 3, None), place_of("a.warc.gz", None, 512)
    ('a.jsonl:3', 'a.warc.gz at byte 512')
    """
    if line:
        return f"{file}:{line}"
    return file if offset is None else f"{file} at byte {offset}"


def read(
    names: Iterable[str],
    warc: Callable[[Path], Iterator[Item | Rejected]] | None = None,
    columns: Columns = PLAIN,
) -> Iterator[Item | Rejected]:
    """The pages of some files and directories, in order.

    A directory or a pattern stands for all files below it that can be read; a warning says which
    were left out. `warc` reads a WARC file in the place of `read_warc`; `columns` says which column
    of a row is which field.
    """
    for name in names:
        try:
            found = paths.files_of(name)
        except paths.NoFilesError as error:
            yield Rejected(name_of(name), None, str(error))
            continue
        if found.left_out:
            warn(f"{name_of(name)}: {paths.told(found.left_out)}")
        top = Path(name).resolve()
        for file in found.files:
            if top.is_dir() and not file.resolve().is_relative_to(top):
                yield Rejected(
                    name_of(file), None, f"a link that leads out of {name_of(name)}; name it itself"
                )
                continue
            yield from map(with_room, read_file(file, warc or read_warc, columns))


def with_room(found: Item | Rejected) -> Item | Rejected:
    """A page; rejected where its record would say more of it than can be read again."""
    if isinstance(found, Rejected) or has_room(found.page):
        return found
    reason = f"says more than {MOST_SAID:,} bytes beside its text (title, authors, url); shorten it"
    return Rejected(found.file, found.line, reason, offset=found.offset)


def warn(message: str) -> None:
    """Say what is no error, and may be missed."""
    logging.getLogger("wirecopy").warning("%s", safe(f"wirecopy: {message}"))


def read_file(
    path: Path, warc: Callable[[Path], Iterator[Item | Rejected]], columns: Columns = PLAIN
) -> Iterator[Item | Rejected]:
    """The pages of one file; a file that is no text, page, rows or WARC is rejected."""
    kind = kind_of(path)
    try:
        if kind in WARC:
            yield from warc(path)
        elif kind in ROWS:
            yield from read_rows(path, columns)
        elif kind in tables.TABLES:
            yield from read_table(path, kind, columns)
        elif kind in TEXT:
            yield read_page(path, "text/plain")
        elif kind in FOREIGN:
            yield Rejected(name_of(path), None, FOREIGN[kind])
        elif kind in HTML or paths.is_page(path):
            yield read_page(path, "text/html")
        else:
            what = name_of(kind) or "a file without ending"
            yield Rejected(name_of(path), None, f"can't read {what}; can read {' '.join(READABLE)}")
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        yield Rejected(name_of(path), None, f"can't be read: {reason}")


def read_warc(path: Path, start: int = 0) -> Iterator[Item | Rejected]:
    """The pages of a WARC file from a record on; what is damaged, and a file that is none.

    One that holds feeds alone, as a crawl may leave it, is no error.
    """
    found, size = None, path.stat().st_size
    for found in damaged.pages(path, start):
        if isinstance(found, damaged.Damage):
            yield Rejected(name_of(path), None, found.reason, offset=found.offset)
        else:
            part = found.offset / max(1, size)
            yield Item(name_of(path), None, found.page, found.offset, part=part)
    if found is not None or start:
        return
    if damaged.is_warc(path):
        warn(f"{name_of(path)}: no article page in it")
    else:
        yield Rejected(name_of(path), None, "no record in it; is it a WARC file?")


def read_page(path: Path, media: str) -> Item | Rejected:
    """A file that is one text or one HTML page."""
    is_text = media == "text/plain"
    what, most = ("text", LARGEST_ROW) if is_text else ("page", LARGEST_PAGE)
    try:
        body = bounded.contents(path, what, most)
    except TooLargeError as error:
        return Rejected(name_of(path), None, str(error))
    if b"\0" in body and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Rejected(
            name_of(path), None, "holds NUL bytes, so it is no text; convert it to UTF-8 first"
        )
    if not body.strip():
        return Rejected(name_of(path), None, "is empty")
    return Item(name_of(path), None, RawPage(url="", body=body, content_type=media))


def read_rows(path: Path, columns: Columns = PLAIN) -> Iterator[Item | Rejected]:
    """The rows of a JSON Lines file; a bad one is rejected with its line number."""
    if bounded.is_utf16(path):
        yield Rejected(name_of(path), None, "is UTF-16; convert it to UTF-8 first")
        return
    with bounded.opened(path) as file:
        for number, read in enumerate(bounded.lines(file, LARGEST_ROW), 1):
            if read is None:
                yield Rejected(name_of(path), number, bounded.too_large("row", LARGEST_ROW))
                continue
            line = without_mark(read)
            if not line.strip():
                continue
            try:
                page, left_out = page_of(line, columns)
                part = bounded.part_read(file, path)
                yield Item(name_of(path), number, page, left_out=left_out, part=part)
            except BadRowError as error:
                yield Rejected(
                    name_of(path), number, str(error), line.decode("utf-8", "replace").rstrip()
                )


def read_table(path: Path, kind: str, columns: Columns = PLAIN) -> Iterator[Item | Rejected]:
    """The rows of a CSV or Parquet file; a bad one is rejected with its number."""
    try:
        for number, row, flaw, part in tables.rows(path, kind, columns):
            try:
                if flaw:
                    raise BadRowError(flaw)
                page, left_out = page_of_row(row)
                yield Item(name_of(path), number, page, left_out=left_out, part=part)
            except BadRowError as error:
                yield Rejected(name_of(path), number, str(error), shown(row))
    except tables.TableError as error:
        yield Rejected(name_of(path), None, str(error))
