"""runs: the history of what wrote to the store, and what changed between two runs."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from storage.questions import run_changes
from storage.questions.run_changes import ChangedRow
from storage.reader import open_newest
from wirecopy import exits
from wirecopy.commands import format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.logs import say
from wirecopy.show.rows import write
from wirecopy.show.words import counted

limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows to print."
)


@click.group(invoke_without_command=True)
@reading_option
@format_option
@limit_option
@click.pass_context
def runs(ctx: click.Context, store: Path, form: str, limit: int) -> None:
    """List the runs that wrote to the store, newest first.

    Each row of pairs and copy_groups bears the run_id of the run that came to it; that run's row
    has the version and the config_hash, and the view `thresholds` what measures were held to.
    """
    if ctx.invoked_subcommand is None:
        with open_newest(store) as reader:
            found = run_changes.runs(reader, limit)
        write(found.rows, found.columns, form, sys.stdout)


@runs.command()
@click.argument("a", type=int, metavar="RUN")
@click.argument("b", type=int, metavar="RUN")
@reading_option
@format_option
@limit_option
def diff(a: int, b: int, store: Path, form: str, limit: int) -> None:
    """Show the pairs, copy groups and places in them that changed from one run to another.

    Either may be the earlier one. The view `changes` has the same run by run.
    """
    with open_newest(store) as reader:
        known = run_changes.run_ids(reader)
        for run in (a, b):
            if run not in known:
                raise Failure(exits.MISSING, f"{run}: no such run; `wirecopy runs` lists them")
        found = run_changes.between(reader, a, b)
    say(summary(found))
    write(found[:limit], ChangedRow._fields, form, sys.stdout)


def summary(changes: Sequence[ChangedRow]) -> str:
    """How much changed, in one line.

    >>> summary([ChangedRow("pair", 1, 2, None, "spun", None, None)])
    '1 pair new'
    """
    counts = Counter(
        (each.kind, "new" if each.before is None else "gone" if each.after is None else "changed")
        for each in changes
    )
    parts = [f"{counted(n, kind)} {what}" for (kind, what), n in counts.items()]
    return ", ".join(parts) or "nothing changed"
