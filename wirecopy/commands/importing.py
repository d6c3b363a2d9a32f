"""import: texts, pages and rows from files into the store."""

import datetime as dt
from pathlib import Path

import click

from storage import articles
from wirecopy import pipeline
from wirecopy.cli import say
from wirecopy.commands import store_option, wait_option, window_option
from wirecopy.importing import read
from wirecopy.work import writing

LISTED = 20  # rejected rows that are named one by one; the file names them all


@click.command("import")
@click.argument("paths", nargs=-1, required=True)
@store_option
@window_option
@wait_option
def import_(paths: tuple[str, ...], store: Path, window: dt.timedelta, wait: dt.timedelta) -> int:
    """Take texts, HTML pages, JSON lines and WARC files (also .gz, and directories), then group.

    A row of JSON lines is {"url", "text" or "html"} and optionally site, title, authors,
    published_at, language. Bad rows go to rejected.jsonl in the store; the rest goes on.
    """
    with writing(store, "import", window, wait) as work:
        before = articles.count_empty(work.store)
        rejected = pipeline.import_pages(work, read(paths))
        without = articles.count_empty(work.store) - before
        pipeline.derive(work)
    for item in rejected[:LISTED]:
        say(f"wirecopy: {item}")
    if rejected:
        say(f"wirecopy: {len(rejected)} rejected; all of them: {store / 'rejected.jsonl'}")
    if without:
        say(f"wirecopy: {without} without an article; articles.body_status says why")
    say(work.summary())
    return work.run.exit_code
