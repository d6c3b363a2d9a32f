"""Rows of a Parquet file that somebody else wrote: DuckDB reads it."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import duckdb

from storage.reader import one_line

ROWS_AT_ONCE = 500  # rows with texts held at a time: 5 MB
GLOB = re.compile(r"[*?\[]")  # in the name of a file each stands for itself
UNDECODED = re.compile("[\udc80-\udcff]")
MEMORY = "2GB"  # that DuckDB may take: it holds 2,048 rows at a time, of pages some 500 MB


def columns(file: Path) -> list[str]:
    """The names of its columns. Raises OSError for what is no Parquet file."""
    return list(_kinds(file))


def count(file: Path) -> int:
    """How many rows it has. Raises OSError for what is no Parquet file."""
    ((n_rows,),) = _rows(file, "SELECT count(*) FROM read_parquet($file)")
    return int(n_rows)


def _kinds(file: Path) -> dict[str, str]:
    """The types of its columns, by name."""
    query = "DESCRIBE FROM read_parquet($file, binary_as_string = true)"
    return {name: kind for name, kind, *_ in _rows(file, query)}


def rows(
    file: Path, wanted: Collection[str], times: Collection[str], longest: int
) -> Iterator[dict[str, Any]]:
    """The rows in order, with those columns that it has of `wanted`, whatever their case.

    Of the columns `times` come times as ISO 8601, with their zone where they have one; texts that
    were stored as bytes come as texts; of a text of more than `longest` bytes come so many
    characters and one more. Raises OSError.
    """
    kinds = _kinds(file)
    found = {name.lower(): name for name in kinds if name.lower() in wanted}
    chosen = []
    for key, name in found.items():
        column = _quoted(name)
        if key in times and kinds[name].startswith(("TIME", "DATE")):
            column = f"{column}::VARCHAR"
        elif kinds[name] == "VARCHAR":
            column = (
                f"CASE WHEN strlen({column}) > {longest} THEN left({column}, {longest + 1})"
                f" ELSE {column} END"
            )
        chosen.append(column)
    query = f"SELECT {', '.join(chosen)} FROM read_parquet($file, binary_as_string = true)"  # noqa: S608 (quoted names)
    for row in _rows(file, query):
        yield dict(zip(found, row, strict=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(file: Path, query: str) -> Iterator[tuple[Any, ...]]:
    if UNDECODED.search(str(file)):
        raise OSError("its name is not UTF-8; rename it")
    try:
        with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            connection.execute("SET memory_limit = ?", [MEMORY])
            answer = connection.execute(query, {"file": GLOB.sub(r"[\g<0>]", str(file))})
            while batch := answer.fetchmany(ROWS_AT_ONCE):
                yield from batch
    except duckdb.OutOfMemoryException as error:
        raise OSError(f"its rows take more than {MEMORY} of memory; split them") from error
    except duckdb.Error as error:
        raise OSError(f"{one_line(str(error))}; is it a Parquet file?") from error
