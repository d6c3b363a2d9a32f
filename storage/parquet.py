"""Rows of a Parquet file that somebody else wrote: DuckDB reads it."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import duckdb

from storage.reader import one_line

ROWS_AT_ONCE = 500  # rows with texts held at a time: 5 MB


def columns(file: Path) -> list[str]:
    """The names of its columns. Raises OSError for what is no Parquet file."""
    return [name for name, *_ in _rows(file, "DESCRIBE FROM read_parquet($file)")]


def rows(file: Path, wanted: Collection[str]) -> Iterator[dict[str, Any]]:
    """The rows in order, with those columns that it has of `wanted`, whatever their case.

    Times come as ISO 8601, with their zone where they have one; texts that were stored as bytes
    come as texts. Raises OSError.
    """
    found = {name.lower(): name for name in columns(file) if name.lower() in wanted}
    chosen = [
        f"{_quoted(name)}::VARCHAR" if key == "published_at" else _quoted(name)
        for key, name in found.items()
    ]
    query = f"SELECT {', '.join(chosen)} FROM read_parquet($file, binary_as_string = true)"  # noqa: S608 (quoted names)
    for row in _rows(file, query):
        yield dict(zip(found, row, strict=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(file: Path, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            answer = connection.execute(query, {"file": str(file)})
            while batch := answer.fetchmany(ROWS_AT_ONCE):
                yield from batch
    except duckdb.Error as error:
        raise OSError(f"{one_line(str(error))}; is it a Parquet file?") from error
