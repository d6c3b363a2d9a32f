"""Rows as Parquet: DuckDB writes it."""

from pathlib import Path

from storage.reader import Reader
from wirecopy.files.query import NamedQuery


def write(reader: Reader, asked: NamedQuery, file: Path) -> list[str]:
    """Write rows to a Parquet file. Raises OSError, storage.errors.QueryError."""
    reader.write_parquet(asked.query, file)
    return []
