"""feed and copies-of: who reuses whose text, for those who come back to look."""

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from crawler.urls import site_of
from storage.questions import copies
from storage.questions.copies import Copy, Wanted
from storage.questions.shapes import COPY_OF_SITE
from storage.reader import Reader, open_reader
from storage.records import now
from wirecopy import exits
from wirecopy.cli import say
from wirecopy.commands import Duration, OwnFormat, format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.feeds import cursors, entries, formats
from wirecopy.feeds.entries import RELATIONS
from wirecopy.files.replacing import replacing
from wirecopy.show.rows import FORMATS

Command = TypeVar("Command", bound=Callable[..., object])


def narrowing(command: Command) -> Command:
    """The options by which both commands narrow down what they show."""
    for option in (
        click.option(
            "--limit",
            type=click.IntRange(min=1),
            default=50,
            show_default=True,
            help="Rows or entries to print.",
        ),
        click.option(
            "--new",
            "name",
            metavar="NAME",
            help="Only what was not shown under this name before. It is kept in the store.",
        ),
        click.option("--unlicensed", is_flag=True, help="Leave licensed copies out."),
        click.option(
            "--since",
            metavar="TIME",
            type=Duration("d"),
            help="Only with a copy so recent: 7d.",
        ),
        click.option("--relation", type=click.Choice(RELATIONS), help="Only copies of this kind."),
    ):
        command = option(command)
    return command


@click.command()
@reading_option
@narrowing
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
    wanted = Wanted(
        relation=relation,
        site=site and site_of(site),
        source=source and site_of(source),
        since=now() - since if since else None,
        unlicensed=unlicensed,
        seen=cursor.seen if cursor else (),
        limit=limit,
    )
    with open_reader(store) as reader:
        found = entries.entries(reader, wanted)
        channel = formats.Channel(title_of(wanted), url)
        put(formats.FORMATS[form](channel, found), output)
        if cursor:
            cursors.move(cursor, entries.shown(found), copies.grouped(reader))


def title_of(wanted: Wanted) -> str:
    """What a feed is called: what it was asked for.

    >>> title_of(Wanted(relation="spun", source="a.example"))
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


@click.command("copies-of")
@click.argument("site")
@reading_option
@narrowing
@format_option
@click.option(
    "--fail-on",
    type=click.Choice(["any", *RELATIONS]),
    multiple=True,
    help="End with exit code 1 when such a copy is listed.",
)
def copies_of(
    site: str,
    store: Path,
    relation: str | None,
    since: dt.timedelta | None,
    unlicensed: bool,
    name: str | None,
    limit: int,
    form: str,
    fail_on: tuple[str, ...],
) -> int:
    """List who reuses the text of a site, the latest copies first.

    Options narrow it down, to recent copies, say, or those without a licence. A negative lag is a
    copy that bears the earlier time.
    """
    cursor = None if name is None else cursors.find(store, name)
    with open_reader(store) as reader:
        wanted = Wanted(
            relation=relation,
            source=known_site(reader, site),
            since=now() - since if since else None,
            unlicensed=unlicensed,
            seen=cursor.seen if cursor else (),
            limit=limit,
        )
        found = copies.latest(reader, wanted)
        show(found, form)
        if cursor:
            cursors.move(cursor, (copy.copy_id for copy in found), copies.grouped(reader))
    hit = any("any" in fail_on or copy.relation in fail_on for copy in found)
    return (exits.FINDINGS if hit else exits.DONE).code


def known_site(reader: Reader, name: str) -> str:
    """The site that a person names by its host or one of its addresses; raises Failure."""
    site = site_of(name)
    if not copies.is_site(reader, site):
        raise Failure(
            exits.MISSING, f"{site}: no such site in the store; wirecopy sql 'FROM sites' has all"
        )
    return site


def show(found: Sequence[Copy], form: str) -> None:
    """Print copies; a reader that went away is an error here: what nobody read stays new."""
    rows = [[getattr(copy, name) for name in COPY_OF_SITE] for copy in found]
    FORMATS[form](rows, COPY_OF_SITE, sys.stdout)
    sys.stdout.flush()
