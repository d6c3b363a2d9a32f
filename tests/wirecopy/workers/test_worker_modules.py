"""Workers load what their task needs: no database, no crawler, and datasketch for signing alone."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.page import RawPage
from dedup.candidates.carried import carried, sampled, shortened
from dedup.candidates.sign import signed
from dedup.compare.batch import PairBatch, Spun, oddness_of, verdicts_on
from dedup.words.background.own import NOTHING, heard
from dedup.words.decks import Printed
from tests.wirecopy.workers import loaded
from wirecopy.show.article import How, show
from wirecopy.workers.clean import cleaned
from wirecopy.workers.pool import Workers

TEXT = "The harbor council of Lorne voted on Monday to close the old ferry terminal for good."
SPUN = "The harbor council of Lorne elected on Monday to shut the aged ferry terminal for good."
BATCH = PairBatch({1: Printed(TEXT), 2: Printed(SPUN)}, [(1, 2)])
PAGE = RawPage("https://a.example/", f"<html><article><p>{TEXT}</article>".encode())
HOW = How("text", "wirecopy", shows_removed=False, is_coloured=False)
TASKS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "clean": (cleaned, [PAGE]),
    "show": (partial(show, HOW), ("a.html", PAGE)),
    "split": (carried, [(7, TEXT)]),
    "sample": (sampled, [TEXT]),
    "shorten": (shortened, [(TEXT, {7})]),
    "sign": (signed, [(7, TEXT)]),
    "compare": (verdicts_on, BATCH),
    "listen": (heard, [TEXT]),
    "direct": (oddness_of, Spun(BATCH, NOTHING)),
}
NEVER = {
    "duckdb",
    "storage",
    "scrapy",
    "twisted",
    "click",
    "wirecopy.commands",
    "wirecopy.pipeline",
}


def unwanted(modules: set[str], names: set[str]) -> set[str]:
    return {m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names)}


@pytest.mark.parametrize("task", TASKS)
def test_a_worker_loads_what_its_task_needs(task: str) -> None:
    function, given = TASKS[task]
    with Workers(1) as workers:
        if task == "sign":
            workers.warm_for_signing()
        done, modules = (
            next(iter(workers.apart(each, [each_given])))
            for each, each_given in ((function, given), (loaded.modules, None))
        )
    assert done
    assert "wirecopy.workers.worker" in modules
    assert unwanted(modules, NEVER) == set()
    assert ("datasketch" in modules) == (task == "sign")


def test_signing_is_loaded_once_where_workers_are_forked() -> None:
    """The worker that was there before makes way; those that come share what was loaded."""
    with Workers(1) as workers:
        before, *_ = workers.apart(loaded.modules, [None])
        workers.warm_for_signing()
        after, *_ = workers.apart(loaded.modules, [None])
    assert "datasketch" not in before
    assert {"datasketch", "scipy"} <= after


def test_main_process_never_loads_datasketch(tmp_path: Path) -> None:
    """Not even for one text: an import of its own process, which says what it has loaded."""
    (tmp_path / "a.txt").write_text(TEXT * 3)
    script = (
        "import sys; from wirecopy.cli import run\n"
        "assert run(['import', 'a.txt', '--store', 'news']).code == 0\n"
        "print(sorted(set(sys.modules) & {'datasketch', 'scipy', 'duckdb'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["['duckdb']"], done.stderr
