"""sql and schema: the store for those who live in SQL."""

import sys
from pathlib import Path

import click

from storage.export import schema_markdown
from storage.reader import open_reader
from wirecopy.commands import format_option, reading_option
from wirecopy.output import write


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
        found = reader.query(text)
    write(found.rows, found.columns, form, sys.stdout)


@click.command()
@click.argument("view", required=False)
@reading_option
def schema(view: str | None, store: Path) -> None:
    """Print the views that SQL can ask, with every column explained, as Markdown."""
    with open_reader(store) as reader:
        click.echo(schema_markdown(reader.connection, view), nl=False)
