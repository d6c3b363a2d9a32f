"""feed: copy groups as Atom, RSS or JSON Feed, for those who come back to look."""

import datetime as dt
from pathlib import Path

import click

from storage.questions import copies
from storage.questions.copies import CopyFilter
from storage.reader import open_reader
from storage.records import now
from wirecopy.commands import OwnFormat, copies_options, reading_option
from wirecopy.feeds import cursors, entries, formats
from wirecopy.files.replacing import replacing
from wirecopy.logs import say
from wirecopy.show.names import find_site


@click.command()
@reading_option
@copies_options
@click.option("--site", help="Only groups in which this site has an article.")
@click.option("--source", help="Only copies of texts from this site.")
@click.option(
    "--format",
    "form",
    cls=OwnFormat,
    type=click.Choice(list(formats.FORMATS)),
    default="atom",
    show_default=True,
    help="Kind of feed.",
)
@click.option("--url", help="Where the feed will be found; it names itself so.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    default=Path("-"),
    metavar="FILE",
    help="Where to, replaced in one step; - is standard output.",
)
def feed(
    store: Path,
    relation: str | None,
    since: dt.timedelta | None,
    unlicensed: bool,
    name: str | None,
    limit: int,
    site: str | None,
    source: str | None,
    form: str,
    url: str | None,
    output: Path,
) -> None:
    """Write copy groups as a feed: Atom, RSS or JSON Feed, the latest first.

    One entry a group: its source, and its copies with what each is. An entry whose group gains a
    copy keeps its id and is updated.
    """
    cursor = None if name is None else cursors.find(store, name)
    with open_reader(store) as reader:
        wanted = CopyFilter(
            relation=relation,
            site=find_site(reader, site),
            source=find_site(reader, source),
            since=now() - since if since else None,
            unlicensed=unlicensed,
            seen=cursor.seen if cursor else (),
            limit=limit,
        )
        found = entries.entries(reader, wanted)
        channel = formats.FeedHead(title_of(wanted), url)
        put(formats.FORMATS[form](channel, found), output)
        if cursor:
            cursors.move(cursor, entries.shown(found), copies.grouped(reader))


def title_of(wanted: CopyFilter) -> str:
    """What a feed is called: what it was asked for.

    >>> title_of(CopyFilter(relation="spun", source="a.example"))
    'Text reused, spun, from a.example'
    """
    parts = [
        wanted.relation,
        f"from {wanted.source}" if wanted.source else None,
        f"with {wanted.site}" if wanted.site else None,
        "unlicensed" if wanted.unlicensed else None,
    ]
    return ", ".join(["Text reused", *filter(None, parts)])


def put(text: str, output: Path) -> None:
    """Write a feed to standard output or to a file."""
    if output == Path("-"):
        click.echo(text, nl=False)
        return
    with replacing(output) as part:
        part.write_text(text, "utf-8")
    say(f"wirecopy: {output} is written")
