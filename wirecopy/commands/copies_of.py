"""copies-of: who reuses the text of a site, for those who come back to look."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dedup.relations import COPIES
from storage.questions import copies
from storage.questions.copies import Copy, CopyFilter
from storage.questions.shapes import COPY_OF_SITE
from storage.reader import Reader, open_reader
from storage.records import now
from wirecopy import exits
from wirecopy.commands import copies_options, format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.feeds import cursors
from wirecopy.show.names import find_site
from wirecopy.show.rows import FORMATS


@click.command("copies-of")
@click.argument("site")
@reading_option
@copies_options
@format_option
@click.option(
    "--fail-on",
    type=click.Choice(["any", *COPIES]),
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
        wanted = CopyFilter(
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
    site = find_site(reader, name) or name
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
