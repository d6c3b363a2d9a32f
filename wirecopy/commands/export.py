"""export: what the store holds as files for other programs."""

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from storage.reader import open_reader
from wirecopy import exits
from wirecopy.commands import OwnFormat, reading_option
from wirecopy.exits import Failure
from wirecopy.files.exports import FORMATS, SUFFIXES, write_file, write_text
from wirecopy.files.query import named_query
from wirecopy.files.replacing import refuse_existing, replacing
from wirecopy.files.warc import Selection, write_pages
from wirecopy.logs import say
from wirecopy.show.words import counted

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
    type=click.Choice(list(FORMATS)),
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
        with open_reader(store) as reader:
            asked = [named_query(reader, text, level) for text in what]
            write_text(reader, asked, form, sys.stdout)
        return
    refuse_existing(output, force=force)
    with replacing(output) as part, open_reader(store, writes=part.absolute()) as reader:
        asked = [named_query(reader, text, level) for text in what]
        remarks = write_file(reader, asked, form, part.absolute())
    for remark in (*remarks, f"{output} is written"):
        say(f"wirecopy: {remark}")


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
