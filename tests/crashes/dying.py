"""The command line, telling how far it is, and killed (SIGKILL) at a line of one of its stages.

python -m tests.crashes.dying LOG STAGE LINE import FILE --store DIR

LOG gets a JSON line when a stage begins and ends, with the articles of the batch that it commits.
Lines are those of wirecopy's own files that hold a connection to the store; of stage `none` there
is none, so that the run is undisturbed.
"""

import importlib
import json
import os
import signal
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from storage import migrations
from storage.migrations import FORMAT, MIGRATIONS, Migration
from wirecopy import cli

HOME = Path(cli.__file__).parents[1]
OURS = [str(HOME / name) for name in ("storage", "wirecopy", "crawler/archive/files.py")]
TRACED = (*OURS, __file__)  # a step of a migration is below
BATCH = 8  # pages between two commits of an import
STAGES = {
    "storage.store.migrate": "migration",
    "wirecopy.pipeline.keep_raw": "import",
    "wirecopy.pipeline.save_cleaned": "extraction",
    "storage.search.refresh": "search",
    "wirecopy.stages.group.clear_furniture": "furniture",
    "wirecopy.stages.group.sign": "index",
    "wirecopy.stages.group.join_reprints": "classes",
    "wirecopy.stages.group.compare": "pairs",
    "wirecopy.stages.group.write": "groups",
    "storage.hints.refresh": "hints",
    "storage.history.record": "history",
    "storage.snapshot.publish": "publish",
    "storage.store.Store.compact": "compact",
}


class Dying:
    """Writes down the stages of a run, and ends it at the n-th line of one of them."""

    def __init__(self, log: Path, stage: str, line: int) -> None:
        self.log = log
        self.stage = stage
        self.left = line
        self.lines = 0

    def tell(self, stage: str, moment: str, ids: list[int]) -> None:
        with self.log.open("a") as out:
            told = {"stage": stage, "moment": moment, "ids": ids, "lines": self.lines}
            out.write(json.dumps(told) + "\n")

    def staged(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def within(*given: Any, **named: Any) -> Any:
            self.tell(stage, "begin", [])
            self.lines = 0
            before = sys.gettrace()
            if stage == self.stage or self.stage == "none":
                sys.settrace(self.trace)
            try:
                done = function(*given, **named)
            finally:
                sys.settrace(before)
            self.tell(stage, "end", batch_of(stage, given, done))
            return done

        return within

    def trace(self, frame: types.FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event == "line":
            self.lines += 1
            self.left -= 1
            if self.left == 0 and self.stage != "none":
                os.kill(os.getpid(), signal.SIGKILL)
        return self.trace


def batch_of(stage: str, given: tuple[Any, ...], done: Any) -> list[int]:
    """The articles that a stage has committed at once."""
    arrivals = {"import": done, "extraction": given[1] if len(given) > 1 else ()}.get(stage, ())
    return [arrival.fetch.article_id for arrival in arrivals]


def step(connection: duckdb.DuckDBPyConnection) -> None:
    """A migration as a later version may have one: a table is made anew, another one gets rows."""
    connection.execute("ALTER TABLE internal.articles ADD COLUMN mood VARCHAR")
    connection.execute("UPDATE internal.articles SET mood = 'calm' WHERE words > 0")
    connection.execute("CREATE TABLE internal.moods (article_id BIGINT, mood VARCHAR)")
    for remainder in range(20):
        connection.execute(
            "INSERT INTO internal.moods SELECT article_id, mood FROM internal.articles"
            " WHERE article_id % 20 = ?",
            [remainder],
        )
    connection.execute("ALTER TABLE internal.articles DROP COLUMN mood")


def with_later_step(patch: pytest.MonkeyPatch) -> None:
    """Let this process be a version of wirecopy that has one format more."""
    later = Migration(FORMAT + 1, "moods", step)
    patch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, later))
    for module in ("storage.store", "storage.reader", "wirecopy.upkeep.doctor"):
        patch.setattr(f"{module}.FORMAT", FORMAT + 1)


def holder_of(place: str) -> tuple[Any, str]:
    """The module or class of a function that is named by both, and its own name."""
    module, _, name = place.rpartition(".")
    try:
        return importlib.import_module(module), name
    except ModuleNotFoundError:  # a method
        module, _, kind = module.rpartition(".")
        return getattr(importlib.import_module(module), kind), name


def main(log: str, stage: str, line: str, *arguments: str) -> int:
    patch = pytest.MonkeyPatch()
    patch.setattr("wirecopy.pipeline.PAGES_A_COMMIT", BATCH)
    if "MIGRATE" in os.environ:
        with_later_step(patch)
    dying = Dying(Path(log), stage, int(line))
    for place, stage_of_it in STAGES.items():
        holder, name = holder_of(place)
        patch.setattr(holder, name, dying.staged(stage_of_it, getattr(holder, name)))
    return cli.run([*arguments]).code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
