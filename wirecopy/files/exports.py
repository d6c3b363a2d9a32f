"""The formats in which rows leave a store: a new one is a file beside this, and a row here."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from storage.reader import Reader
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files import csv, graphml, jsonl, parquet, sqlite, xlsx
from wirecopy.files.query import NamedQuery


class Text(NamedTuple):
    """A format that is text: it can also go to standard output."""

    suffixes: tuple[str, ...]
    write: Callable[[Reader, NamedQuery, TextIO], None]


class Binary(NamedTuple):
    """A format of files alone; `write` gives what a person should be told of what it wrote."""

    suffixes: tuple[str, ...]
    write: Callable[[Reader, NamedQuery, Path], Sequence[str]]


class Database(NamedTuple):
    """A format of files that hold several tables."""

    suffixes: tuple[str, ...]
    write: Callable[[Reader, Sequence[NamedQuery], Path], None]


FORMATS: Mapping[str, Text | Binary | Database] = {
    "parquet": Binary((".parquet",), parquet.write),
    "csv": Text((".csv",), csv.write),
    "jsonl": Text((".jsonl", ".ndjson"), jsonl.write),
    "xlsx": Binary((".xlsx",), xlsx.write),
    "sqlite": Database((".sqlite", ".sqlite3", ".db"), sqlite.write),
    "graphml": Text((".graphml",), graphml.write),
}
SUFFIXES = {suffix: name for name, form in FORMATS.items() for suffix in form.suffixes}


def write_file(reader: Reader, asked: Sequence[NamedQuery], form: str, file: Path) -> Sequence[str]:
    """Write what is asked for in one of FORMATS; what a person should be told of it.

    Raises Failure where a format takes one view or query, and there are more or none.
    """
    match FORMATS[form]:
        case Database(_, write):
            write(reader, asked, file)
        case Binary(_, write):
            return write(reader, only(asked), file)
        case Text(_, write):
            with file.open("w", encoding="utf-8", newline="") as out:
                write(reader, only(asked), out)
    return []


def write_text(reader: Reader, asked: Sequence[NamedQuery], form: str, out: TextIO) -> None:
    """Write what is asked for as text; raises Failure as `write_file`, and for what is no text."""
    format_ = FORMATS[form]
    if not isinstance(format_, Text):
        raise Failure(exits.USAGE, f"{form} is no text; give a file with -o FILE.{form}")
    format_.write(reader, only(asked), out)


def only(asked: Sequence[NamedQuery]) -> NamedQuery:
    """The one view or query that is asked for."""
    if len(asked) != 1:
        raise Failure(exits.USAGE, "name one view or query; only SQLite takes several, or none")
    return asked[0]
