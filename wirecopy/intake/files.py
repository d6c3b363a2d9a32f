"""Files of texts, pages and rows as raw pages: what `import` and `extract` read.

A bad row or file becomes a `Rejected` with its place and the reason, and the rest goes on.
"""

import datetime as dt
import glob
import json
import logging
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive import damaged
from crawler.archive.record import MOST_SAID, has_room
from crawler.byte_order import without_mark
from crawler.codings import TooLargeError
from crawler.page import Given, RawPage
from crawler.urls import is_address, site_of
from storage.records import utc
from wirecopy.intake import bounded, tables
from wirecopy.intake.bounded import LARGEST_PAGE, LARGEST_ROW
from wirecopy.show.rows import safe

TEXT = (".txt", ".text", ".md")
HTML = (".html", ".htm", ".xhtml")
ROWS = (".jsonl", ".ndjson")
WARC = (".warc",)
READABLE = (*TEXT, *HTML, *ROWS, *tables.TABLES, *WARC)
ZIPPED = 5  # a page is so many times as long as its .gz
SURROGATE = re.compile(r"[\ud800-\udfff]")


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

    @property
    def place(self) -> str:
        """Where it comes from, as an error names it."""
        return place_of(self.file, self.line, self.offset)


def place_of(file: str, line: int | None, offset: int | None) -> str:
    """A place in a file, as an error names it.

    >>> place_of("a.jsonl", 3, None), place_of("a.warc.gz", None, 512)
    ('a.jsonl:3', 'a.warc.gz at byte 512')
    """
    if line:
        return f"{file}:{line}"
    return file if offset is None else f"{file} at byte {offset}"


class BadRowError(ValueError):
    """A row of a file that is no article; the message says why and what would be right."""


