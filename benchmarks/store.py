"""A store of many articles, measured: taking in, grouping, publishing, the cookbook's questions.

    python -m benchmarks.store [--articles 20000 200000] [--added 100] [--keep DIRECTORY]

The articles are those of `benchmarks.corpus_large`, in one Parquet file, and a second one with a
hundred more: what a run of cron adds. Each run is a process of its own; its memory is that of all
its processes together, pages that they share counted once (PSS), at its peak. A question is asked
of the published file by a reader that has just opened it.
"""

import argparse
import datetime as dt
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus_large
from benchmarks.memory import watched
from storage import hints, search, snapshot
from storage.reader import open_reader
from wirecopy import pipeline
from wirecopy.intake.files import read
from wirecopy.run import Work, writing
from wirecopy.stages.group import group

COOKBOOK = Path(__file__).parent.parent / "docs" / "cookbook.md"
QUESTION = re.compile(r"^### (?P<title>.*?)$.*?^```sql\n(?P<sql>.*?)^```", re.MULTILINE | re.DOTALL)
WINDOW = dt.timedelta(days=30)


class Stages(NamedTuple):
    """Seconds that the stages of a run took, and its memory at the peak."""

    take_in: float
    index_words: float
    group: float
    publish: float
    megabytes: float

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.take_in + self.index_words + self.group + self.publish


class Asked(NamedTuple):
    """A question of the cookbook, and the seconds that its answer took."""

    title: str
    seconds: float


class Measured(NamedTuple):
    """A store of some size."""

    articles: int
    first: Stages
    added: Stages
    bytes_each: float
    asked: list[Asked]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure stores of some sizes, and print a table."""
    options = parser().parse_args(arguments)
    if options.stage:
        print(json.dumps(run(*map(Path, options.stage))))
        return
    with tempfile.TemporaryDirectory() as place:
        work = options.keep or Path(place)
        found = [measure(count, options.added, work / str(count)) for count in options.articles]
    print("\n".join(lines(found, options.added)))


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.store")
    made.add_argument("--articles", type=int, nargs="+", default=[20_000, 200_000])
    made.add_argument("--added", type=int, default=100, help="articles of the second run")
    made.add_argument("--keep", type=Path, help="a directory in which the stores stay")
    made.add_argument("--stage", nargs=2, help=argparse.SUPPRESS)  # STORE FILE: one run
    return made


def measure(count: int, added: int, place: Path) -> Measured:
    """Fill a store, add to it, and ask."""
    place.mkdir(parents=True, exist_ok=True)
    rows = corpus_large.articles(count + added)
    corpus_large.write(islice(rows, count), place / "first.parquet")
    corpus_large.write(rows, place / "added.parquet")
    store = place / "news"
    first = staged(store, place / "first.parquet")
    size = (store / snapshot.NEWS).stat().st_size
    return Measured(
        count, first, staged(store, place / "added.parquet"), size / count, list(asked(store))
    )


def staged(store: Path, file: Path) -> Stages:
    """One run in a process of its own, and what all its processes needed at most."""
    command = [sys.executable, "-m", "benchmarks.store", "--stage", str(store), str(file)]
    said, megabytes = watched(command)
    return Stages(**json.loads(said.splitlines()[-1]), megabytes=megabytes)


def run(store: Path, file: Path) -> dict[str, float]:
    """Take a file in as `wirecopy import` does, and say what each stage took."""
    seconds: dict[str, float] = {}
    with writing(store, "import", WINDOW, dt.timedelta(0), pipeline.derive) as work:
        clocked(seconds, "take_in", lambda: pipeline.import_pages(work, read([str(file)])))
        clocked(seconds, "index_words", lambda: search.refresh(work.store))
        clocked(seconds, "group", lambda: grouped(work))
        started = time.monotonic()
    return {**seconds, "publish": time.monotonic() - started}


def grouped(work: Work) -> None:
    """Group as `derive` does."""
    found = group(work.store, work.run.run_id, work.workers, WINDOW / dt.timedelta(days=1))
    work.run.count(**found._asdict())
    hints.refresh(work.store)


def clocked(seconds: dict[str, float], name: str, stage: Callable[[], Any]) -> None:
    """Do it and keep how long it took."""
    started = time.monotonic()
    stage()
    seconds[name] = time.monotonic() - started


def questions() -> Iterator[tuple[str, str]]:
    """The cookbook's questions: title and SQL."""
    for found in QUESTION.finditer(COOKBOOK.read_text(encoding="utf-8")):
        yield found["title"], found["sql"]


def asked(store: Path) -> Iterator[Asked]:
    """Each question, asked of the published file."""
    for title, sql in questions():
        with open_reader(store) as reader:
            started = time.monotonic()
            reader.query(sql)
            yield Asked(title, time.monotonic() - started)


def lines(found: Sequence[Measured], added: int) -> Iterator[str]:
    """The table, in Markdown."""
    yield "| articles | run | take in, s | index words, s | group, s | publish, s | all, s | MB |"
    yield "|--:|---|--:|--:|--:|--:|--:|--:|"
    for each in found:
        for name, its in (("first", each.first), (f"{added} more", each.added)):
            yield (
                f"| {each.articles:,} | {name} | {its.take_in:.1f} | {its.index_words:.1f} |"
                f" {its.group:.1f} | {its.publish:.1f} | {its.seconds:.1f} | {its.megabytes:.0f} |"
            )
    yield ""
    yield "| articles | bytes each | questions | median, s | slowest, s | which |"
    yield "|--:|--:|--:|--:|--:|---|"
    for each in found:
        slowest = max(each.asked, key=lambda question: question.seconds)
        median = statistics.median(question.seconds for question in each.asked)
        yield (
            f"| {each.articles:,} | {each.bytes_each:,.0f} | {len(each.asked)} | {median:.2f}"
            f" | {slowest.seconds:.2f} | {slowest.title} |"
        )


if __name__ == "__main__":
    main()
