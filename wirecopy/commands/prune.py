"""prune: let old raw pages go, once their articles are safe."""

import datetime as dt
import sys
from pathlib import Path

import click

from storage import pruning
from storage.questions.shapes import OLD_FILE
from storage.records import now
from wirecopy import pipeline
from wirecopy.commands import Duration, format_option, store_option, wait_option, window_option
from wirecopy.logs import say
from wirecopy.run import writing
from wirecopy.show.rows import write
from wirecopy.show.words import counted


@click.command()
@click.option(
    "--raw-older",
    type=Duration("d"),
    required=True,
    metavar="TIME",
    help="Archive files whose newest page is older than this: 90d.",
)
@click.option("--dry-run", is_flag=True, help="Print what would go, and remove nothing.")
@store_option
@format_option
@window_option
@wait_option
def prune(
    raw_older: dt.timedelta,
    dry_run: bool,
    store: Path,
    form: str,
    window: dt.timedelta,
    wait: dt.timedelta,
) -> int:
    """Remove old archive files whose pages were all extracted. No text is lost.

    What was extracted of them stays as it is for ever: `rebuild --from raw` can't derive it again,
    and says so.
    """
    with writing(store, "prune", window, wait, pipeline.derive, create=False) as work:
        found = pruning.prunable(work.store, now() - raw_older)
        rows = [
            (each.file, each.pages, size_of(store / "raw" / each.file), each.newest)
            for each in found
        ]
        if not dry_run:
            pruning.drop(work.store, [each.file for each in found])
    write(rows, OLD_FILE, form, sys.stdout)
    say(
        f"{'would go' if dry_run else 'gone'}: {counted(len(rows), 'archive file')},"
        f" {counted(sum(row[1] for row in rows), 'page')}, {sum(row[2] for row in rows):,} bytes"
    )
    return work.run.exit_code


def size_of(file: Path) -> int:
    """The size of a file; 0 when it is gone already."""
    return file.stat().st_size if file.exists() else 0
