"""rebuild: derive verdicts again from texts, or everything from the raw pages."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wirecopy import pipeline
from wirecopy.commands import store_option, wait_option, window_option
from wirecopy.logs import say
from wirecopy.run import writing

if TYPE_CHECKING:
    from storage.tables import Stage


@click.command()
@store_option
@click.option(
    "--from",
    "start",
    type=click.Choice(["raw", "text", "pairs"]),
    default="text",
    show_default=True,
    help="What to keep: the raw pages, the texts, or the verified pairs.",
)
@click.option(
    "--stale", is_flag=True, help="Only articles that an older version of the rules made."
)
@window_option
@wait_option
def rebuild(
    store: Path, start: "Stage", stale: bool, window: dt.timedelta, wait: dt.timedelta
) -> int:
    """Empty every derived table and derive it again. The raw pages are never touched."""
    with writing(store, "rebuild", window, wait, pipeline.derive, create=False) as work:
        pipeline.rebuild(work, start, stale=stale)
    say(work.summary(is_again=True))
    return work.run.exit_code
