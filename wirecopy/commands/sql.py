"""sql: the store for those who live in SQL."""

import datetime as dt
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import click

from storage.errors import QueryError, StoreError
from wirecopy import exits
from wirecopy.commands import Duration, format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.show.rows import Row, write
from wirecopy.workers import apart
from wirecopy.workers.pool import batches
from wirecopy.workers.worker import limit_memory

BATCH = 1000  # rows that come at a time: 10 MB of articles
GRACE = 1.0  # seconds after the limit in which a query may hear of it; then its process ends
# Bytes for what DuckDB does not count: its threads, the texts and lists that functions make. Sorts,
# joins and groups of millions of rows took up to 730 MB of address space beside their limit, 60
# texts of 1 MB that a pattern cut up 710 MB, and 60 lists of 400,000 words at once 1,350 MB.
UNCOUNTED = 1 << 30
OUT_OF_MEMORY = "Out of Memory"  # how DuckDB's own words begin
ADVICE = " Possible solutions:"  # what follows in them: settings that no query may change
MOST_ROWS = 100_000  # of a table: 200 MB at ten columns


@click.command()
@click.argument("query")
@reading_option
@format_option
@click.option("--allow-external", is_flag=True, help="Let the query read files and use extensions.")
@click.option("--memory", default="2GB", show_default=True, help="Memory that the query may use.")
@click.option(
    "--timeout",
    type=Duration("s"),
    default="60s",
    show_default=True,
    metavar="TIME",
    help="Time that the query may take; 0 for no limit.",
)
def sql(
    query: str, store: Path, form: str, allow_external: bool, memory: str, timeout: dt.timedelta
) -> None:
    """Ask the published snapshot in SQL, read-only. `-` reads the query from standard input.

    Opening it never disturbs a crawl, and a crawl never disturbs it.
    """
    asked = Asked(text_of(query), store, allow_external, memory, timeout.total_seconds())
    with closing(answered(asked)) as answer:
        (columns,) = next(answer)
        rows = started(chain.from_iterable(answer))
        write(bounded(rows) if form == "table" else rows, columns, form, sys.stdout)


def text_of(query: str) -> str:
    """The query, or what standard input holds for `-`. Raises Failure where it is not UTF-8."""
    given = sys.stdin.buffer.read() if query == "-" else query.encode("utf-8", "surrogatepass")
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(exits.USAGE, f"the query is not UTF-8: {error.reason}") from error


class Asked(NamedTuple):
    """A query, and what it may do and take."""

    query: str
    store: Path
    allow_external: bool
    memory: str
    timeout: float  # in seconds


def answered(asked: Asked) -> Generator[list[Any], None, None]:
    """A list of the columns, then lists of rows, from a process that the kernel bounds.

    DuckDB's own limits come first, as they tell more; some functions heed neither of them.
    Raises QueryError.
    """
    seconds = asked.timeout + GRACE if asked.timeout else 0
    try:
        yield from apart.stream(answer, asked, seconds)
    except MemoryError as error:
        raise QueryError(f"stopped at {of_memory(asked)}") from error
    except apart.EndedError as error:
        told = {
            "time": f"stopped at the time limit of {asked.timeout:g} s; ask for less",
            "crash": f"{error}, most likely at {of_memory(asked)}",
            "killed": "the process that answers was killed; was the machine out of memory?",
        }
        raise QueryError(told.get(error.failed.why, str(error))) from error


def answer(asked: Asked) -> Iterator[list[Any]]:
    """The same, in the process that answers."""
    from storage.reader import open_reader

    query, store, allow_external, memory, timeout = asked
    try:
        with open_reader(
            store, allow_external=allow_external, memory_limit=memory, timeout=timeout
        ) as reader:
            limit_memory(reader.memory_limit() + UNCOUNTED)
            found = reader.stream(query)
            yield [found.columns]
            yield from batches(found.rows if found.columns else (), BATCH)
    except (QueryError, StoreError) as error:
        if OUT_OF_MEMORY not in str(error):
            raise
        said = str(error).partition(ADVICE)[0]
        raise QueryError(f"stopped at {of_memory(asked)} ({said})") from error


def of_memory(asked: Asked) -> str:
    """How the bound on memory is named."""
    return f"the memory limit of {asked.memory}; ask for less, or give it --memory"


def started(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, of which the first one is there: a query that fails at once prints nothing."""
    first = list(islice(rows, 1))
    return chain(first, rows)


def bounded(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, but never so many that no eye and no memory could hold the table of them."""
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise Failure(
                exits.USAGE,
                f"a table of more than {MOST_ROWS:,} rows; take LIMIT, or --format csv or jsonl",
            )
        yield row
