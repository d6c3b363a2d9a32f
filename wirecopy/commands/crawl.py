"""crawl: fetch what is due, then clean, group and publish it."""

import datetime as dt
from pathlib import Path

import click

from crawler.archive.opted_out import remove_extracted
from crawler.options import CrawlOptions
from crawler.sources.parse import contact as contact_in
from storage.pages import Pages
from storage.records import now
from storage.store import Store
from wirecopy import exits, logs, pipeline
from wirecopy.commands import (
    Duration,
    allow_private_option,
    contact_option,
    min_free_option,
    publish_option,
    store_option,
    wait_option,
    window_option,
)
from wirecopy.exits import Failure
from wirecopy.interrupts import INTERRUPTED, interrupts
from wirecopy.logs import say
from wirecopy.run import writing
from wirecopy.show.rows import safe


@click.command()
@click.argument("targets", nargs=-1, metavar="[SITE|URL ...]")
@store_option
@click.option(
    "--sources",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What to crawl.  [default: sources.toml in the store]",
)
@click.option("--all", "everything", is_flag=True, help="Make everything due.")
@click.option(
    "--max-time",
    type=Duration("s"),
    metavar="TIME",
    help="Stop fetching after so long: 10m.",
)
@click.option(
    "--since", type=Duration("d"), metavar="TIME", help="Leave out what feeds say is older: 3d."
)
@click.option("--dry-run", is_flag=True, help="Say what is due and fetch nothing.")
@allow_private_option
@contact_option
@publish_option
@min_free_option
@window_option
@wait_option
@logs.log_option
@logs.verbose_option
def crawl(
    targets: tuple[str, ...],
    store: Path,
    sources: Path | None,
    everything: bool,
    max_time: dt.timedelta | None,
    since: dt.timedelta | None,
    dry_run: bool,
    allow_private: tuple[str, ...],
    contact: str | None,
    publish_every: dt.timedelta,
    min_free: int,
    window: dt.timedelta,
    wait: dt.timedelta,
    log_form: str,
    verbose: bool,
) -> int:
    """Fetch what is due, then clean, group and publish it.

    Without arguments: the sources of sources.toml whose time has come. A SITE or URL named here
    is due at once; a site that is no source yet is searched for feeds and news sitemaps.
    """
    logs.configure(log_form, verbose=verbose)
    options = CrawlOptions(
        targets=targets,
        everything=everything,
        max_time=None if max_time is None else max_time.total_seconds(),
        since=None if since is None else now() - since,
        allow_private=allow_private,
        contact=contact or contact_in(sources or store / "sources.toml"),
        min_free=min_free,
    )
    if dry_run:
        with Store.open(store, wait=wait.total_seconds()) as opened:
            for address in pipeline.due(opened, sources, options):
                click.echo(safe(address))
        return exits.DONE.code
    with writing(store, "crawl", window, wait, pipeline.derive) as work:
        with logs.faults_kept(store):
            report = pipeline.crawl(work, sources, options, publish_every)
        try:
            pipeline.derive(work)
            remove_extracted(Pages(work.store), work.store.path / "raw")
        except BaseException as error:
            if interrupts.have_come:
                raise Failure(
                    exits.INTERRUPTED, INTERRUPTED, pipeline.done(work, report)
                ) from error
            raise
    say(work.summary(), {"event": "end", **pipeline.done(work, report)})
    return next((e for e in exits.EXITS if e.code == work.run.exit_code), exits.BUG).code
