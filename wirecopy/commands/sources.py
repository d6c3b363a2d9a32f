"""sources: what to crawl - found, listed, checked, and added to sources.toml."""

import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.options import CrawlOptions
from storage.questions.shapes import LISTED_SOURCE
from storage.records import now
from wirecopy import exits
from wirecopy.commands import (
    allow_private_option,
    contact_option,
    format_option,
    store_option,
)
from wirecopy.exits import Failure
from wirecopy.logs import say
from wirecopy.show.rows import safe, write
from wirecopy.show.words import counted

if TYPE_CHECKING:
    from crawler.source_check import FeedCheck
    from crawler.sources.source import Source
    from crawler.survey import Survey

sources_option = click.option(
    "--sources",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file.  [default: sources.toml in the store]",
)
packaged_option = click.option(
    "--packaged", is_flag=True, help="The list that is shipped, instead of the file."
)


@click.group()
def sources() -> None:
    """What to crawl: find, list and check it, and add it to sources.toml."""


@sources.command()
@click.argument("target", metavar="URL|NAME")
@store_option
@sources_option
@click.option("--name", help="Name of the source.  [default: what the site calls itself]")
@click.option("--dry-run", is_flag=True, help="Print the block and write nothing.")
@allow_private_option
@contact_option
def add(
    target: str,
    store: Path,
    file: Path | None,
    name: str | None,
    dry_run: bool,
    allow_private: tuple[str, ...],
    contact: str | None,
) -> int:
    """Find the feeds and news sitemaps of a site, and add it to sources.toml.

    Looks at link tags, robots.txt and the usual addresses, and at what is really there. A NAME
    of the packaged list is taken from it as it stands. Only the end of the file is written.
    """
    from crawler.sources import edits
    from crawler.urls import site_of

    path = file or store / "sources.toml"
    if not dry_run:
        edits.require_new(path, site_of(target), name)  # before anybody is asked in vain
    options = asking(allow_private, contact, path)
    found = known(target) or find(target, options, name)
    if dry_run:
        click.echo(safe(edits.block(found)), nl=False)
        return exits.DONE.code
    edits.append(edits.adding(path, found))
    say(f"added {found.name} to {path}; try it: wirecopy sources check {found.site}")
    return exits.DONE.code


def asking(allow_private: tuple[str, ...], contact: str | None, file: Path) -> CrawlOptions:
    """How sites are asked, under the name that the file gives where the command line gives none."""
    from crawler.sources.parse import contact as contact_in

    return CrawlOptions(allow_private=allow_private, contact=contact or contact_in(file))


def known(target: str) -> "Source | None":
    """A source of the packaged list, unless an address was given."""
    from crawler.sources import packaged
    from crawler.urls import is_address

    return None if is_address(target) else packaged.in_packaged(target)


def find(target: str, options: CrawlOptions, name: str | None) -> "Source":
    """A site's feeds and sitemaps as a source, with a line on standard error for each found."""
    from crawler.fetch import probe
    from crawler.sources.source import ad_hoc
    from crawler.survey import as_source, survey_site
    from crawler.urls import is_address

    url = target if is_address(target) else f"https://{target}/"
    if not is_address(url) or (url != target and "." not in target):
        raise Failure(
            exits.USAGE, f"{target}: no address and no name of wirecopy sources list --packaged"
        )
    survey: Survey | None = probe(partial(survey_site, source=ad_hoc(url)), options)
    if survey is None or survey.trouble:
        why = survey.trouble if survey else "interrupted"
        raise Failure(exits.ALL_FAILED, f"{url}: {why}")
    report(survey)
    return as_source(survey, name, f"{now():%Y-%m-%d}")


def report(survey: "Survey") -> None:
    """Each thing that a site offers in a line, and whether it is taken."""
    from crawler.survey import worth_polling

    kept = worth_polling(survey.offers)
    for each in survey.offers:
        items = counted(len(each.keys), "item") if each.keys else "no items of its own"
        newest = f", newest {each.newest_at:%Y-%m-%d %H:%M}" if each.newest_at else ""
        taken = "taken" if each in kept else "left out"
        say(f"{taken}: {each.form} ({each.how}), {items}{newest}: {each.url}")
    if not kept:
        say("no feed and no news sitemap: the front page is to be read as a section")


