"""forget: erase an article or a site everywhere, and keep it from coming back."""

import datetime as dt
import sys
from pathlib import Path

import click

from storage import forgotten
from storage.questions import erased
from storage.reader import open_newest
from wirecopy import exits, pipeline
from wirecopy.commands import format_option, store_option, wait_option, window_option
from wirecopy.exits import Failure
from wirecopy.logs import say
from wirecopy.run import writing
from wirecopy.show.rows import write
from wirecopy.show.words import counted
from wirecopy.upkeep.doomed import find, ids_of
from wirecopy.upkeep.forget import begin, finish


@click.command()
@click.argument("name", metavar="URL|SITE", required=False)
@store_option
@click.option("--dry-run", is_flag=True, help="Say what would go, and erase nothing.")
@click.option("--allow", is_flag=True, help="Let it come back: take it off the list.")
@click.option("--list", "is_list", is_flag=True, help="Print what was erased and is kept out.")
@format_option
@window_option
@wait_option
def forget(
    name: str | None,
    store: Path,
    dry_run: bool,
    allow: bool,
    is_list: bool,
    form: str,
    window: dt.timedelta,
    wait: dt.timedelta,
) -> int:
    """Erase an article (by URL or id) or a whole site: rows, words, raw pages and snapshots.

    There is no way back. Crawls and imports leave out from then on what is on the list; of an
    article the list holds its id alone, a hash of its address. A run that was killed is finished by
    the next one. Copies of news.duckdb that others made are beyond reach.
    """
    if is_list:
        with open_newest(store) as reader:
            found = erased.listed(reader)
        write(found, erased.Erased._fields, form, sys.stdout)
        return exits.DONE.code
    if name is None:
        raise Failure(exits.USAGE, "name a URL, an article's id or a site; or give --list")
    with writing(store, "forget", window, wait, pipeline.derive, create=False) as work:
        what = find(work.store, name)
        if allow:
            with work.store.transaction():
                is_off = forgotten.remove(work.store, ids_of(work.store, what), what.site)
            say(f"{name}: {'off the list' if is_off else 'was not on the list'}")
        elif dry_run:
            n_records = len(forgotten.kept_records(work.store, what))
            would_go = (
                f"{counted(len(what.ids), 'article')} and up to {counted(n_records, 'record')}"
            )
            say(f"{name}: {would_go} would go")
        else:
            begin(work.store, what)
            gone = finish(work.store, lambda: pipeline.derive(work))
            say(f"{name} is erased: {', '.join(gone)}")
    return work.run.exit_code
