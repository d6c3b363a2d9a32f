"""Rows as CSV, in which no text is a formula to a spreadsheet."""

from typing import TextIO

from storage.reader import Reader
from wirecopy.files.query import NamedQuery
from wirecopy.show import rows


def write(reader: Reader, asked: NamedQuery, out: TextIO) -> None:
    """Write rows, with a line of headings. Raises storage.errors.QueryError."""
    stream = reader.stream(asked.query)
    rows.write(stream.rows, stream.columns, "csv", out)
