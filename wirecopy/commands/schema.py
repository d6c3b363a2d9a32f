"""schema: the views that SQL can ask, with every column explained."""

from pathlib import Path

import click

from storage.questions import view_columns
from storage.reader import open_reader
from wirecopy.commands import reading_option
from wirecopy.show import markdown


@click.command()
@click.argument("view", required=False)
@reading_option
def schema(view: str | None, store: Path) -> None:
    """Print the views that SQL can ask, with every column explained, as Markdown."""
    with open_reader(store) as reader:
        views = view_columns.views(reader, view)
        macros = view_columns.macros(reader)
    page = markdown.section(views[0]) if view else markdown.schema(views, macros)
    click.echo(page, nl=False)
