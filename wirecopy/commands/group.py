"""group: derive pairs, groups, sources and stories of what is in the store."""

import datetime as dt
from pathlib import Path

import click

from wirecopy import pipeline
from wirecopy.commands import store_option, wait_option, window_option
from wirecopy.logs import say
from wirecopy.run import writing


@click.command()
@store_option
@window_option
@wait_option
def group(store: Path, window: dt.timedelta, wait: dt.timedelta) -> int:
    """Derive pairs, groups, sources and stories, and publish them. Crawl and import do so too."""
    with writing(store, "group", window, wait, pipeline.derive, create=False) as work:
        pipeline.derive(work)
    say(work.summary())
    return work.run.exit_code
