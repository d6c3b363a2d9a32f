"""groups: who copied whom, the largest copy groups first."""

import datetime as dt
import sys
from pathlib import Path

import click

from dedup.relations import COPIES
from storage.questions import copy_groups
from storage.questions.copy_groups import CopyGroupRow, GroupFilter
from storage.reader import open_reader
from storage.records import now
from wirecopy import exits
from wirecopy.commands import Duration, format_option, reading_option
from wirecopy.show.names import find_site
from wirecopy.show.rows import write


@click.command()
@reading_option
@format_option
@click.option("--relation", type=click.Choice(COPIES), help="Only groups with such a copy.")
@click.option("--site", help="Only groups in which this site has an article.")
@click.option("--source", help="Only copies of texts from this site.")
@click.option(
    "--since", metavar="TIME", type=Duration("d"), help="Only groups with an article so recent: 7d."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows to print."
)
@click.option("--unlicensed", is_flag=True, help="Only groups with a copy that is not licensed.")
@click.option(
    "--fail-on",
    type=click.Choice(COPIES),
    multiple=True,
    help="End with exit code 1 when a group has such a copy.",
)
def groups(
    store: Path,
    form: str,
    relation: str | None,
    site: str | None,
    source: str | None,
    since: dt.timedelta | None,
    limit: int,
    unlicensed: bool,
    fail_on: tuple[str, ...],
) -> int:
    """List copy groups, the largest first: one source and its copies.

    A group is named by the id in the first column: wirecopy show ID says more of it.
    """
    after = None if since is None else now() - since
    with open_reader(store) as reader:
        at, of = find_site(reader, site), find_site(reader, source)
        wanted = GroupFilter(relation, at, of, after, unlicensed, limit)
        found = copy_groups.listed(reader, wanted)
    write(found, CopyGroupRow._fields, form, sys.stdout)
    hit = any(getattr(group, f"n_{kind}") for group in found for kind in fail_on)
    return (exits.FINDINGS if hit else exits.DONE).code
