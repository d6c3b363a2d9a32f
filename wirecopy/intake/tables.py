"""Rows of CSV and Parquet files, with the columns that a row of JSON lines has as fields."""

import csv
import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.codings import TooLargeError
from wirecopy.intake import bounded
from wirecopy.intake.rows import PLAIN, Columns

CSV = (".csv", ".tsv")
PARQUET = (".parquet", ".pq")
TABLES = (*CSV, *PARQUET)
UNDECODED = re.compile("[\udc80-\udcff]")


class TableRow(NamedTuple):
    """A row: its number (a line of CSV, a row of Parquet, from 1), its fields, what is wrong.

    `part` is how much of the file was read by then, from 0 to 1.
    """

    number: int
    fields: dict[str, object]
    flaw: str | None = None
    part: float | None = None


class TableError(ValueError):
    """A file that holds no articles; the message says why."""


def rows(path: Path, kind: str, columns: Columns = PLAIN) -> Iterator[TableRow]:
    """The rows of a file of one of TABLES. Raises TableError, and OSError for a damaged file.

    `columns` says which column is which field, whatever the case of its name.
    """
    lower = {field: column.lower() for field, column in columns.items()}
    return from_parquet(path, lower) if kind in PARQUET else from_csv(path, lower)


def from_parquet(path: Path, columns: Columns) -> Iterator[TableRow]:
    """The rows of a Parquet file."""
    from storage import parquet  # noqa: PLC0415 (`extract` of a page needs no DuckDB)

    check(parquet.columns(path), columns)
    wanted, times = set(columns.values()), {columns["published_at"]}
    total = parquet.count(path)
    for number, row in enumerate(parquet.rows(path, wanted, times, bounded.LARGEST_ROW), 1):
        yield TableRow(number, fields_of(row, columns), part=number / total)


def fields_of(row: Mapping[str, object], columns: Columns) -> dict[str, object]:
    """What a row has of each field.

    >>> fields_of({"doc_id": 7}, {"id": "doc_id", "text": "text"})
    {'id': 7}
    """
    return {field: row[column] for field, column in columns.items() if column in row}


def from_csv(path: Path, columns: Columns) -> Iterator[TableRow]:
    """The rows of a CSV file: RFC 4180 in UTF-8, cells between commas, semicolons or tabs.

    A row that is not UTF-8, not CSV, or has more cells than the header is flawed; the next is not.
    """
    csv.field_size_limit(bounded.LARGEST_ROW)
    if bounded.is_utf16(path):
        raise TableError("is UTF-16; save it as CSV in UTF-8")
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        between = delimiter(lines.readline(bounded.LARGEST_ROW))
        lines.seek(0)
        row_lines = bounded.RowLines(lines, bounded.LARGEST_ROW)
        reader = csv.reader(row_lines, delimiter=between, strict=True)
        try:
            names = [name.strip().lower() for name in next(reader, [])]
        except TooLargeError as error:
            raise TableError(f"line 1: {error}") from error
        check(names, columns)
        while True:
            row_lines.begin()
            number = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield TableRow(
                    number, {}, f"no CSV: {error}; a quotation mark in quotes is doubled"
                )
                continue
            except TooLargeError as error:
                yield TableRow(number, {}, str(error))
                continue
            if cells is None:
                return
            if cells:
                row = row_of(number, names, cells, columns)
                yield row._replace(part=bounded.part_read(lines.buffer, path))


def delimiter(header: str) -> str:
    """What stands between the cells: the commonest of comma, semicolon and tab in the header.

    >>> delimiter("url;title;text")
    ';'
    """
    return max(",;\t", key=header.count)


def check(names: Sequence[str], columns: Columns = PLAIN) -> None:
    """Raise TableError unless there is a column with articles."""
    text, html = columns["text"], columns["html"]
    if not {text, html} & {name.lower() for name in names}:
        shown = UNDECODED.sub("\ufffd", ", ".join(names)[:200])
        found = f"no column is called {text} or {html}; it has: {shown or 'none'}"
        raise TableError(found + ("; name one with --map text=COLUMN" if names else ""))


def row_of(
    number: int, names: Sequence[str], cells: Sequence[str], columns: Columns = PLAIN
) -> TableRow:
    """One row of CSV; empty cells, and cells that are not there, are no fields, but for texts.

    >>> row_of(2, ["url", "text", "authors"], ["", "Rain.", "Ada Moss; Ines Falk"]).fields
    {'text': 'Rain.', 'authors': ['Ada Moss', 'Ines Falk']}
    """
    texts = {columns["text"], columns["html"]}
    named = zip(names, cells, strict=False)
    given = {name: cell for name, cell in named if cell or name in texts}
    fields = fields_of(given, columns)
    if "authors" in fields:
        fields["authors"] = authors(given[columns["authors"]])
    if any(UNDECODED.search(cell) for cell in given.values()):
        return TableRow(number, fields, "not UTF-8; convert the file first")
    if len(cells) > len(names):
        flaw = f"{len(cells)} cells under {len(names)} headings; put those with a comma in quotes"
        return TableRow(number, fields, flaw)
    return TableRow(number, fields)


def authors(cell: str) -> object:
    """The names in a cell: a JSON list, as `wirecopy export` writes it, or between semicolons."""
    if cell.lstrip().startswith("["):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    names = [name.strip() for name in cell.split(";") if name.strip()]
    return cell if len(names) == 1 else names
