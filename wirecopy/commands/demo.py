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
from storage.reader import Reader, open_reader
from wirecopy import pipeline
from wirecopy.demo.server import serve
from wirecopy.importing import read
from wirecopy.output import safe, write
from wirecopy.work import writing

WINDOW = dt.timedelta(days=30)
NO_WAIT = dt.timedelta(0)

FOUND = """
SELECT source_site AS source, source_title AS story, n_verbatim AS verbatim, n_edited AS edited,
       n_spun AS spun, n_rewritten AS rewritten, round(median_lag_minutes / 60, 1) AS median_lag_h
FROM copy_groups WHERE n_copies > 0 ORDER BY n_copies DESC, first_at
"""

CUT = """
SELECT string_agg(n || ' ' || rule, ', ' ORDER BY n DESC, rule) FROM (
    SELECT rule, count(*) AS n FROM removed_lines GROUP BY rule ORDER BY n DESC, rule LIMIT 6)
"""

SPUN = """
SELECT copy_id, source_id FROM copies WHERE relation = 'spun' AND source_id IS NOT NULL
ORDER BY confidence DESC, copy_id LIMIT 1
"""


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
        writing(place, "demo", WINDOW, NO_WAIT) as work,
    ):
        options = CrawlOptions(resolve=server.resolve)
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
    ((n_articles, n_distinct, n_stories, n_copies),) = reader.query(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM distinct_articles),"
        " (SELECT count(*) FROM stories), (SELECT count(*) FROM copies)"
    ).rows
    ((cut,),) = reader.query(CUT).rows
    click.echo(f"cut        {cut}")
    click.echo(
        f"found      {n_copies} copies among {n_articles} articles;"
        f" {n_distinct} texts that somebody wrote, {n_stories} stories told more than once\n"
    )
    found = reader.query(FOUND)
    write(found.rows, found.columns, "table", sys.stdout)


def commands(reader: Reader, store: Path) -> list[str]:
    """Commands that show more of the store, with real ids in them."""
    at = f"--store {shlex.quote(str(store))}"
    chosen = [f"wirecopy groups {at} --relation spun"]
    for copy_id, source_id in reader.query(SPUN).rows:
        chosen += [
            f"wirecopy show {source_id} {at}",
            f"wirecopy explain {source_id} {copy_id} {at}",
            f"wirecopy diff {source_id} {copy_id} {at}",
        ]
    query = "SELECT copy_site, relation, sum(n_copies) FROM site_pairs GROUP BY ALL ORDER BY ALL"
    return [*chosen, f'wirecopy sql {at} "{query}"', f"wirecopy schema {at}"]
