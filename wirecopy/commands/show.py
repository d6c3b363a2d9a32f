"""show: a copy group, or an article and who copied whom."""

import sys
from pathlib import Path

import click

from dedup.compare.hints import hints
from storage.questions import article_facts
from storage.questions.article_facts import GroupMember, Report
from storage.reader import Reader, open_reader
from wirecopy.commands import format_option, reading_option
from wirecopy.show.names import decisions_on, find_article
from wirecopy.show.rows import safe, write
from wirecopy.show.words import counted


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
    site, status, confidence, reasons = article_facts.group_source(reader, group_id)
    named = f"{site} (confidence {confidence:.2f})" if site and confidence else status
    click.echo(safe(f"\ncopy group {group_id}, source: {named}"))
    for reason in reasons:
        click.echo(safe(f"  {reason}"))
    members = article_facts.members(reader, group_id, unlicensed=unlicensed)
    write(members, GroupMember._fields, "table", sys.stdout)
