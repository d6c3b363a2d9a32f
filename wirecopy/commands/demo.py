"""demo: a sample newsroom is served on loopback, crawled, cleaned, grouped and shown."""

import datetime as dt
import shlex
import sys
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

import click

from crawler.options import CrawlOptions
from storage.questions import copy_groups, overview
from storage.reader import Reader, open_reader
from wirecopy import pipeline
from wirecopy.demo.server import serve
from wirecopy.durations import WINDOW
from wirecopy.intake.files import read
from wirecopy.run import writing
from wirecopy.show.rows import safe, write

NO_WAIT = dt.timedelta(0)
CONTACT = "https://demo.example/"  # the newsroom is told who asks, as real sites should be

# What the table says of each copy group
SHOWN = (
    *("source_site", "source_title", "n_verbatim", "n_edited", "n_spun", "n_rewritten"),
    "median_lag_minutes",
)


@click.command()
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="Directory of the store.  [default: a temporary one, which is named]",
)
def demo(store: Path | None) -> None:
    """Crawl a sample newsroom of ten made-up outlets, group its stories and show what came out.

    All of it happens on this machine: the newsroom travels with wirecopy and is served on loopback.
    """
    place = store or Path(tempfile.mkdtemp(prefix="wirecopy-demo-")) / "news"
    started = time.monotonic()
    newsroom = files("wirecopy") / "demo" / "sources.toml"
    with (
        serve() as server,
        as_file(newsroom) as sources,
        as_file(files("seeds")) as seeds,
        writing(place, "demo", WINDOW, NO_WAIT, pipeline.derive) as work,
    ):
        options = CrawlOptions(resolve=server.resolve, contact=CONTACT)
        report = pipeline.crawl(work, sources, options, publish_every=WINDOW)
        pipeline.import_pages(work, read(str(seeds / name) for name in seed_names()))
        pipeline.derive(work)
    with open_reader(place) as reader:
        click.echo(f"crawled    {report.pages} pages of ten outlets, served on loopback")
        show(reader)
    click.echo(f"\n{time.monotonic() - started:.1f} s in all; the store is {place}\n")
    click.echo("try next")
    with open_reader(place) as reader:
        for command in commands(reader, place):
            click.echo(f"  {safe(command)}")


def seed_names() -> list[str]:
    """The two seed documents."""
    return ["000_9cc6f666a5895b26.txt", "002_03074492efd847a4.txt"]


def show(reader: Reader) -> None:
    """What the newsroom was found to hold."""
    n_articles, n_distinct, n_stories, n_copies = overview.counts(reader)
    cut = ", ".join(f"{n} {rule}" for rule, n in overview.removed_by_rule(reader, limit=6))
    click.echo(f"cut        {cut}")
    click.echo(
        f"found      {n_copies} copies among {n_articles} articles;"
        f" {n_distinct} texts that somebody wrote, {n_stories} stories told more than once\n"
    )
    groups = copy_groups.listed(reader, copy_groups.GroupFilter())
    rows = [[getattr(group, name) for name in SHOWN] for group in groups]
    write(rows, SHOWN, "table", sys.stdout)


def commands(reader: Reader, store: Path) -> list[str]:
    """Commands that show more of the store, with real ids in them."""
    at = f"--store {shlex.quote(str(store))}"
    chosen = [f"wirecopy groups {at} --relation spun"]
    if spun := overview.surest_spun(reader):
        copy_id, source_id = spun
        chosen += [
            f"wirecopy show {source_id} {at}",
            f"wirecopy explain {source_id} {copy_id} {at}",
            f"wirecopy diff {source_id} {copy_id} {at}",
        ]
    query = (
        "SELECT copy_site, relation, sum(n_copies) FROM site_pairs WHERE n_copies > 0"
        " GROUP BY ALL ORDER BY ALL"
    )
    return [*chosen, f'wirecopy sql {at} "{query}"', f"wirecopy schema {at}"]
