"""doctor: is the store in order, and if not, what to do."""

import datetime as dt
import os
import sys
from pathlib import Path

import click

from storage.reader import LockingReader, open_newest
from storage.snapshot import NEWS
from wirecopy import exits
from wirecopy.commands import format_option, store_option, window_option
from wirecopy.exits import Failure
from wirecopy.logs import say
from wirecopy.show.rows import write
from wirecopy.upkeep.doctor import Check, checks


@click.command()
@store_option
@format_option
@click.option(
    "--deep",
    is_flag=True,
    help="Group a copy of the store as a whole, too, and compare: as long as a rebuild from pairs.",
)
@window_option
def doctor(store: Path, form: str, deep: bool, window: dt.timedelta) -> int:
    """Check the store: format, snapshot, search, raw pages, files, room on the disk, the clock.

    The line `counting` says whether large runs use compiled kernels, which is the user's to choose.

    Ends with 1 when something needs a person; each line says what to do. While a run holds the
    lock, or where the store can only be read, the published snapshot is checked. Nothing is
    written to the store; `--deep` needs room for a second one in the directory of temporary files,
    and the `--window` that runs have.
    """
    with open_newest(store) as reader:
        require_writer(store)
        if not isinstance(reader, LockingReader):
            can_write = os.access(store, os.W_OK)
            why = "a run is under way" if can_write else "the store can only be read here"
            say(f"{why}: what is published is checked")
        found = list(checks(store, reader, window if deep else None))
    write(found, Check._fields, form, sys.stdout)
    return (exits.DONE if all(check.is_fine for check in found) else exits.FINDINGS).code


def require_writer(store: Path) -> None:
    """Make sure that there is a database for runs; raises Failure.

    Readers can do without, but the next run would begin with an empty one, and publish that.
    """
    file = store / "writer" / NEWS
    if not file.is_file():
        raise Failure(
            exits.FINDINGS,
            f"{file}: no such file; before anything runs, make it from what readers have:"
            f" mkdir -p {store / 'writer'} && cp -L {store / NEWS} {file}",
        )
