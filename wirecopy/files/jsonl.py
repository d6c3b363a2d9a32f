"""Rows as JSON lines: one object a row, with the columns as keys."""

from typing import TextIO

from storage.reader import Reader
from wirecopy.files.query import NamedQuery
from wirecopy.show import rows


def write(reader: Reader, asked: NamedQuery, out: TextIO) -> None:
    """Write rows, one a line. Raises storage.errors.QueryError."""
    stream = reader.stream(asked.query)
    rows.write(stream.rows, stream.columns, "jsonl", out)