@sources.command("list")
@store_option
@sources_option
@packaged_option
@format_option
def list_(store: Path, file: Path | None, packaged: bool, form: str) -> None:
    """List the sources of sources.toml, or the packaged ones."""
    rows = [
        (
            each.name,
            each.site,
            *(sum(feed.kind == kind for feed in each.feeds) for kind in KINDS),
            each.verified,
            each.home,
        )
        for each in chosen_sources((), store, file, packaged)
    ]
    write(rows, LISTED_SOURCE, form, sys.stdout)


KINDS = ("feed", "sitemap", "section")


@sources.command()
@click.argument("targets", nargs=-1, metavar="[SITE ...]")
@store_option
@sources_option
@packaged_option
@format_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--mark", is_flag=True, help="Write the day into `verified` of the sources that all answered."
)
@allow_private_option
@contact_option
def check(
    targets: tuple[str, ...],
    store: Path,
    file: Path | None,
    packaged: bool,
    form: str,
    as_json: bool,
    mark: bool,
    allow_private: tuple[str, ...],
    contact: str | None,
) -> int:
    """Ask each feed, sitemap and section once, and say how it answers and what to do about it.

    Nothing is stored. Ends with 3 when some fail, with 4 when all do, with 70 after a fault of
    wirecopy's own; a feed that is empty or old is told of, but no failure.
    """
    from crawler import source_check
    from crawler.fetch import probe

    logging.basicConfig(format="%(message)s", stream=sys.stderr, level=logging.WARNING)
    some = chosen_sources(targets, store, file, packaged)
    options = asking(allow_private, contact, file or store / "sources.toml")
    found: list[FeedCheck] | None = probe(
        partial(source_check.check_sources, sources=some, now=now()), options
    )
    if found is None:
        raise Failure(exits.INTERRUPTED, "interrupted; nothing was written")
    write(found, source_check.FeedCheck._fields, "json" if as_json else form, sys.stdout)
    if mark:
        mark_file(found, store, file, packaged)
    failed = sum(each.has_failed for each in found)
    say(f"{len(found) - failed} of {len(found)} answered")
    if not failed:
        return exits.DONE.code
    if any(each.status == "failed_here" for each in found):
        return exits.BUG.code
    return (exits.ALL_FAILED if failed == len(found) else exits.SOME_FAILED).code


def mark_file(found: "Sequence[FeedCheck]", store: Path, file: Path | None, packaged: bool) -> None:
    """Note the day in the file for the sources of which everything answered with articles."""
    from crawler.sources import edits
    from crawler.sources.packaged import PACKAGED

    bad = {each.name for each in found if each.status != "ok"}
    good = {each.name for each in found} - bad
    path = PACKAGED if packaged else file or store / "sources.toml"
    changed = edits.mark(path, good, f"{now():%Y-%m-%d}")
    say(f"{path}: {changed} marked as seen to answer")


def chosen_sources(
    targets: Sequence[str], store: Path, file: Path | None, packaged: bool
) -> "list[Source]":
    """The sources of the file or the packaged list, or those of them that are named."""
    from crawler.sources import packaged as shipped
    from crawler.sources.parse import load

    path = file or store / "sources.toml"
    if not packaged and file is None and not path.exists():
        raise Failure(exits.MISSING, f"{path}: no such file; wirecopy sources add URL begins one")
    some = shipped.packaged() if packaged else load(path)
    named = {name: [each for each in some if is_named(each, name)] for name in targets}
    for name, matching in named.items():
        if not matching:
            place = "the packaged list" if packaged else str(path)
            raise Failure(exits.USAGE, f"{name}: no source in {place} has this name or site")
    wanted = [each for matching in named.values() for each in matching]
    return list(dict.fromkeys(wanted)) if targets else some


def is_named(source: "Source", name: str) -> bool:
    """Whether a name or site means a source."""
    from crawler.urls import site_of

    return name.lower() == source.name.lower() or source.owns(site_of(name))
