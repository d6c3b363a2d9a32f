"""export: what the store holds as files for other programs."""

import re
import sys
from pathlib import Path
from typing import TextIO

import click
from click.core import ParameterSource

from storage.errors import NoSuchViewError
from storage.reader import Reader, open_reader
from wirecopy import exits
from wirecopy.commands import OwnFormat, reading_option
from wirecopy.exits import Failure
from wirecopy.files import graphml, sqlite, xlsx
from wirecopy.files.replacing import refuse_existing, replacing
from wirecopy.files.sqlite import Table
from wirecopy.files.warc import Selection, write_pages
from wirecopy.logs import say
from wirecopy.show.rows import distinct, write
from wirecopy.show.words import counted

TEXTS = ("csv", "jsonl", "graphml")
SUFFIXES = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".graphml": "graphml",
}
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
LEVELS = ("verbatim", "edited", "spun", "all")


@click.command()
@click.argument("what", metavar="VIEW|QUERY...", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("-"),
    metavar="FILE",
    help="Where to; - is standard output.",
)
@reading_option
@click.option(
    "--format",
    "form",
    cls=OwnFormat,
    type=click.Choice(FORMATS),
    help="Of the file; what its suffix says unless given.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="all",
    show_default=True,
    help="keep-map: which copies are redundant: those that are the same text, or further ones too.",
)
@click.option("--warc", is_flag=True, help="The raw pages of articles, as a WARC file.")
@click.option("--site", help="--warc: only articles of this site.")
@click.option("--group", metavar="ARTICLE", help="--warc: only the copy group of this article.")
@click.option("--where", metavar="SQL", help="--warc: only articles of which this is true.")
@click.pass_context
def export(
    ctx: click.Context,
    what: tuple[str, ...],
    output: Path,
    store: Path,
    form: str | None,
    force: bool,
    level: str,
    warc: bool,
    site: str | None,
    group: str | None,
    where: str | None,
) -> None:
    """Write a view or the answer to a query to a file, in the format that its suffix says.

    keep-map lists what a corpus without reprints would leave out, and what it would keep instead.
    GraphML takes who copies whom: site_pairs makes a graph of sites, copies one of articles. SQLite
    takes several views, and all of them when none is named. The file appears whole or not at all.

    --warc writes the raw pages of all articles, or of some, for archives and other stores.
    """
    selection = Selection(site, group, where)
    if warc:
        if what or form:
            raise Failure(exits.USAGE, "--warc takes no view and no format")
        number = write_pages(store, output, selection, force=force)
        say(f"wirecopy: {output} is written, with {counted(number, 'page')}")
        return
    if any(selection):
        raise Failure(exits.USAGE, "--site, --group and --where go with --warc; else write SQL")
    is_asked = ctx.get_parameter_source("form") is ParameterSource.COMMANDLINE
    form = form_of(output, form, is_asked=is_asked)
    if output == Path("-"):
        if form not in TEXTS:
            raise Failure(exits.USAGE, f"{form} is no text; give a file with -o FILE.{form}")
        with open_reader(store) as reader:
            write_text(reader, single(reader, what, level), form, sys.stdout)
        return
    refuse_existing(output, force=force)
    with replacing(output) as part, open_reader(store, writes=part.absolute()) as reader:
        write_file(reader, what, level, form, part.absolute())
    say(f"wirecopy: {output} is written")


def form_of(output: Path, form: str | None, *, is_asked: bool) -> str:
    """The format that is asked for on the command line, or of the suffix, or of the settings."""
    suffix = SUFFIXES.get(output.suffix.lower())
    found = form if is_asked else suffix or form
    if found is None:
        known = ", ".join(SUFFIXES)
        raise Failure(
            exits.USAGE, f"{output}: no format has this suffix; give --format, or one of {known}"
        )
    return found


def table_of(reader: Reader, name: str, level: str) -> Table:
    """What a view or a query stands for; raises NoSuchViewError for a word that is neither."""
    view = name.replace("-", "_")
    if view == "keep_map":
        return Table(view, f"FROM keep_map('{level}')")
    views = reader.views()
    if view in views:
        return Table(view, f'FROM "{view}"')
    if re.fullmatch(r"[\w-]+", name):
        raise NoSuchViewError(f"{name}: no such view; there are: keep-map, {', '.join(views)}")
    return Table("rows", name)


def single(reader: Reader, what: tuple[str, ...], level: str) -> Table:
    """The one view or query that is asked for."""
    if len(what) != 1:
        raise Failure(exits.USAGE, "name one view or query; only SQLite takes several, or none")
    return table_of(reader, what[0], level)


def write_file(reader: Reader, what: tuple[str, ...], level: str, form: str, file: Path) -> None:
    """Write what is asked for to a file in one of FORMATS."""
    if form == "sqlite":
        tables = [table_of(reader, name, level) for name in dict.fromkeys(what)]
        names = distinct([table.name for table in tables])
        tables = [t._replace(name=name) for t, name in zip(tables, names, strict=True)]
        sqlite.write(reader, tables or sqlite.everything(reader.views()), file)
        return
    table = single(reader, what, level)
    if form == "parquet":
        reader.write_parquet(table.query, file)
    elif form == "xlsx":
        stream = reader.stream(table.query)
        cut = xlsx.write(stream.rows, stream.columns, table.name, file)
        for column, count in cut.items():
            say(
                f"wirecopy: {counted(count, 'cell')} of {column} cut at {xlsx.MOST_CHARACTERS:,}"
                " characters, the most that Excel takes; other formats have them whole"
            )
    else:
        with file.open("w", encoding="utf-8", newline="") as out:
            write_text(reader, table, form, out)


def write_text(reader: Reader, table: Table, form: str, out: TextIO) -> None:
    """Write what is asked for as text."""
    stream = reader.stream(table.query)
    if form == "graphml":
        graphml.write(stream.rows, stream.columns, stream.kinds, out)
    else:
        write(stream.rows, stream.columns, form, out)
