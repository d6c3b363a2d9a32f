"""groups and show: who copied whom."""

import datetime as dt
import sys
from pathlib import Path

import click

from dedup.compare.hints import hints
from storage.questions import article_facts, copy_groups
from storage.questions.article_facts import Member, Report
from storage.questions.copy_groups import CopyGroup, Wanted
from storage.reader import Reader, open_reader
from storage.records import now
from wirecopy import exits
from wirecopy.commands import Duration, format_option, reading_option
from wirecopy.show.names import decisions_on, find_article
from wirecopy.show.rows import safe, write
from wirecopy.show.words import counted

RELATIONS = ("verbatim", "edited", "spun", "rewritten")


@click.command()
@reading_option
@format_option
@click.option("--relation", type=click.Choice(RELATIONS), help="Only groups with such a copy.")
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
    type=click.Choice(RELATIONS),
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
    wanted = Wanted(relation, site, source, after, unlicensed, limit)
    with open_reader(store) as reader:
        found = copy_groups.listed(reader, wanted)
    write(found, CopyGroup._fields, form, sys.stdout)
    hit = any(getattr(group, f"n_{kind}") for group in found for kind in fail_on)
    return (exits.FINDINGS if hit else exits.DONE).code


@click.command()
@click.argument("name", metavar="GROUP|ARTICLE")
@reading_option
@format_option
@click.option("--unlicensed", is_flag=True, help="Leave licensed copies out.")
def show(name: str, store: Path, form: str, unlicensed: bool) -> None:
    """Show a copy group, or an article: its copies, its source, and who else reported the event.

    An article is named by its id, the beginning of its id, or its URL.
    """
    with open_reader(store) as reader:
        article = find_article(reader, name)
        if form != "table":
            found = article_facts.everything(reader, article)
            write(found.rows, found.columns, form, sys.stdout)
            return
        show_article(reader, article, unlicensed=unlicensed)


def show_hints(reader: Reader, article: int) -> None:
    """What a spinner may have left behind in an article."""
    text, removed, tortured = article_facts.traces(reader, article)
    found = hints(text, removed, frozenset(tortured))
    if found:
        click.echo("\nhints of automatic spinning, no verdict")
    for hint in found:
        click.echo(safe(f"  {hint.kind.replace('_', ' ')}: {hint.text}"))


def show_article(reader: Reader, article: int, *, unlicensed: bool) -> None:
    """An article, its copy group and its story, for eyes."""
    of = article_facts.headline(reader, article)
    when, length = of.published_at or "no date", counted(of.words, "word")
    click.echo(safe(of.title or "(no title)"))
    click.echo(safe(f"{of.site}  {when}  {length}  {of.url or ''}"))
    show_hints(reader, article)
    if of.group_id is not None:
        show_group(reader, of.group_id, unlicensed=unlicensed)
    if decided := decisions_on(reader, article):
        click.echo(safe("\n" + "\n".join(decided)))
    if others := article_facts.independent_reports(reader, of):
        click.echo("\nthe same story, told independently")
        write(others, Report._fields, "table", sys.stdout)


def show_group(reader: Reader, group_id: int, *, unlicensed: bool) -> None:
    """A copy group: its source with the reasons, and its members."""
    site, status, confidence, reasons = article_facts.group(reader, group_id)
    named = f"{site} (confidence {confidence:.2f})" if site else status
    click.echo(safe(f"\ncopy group {group_id}, source: {named}"))
    for reason in reasons:
        click.echo(safe(f"  {reason}"))
    members = article_facts.members(reader, group_id, unlicensed=unlicensed)
    write(members, Member._fields, "table", sys.stdout)
