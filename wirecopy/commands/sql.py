"""sql: the store for those who live in SQL."""

import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import click

from storage.reader import open_reader
from wirecopy import exits
from wirecopy.commands import format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.show.rows import Row, write

MOST_ROWS = 100_000  # of a table: 200 MB at ten columns


@click.command()
@click.argument("query")
@reading_option
@format_option
@click.option("--allow-external", is_flag=True, help="Let the query read files and use extensions.")
@click.option("--memory", default="2GB", show_default=True, help="Memory that the query may use.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Time that the query may take; 0 for no limit.",
)
def sql(
    query: str, store: Path, form: str, allow_external: bool, memory: str, timeout: float
) -> None:
    """Ask the published snapshot in SQL, read-only. `-` reads the query from standard input.

    Opening it never disturbs a crawl, and a crawl never disturbs it.
    """
    text = sys.stdin.read() if query == "-" else query
    with open_reader(
        store, allow_external=allow_external, memory_limit=memory, timeout=timeout
    ) as reader:
        found = reader.stream(text)
        rows = started(found.rows) if found.columns else iter(())
        write(bounded(rows) if form == "table" else rows, found.columns, form, sys.stdout)


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