def name_of(path: str | Path) -> str:
    r"""The name of a file as a text that can be written: a byte that is no UTF-8 by its number.

    >>> name_of(os.fsdecode(b"caf\xe9/\xc3\xbc.html"))
    'caf\\xe9/ü.html'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read(
    paths: Iterable[str], warc: Callable[[Path], Iterator[Item | Rejected]] | None = None
) -> Iterator[Item | Rejected]:
    """The pages of some files and directories, in order.

    A directory or a pattern stands for all files below it that can be read. `warc` reads a WARC
    file in the place of `read_warc`.
    """
    for name in paths:
        found = files_of(name)
        if isinstance(found, Rejected):
            yield found
            continue
        top = Path(name).resolve()
        for file in found:
            if top.is_dir() and not file.resolve().is_relative_to(top):
                yield Rejected(
                    name_of(file), None, f"a link that leads out of {name_of(name)}; name it itself"
                )
                continue
            yield from map(with_room, read_file(file, warc or read_warc))


def with_room(found: Item | Rejected) -> Item | Rejected:
    """A page; rejected where its record would say more of it than can be read again."""
    if isinstance(found, Rejected) or has_room(found.page):
        return found
    reason = f"says more than {MOST_SAID:,} bytes beside its text (title, authors, url); shorten it"
    return Rejected(found.file, found.line, reason, offset=found.offset)


def files_of(name: str) -> list[Path] | Rejected:
    """The files that a path stands for, sorted where they are several: a directory or a pattern."""
    path = Path(name)
    if path.is_dir():
        return readable(path.rglob("*")) or Rejected(
            name_of(path), None, f"nothing to read in it; looked for {' '.join(READABLE)}"
        )
    if path.exists():
        return [path]
    if glob.has_magic(name):
        matches = glob.iglob(name, recursive=True)  # noqa: PTH207 (Path's takes no absolute pattern)
        return readable(map(Path, matches)) or Rejected(
            name_of(path), None, f"no such files; the pattern fits none of {' '.join(READABLE)}"
        )
    return Rejected(name_of(path), None, "no such file; check the path")


def readable(paths: Iterable[Path]) -> list[Path]:
    """Those of some paths that are files whose kind can be read, sorted."""
    return sorted(path for path in paths if kind_of(path) in READABLE and path.is_file())


def weigh(paths: Iterable[str], enough: int) -> int:
    """About how many bytes some files and directories hold, unzipped; counted to `enough`."""
    found = 0
    for name in paths:
        files = files_of(name)
        for file in () if isinstance(files, Rejected) else files:
            found += file.stat().st_size * (ZIPPED if file.suffix.lower() == ".gz" else 1)
            if found > enough:
                return found
    return found


def kind_of(path: Path) -> str:
    """The ending that says what a file is, without `.gz`.

    >>> kind_of(Path("a/page.HTML.gz"))
    '.html'
    """
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def read_file(
    path: Path, warc: Callable[[Path], Iterator[Item | Rejected]]
) -> Iterator[Item | Rejected]:
    """The pages of one file; a file that is no text, page, rows or WARC is rejected."""
    kind = kind_of(path)
    try:
        if kind in WARC:
            yield from warc(path)
        elif kind in ROWS:
            yield from read_rows(path)
        elif kind in tables.TABLES:
            yield from read_table(path, kind)
        elif kind in (*TEXT, *HTML):
            yield read_page(path, kind)
        else:
            what = kind or "a file without ending"
            yield Rejected(name_of(path), None, f"can't read {what}; can read {' '.join(READABLE)}")
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        yield Rejected(name_of(path), None, f"can't be read: {reason}")


def read_warc(path: Path, start: int = 0) -> Iterator[Item | Rejected]:
    """The pages of a WARC file from a record on; what is damaged, and a file that is none.

    One that holds feeds alone, as a crawl may leave it, is no error.
    """
    found = None
    for found in damaged.pages(path, start):
        if isinstance(found, damaged.Damage):
            yield Rejected(name_of(path), None, found.reason, offset=found.offset)
        else:
            yield Item(name_of(path), None, found.page, found.offset)
    if found is not None or start:
        return
    if damaged.is_warc(path):
        logging.getLogger("wirecopy").warning(
            "%s", safe(f"wirecopy: {name_of(path)}: no article page in it")
        )
    else:
        yield Rejected(name_of(path), None, "no record in it; is it a WARC file?")


def read_page(path: Path, kind: str) -> Item | Rejected:
    """A file that is one text or one HTML page."""
    media = "text/html" if kind in HTML else "text/plain"
    what, most = ("page", LARGEST_PAGE) if kind in HTML else ("text", LARGEST_ROW)
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


def read_rows(path: Path) -> Iterator[Item | Rejected]:
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
                yield Item(name_of(path), number, page_of(line))
            except BadRowError as error:
                yield Rejected(
                    name_of(path), number, str(error), line.decode("utf-8", "replace").rstrip()
                )


def read_table(path: Path, kind: str) -> Iterator[Item | Rejected]:
    """The rows of a CSV or Parquet file; a bad one is rejected with its number."""
    try:
        for number, row, flaw in tables.rows(path, kind):
            try:
                if flaw:
                    raise BadRowError(flaw)
                yield Item(name_of(path), number, page_of_row(row))
            except BadRowError as error:
                yield Rejected(name_of(path), number, str(error), shown(row))
    except tables.TableError as error:
        yield Rejected(name_of(path), None, str(error))


def shown(row: dict[str, object]) -> str:
    """A row as rejected.jsonl keeps it; nothing of one that is too large for it."""
    text = json.dumps(row, default=str)
    return text if len(text) <= LARGEST_ROW else ""


def page_of(line: bytes) -> RawPage:
    """The raw page of a JSON row.

    >>> page_of(b'{"url": "http://a.example/x", "text": "Rain."}').body
    b'Rain.'
    >>> page_of(b'{"url": "http://a.example/x"}')
    Traceback (most recent call last):
      ...
    wirecopy.intake.files.BadRowError: neither text nor html in the row; give one of them
    """
    try:
        row = json.loads(without_mark(line).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadRowError(f"not UTF-8 at byte {error.start}; convert the file first") from error
    except json.JSONDecodeError as error:
        raise BadRowError(f"not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise BadRowError("not a row: a number or a nesting in it is beyond all bounds") from error
    if not isinstance(row, dict):
        raise BadRowError('not a JSON object; each line is {"url": ..., "text": ...}')
    return page_of_row(row)


def page_of_row(row: dict[str, object]) -> RawPage:
    """The raw page of a row; raises BadRowError.

    An empty text at an address is a page without an article.
    """
    text, html, url = field(row, "text"), field(row, "html"), field(row, "url") or ""
    is_there = url and "" in (row.get("text"), row.get("html"))
    if max(len(text or ""), len(html or "")) > LARGEST_ROW:
        raise BadRowError(bounded.too_large("text", LARGEST_ROW))
    if not (text or html or is_there):
        raise BadRowError("neither text nor html in the row; give one of them")
    if url and not is_address(url):
        raise BadRowError(f"url is {url[:80]!r}; write it as http://host/path")
    return RawPage(
        url=url,
        body=(text or html or "").encode("utf-8", "replace"),
        content_type="text/html" if html and not text else "text/plain",
        charset="utf-8",
        given=Given(
            site=field(row, "site") or (site_of(url) if url else None),
            title=field(row, "title"),
            authors=authors_of(row),
            published_at=moment_of(row),
            language=field(row, "language"),
        ),
    )


def field(row: dict[str, object], name: str) -> str | None:
    """A text field of a row, or None; raises BadRowError when it is no text."""
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRowError(f"{name} is {json.dumps(value, default=str)[:60]}; it must be a string")
    if value is not None and SURROGATE.search(value):
        raise BadRowError(f"{name} holds half a character (a lone surrogate)")
    return value or None


def authors_of(row: dict[str, object]) -> tuple[str, ...]:
    """The authors of a row: a list of names, or one name."""
    value = row.get("authors") or []
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return tuple(filter(None, (field({"authors": name}, "authors") for name in names)))
    raise BadRowError("authors must be a list of strings")


def moment_of(row: dict[str, object]) -> dt.datetime | None:
    """When a row says that it was published; a time without a zone is taken for UTC."""
    value = field(row, "published_at")
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        utc(moment)
    except (ValueError, OverflowError):
        reason = f"published_at is {value[:40]!r}; write it as 2026-03-02T09:42:00Z"
        raise BadRowError(reason) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
