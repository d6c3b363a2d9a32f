"""health: what of a store needs a person."""

import sys
from pathlib import Path

import click

from crawler.free_space import free_bytes
from crawler.sources import parse as sources
from storage.questions import signs
from storage.reader import LockingReader, open_newest
from storage.records import now
from wirecopy import exits
from wirecopy.commands import min_free_option, store_option
from wirecopy.show.rows import safe, write
from wirecopy.show.words import counted
from wirecopy.upkeep.health import Finding, Situation, findings


@click.command()
@store_option
@click.option(
    "--sources",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What is crawled.  [default: sources.toml in the store]",
)
@min_free_option
@click.option("--json", "is_json", is_flag=True, help="Print findings as JSON.")
def health(store: Path, file: Path | None, min_free: int, is_json: bool) -> int:
    """Say what needs a person: feeds, sites, runs, disk. Exit code 1 when something does.

    A line says where, what and what to do; "!" needs a person, "-" is only good to know. When all
    is well, it says so on a terminal, and nothing elsewhere. It never disturbs a run, and needs no
    right to write.
    """
    listed = file or store / "sources.toml"
    known_sources = sources.load(listed) if file or listed.exists() else []
    with open_newest(store) as reader:
        n_feeds = signs.count_feeds(reader)
        found = findings(
            Situation(
                reader,
                known_sources,
                str(store),
                free_bytes(store),
                min_free,
                now(),
                is_live=isinstance(reader, LockingReader),
            )
        )
    if is_json:
        write(found, Finding._fields, "json", sys.stdout)
    else:
        for finding in found:
            click.echo(safe(finding.line()))
        if not found and sys.stdout.isatty():  # cron mails what is printed
            click.echo(f"{counted(n_feeds, 'feed')}, all well")
    return (exits.FINDINGS if any(each.needs_person for each in found) else exits.DONE).code
