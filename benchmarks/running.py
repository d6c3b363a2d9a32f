"""Tools at work on a corpus: each in a process of its own, measured from outside."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import wirecopy
from benchmarks import rivals, scoring
from benchmarks.scoring import Answers, Place

WIRECOPY = "wirecopy"
SQL_PAIRS = """
    SELECT a.url, b.url, p.relation::text FROM pairs p
    JOIN articles a USING (article_id) JOIN articles b ON b.article_id = p.other_id"""
SQL_PLACES = """
    SELECT a.url, a.group_id, a.relation, s.url, a.story_id FROM articles a
    LEFT JOIN copies c ON c.copy_id = a.article_id
    LEFT JOIN articles s ON s.article_id = c.source_id"""
SQL_CANDIDATES = "SELECT candidates FROM runs ORDER BY started_at DESC LIMIT 1"


class Cost(NamedTuple):
    """What a process took: seconds of wall time and of CPU, and the memory of the largest one."""

    wall: float
    cpu: float
    megabytes: float


class Outcome(NamedTuple):
    """What a tool said and what it took; `answers` is None when it is not installed."""

    tool: str
    answers: Answers | None = None
    cost: Cost | None = None
    version: str = ""


class Staged(NamedTuple):
    """The articles as a tool gets them, and how to translate addresses into ids."""

    file: Path
    id_of: dict[str, str]


def stage(articles: Path, file: Path, limit: int | None = None, *, dated: bool = True) -> Staged:
    """Write the first articles as plain JSON lines; without dates their order tells nothing."""
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        rows = [
            json.loads(line) for _, line in zip(range(limit or sys.maxsize), lines, strict=False)
        ]
    if not dated:
        Random(1).shuffle(rows)
        for row in rows:
            del row["published_at"]
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return Staged(file, {row["url"]: row["id"] for row in rows})


def run(tools: Sequence[str], staged: Staged, work: Path, others_python: str) -> Iterator[Outcome]:
    """Run the tools one after the other, then read what they said.

    In this order because the system counts the memory of the process that starts another one as
    that one's too, up to the moment when it becomes a program of its own.
    """
    costs = {tool: _start(tool, staged.file, work, others_python) for tool in tools}
    for tool, cost in costs.items():
        if cost is None:
            yield Outcome(tool)
        elif tool == WIRECOPY:
            answers = answers_of_store(work / "store", staged)
            yield Outcome(tool, answers, cost, wirecopy.__version__)
        else:
            found = json.loads(_found(work, tool).read_text(encoding="utf-8"))
            answers = answers_of_pairs(found["pairs"], found["candidates"])
            yield Outcome(tool, answers, cost, found["version"])


def _start(tool: str, articles: Path, work: Path, others_python: str) -> Cost | None:
    """What a tool took, None when it is not installed; raises RuntimeError when it fails."""
    if tool == WIRECOPY:
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "wirecopy",
            "import",
            "--store",
            work / "store",
            articles,
        ]
    else:
        command = [others_python, rivals.__file__, tool, articles, _found(work, tool)]
    log = work / "log"
    code, cost = measured(command, log)
    if code == rivals.NOT_INSTALLED and tool != WIRECOPY:
        return None
    if code:
        raise RuntimeError(f"{tool} ended with {code}: {log.read_text(errors='replace')[-2_000:]}")
    return cost


def _found(work: Path, tool: str) -> Path:
    return work / f"{tool}.json"


def measured(command: Sequence[str | Path], log: Path) -> tuple[int, Cost]:
    """The exit code of a command, and what it and all its children took."""
    with log.open("wb") as out:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def answers_of_store(store: Path, staged: Staged) -> Answers:
    """What a store says of the staged articles, by their ids."""
    news, id_of = wirecopy.open(store), staged.id_of
    return Answers(
        {frozenset((id_of[a], id_of[b])): relation for a, b, relation in _rows(news, SQL_PAIRS)},
        {
            id_of[url]: Place(group, relation, id_of.get(source), story)
            for url, group, relation, source, story in _rows(news, SQL_PLACES)
        },
        _rows(news, SQL_CANDIDATES)[0][0],
    )


def _rows(news: "wirecopy.News", query: str) -> list[tuple[Any, ...]]:
    return news.sql(query).fetchall()


def answers_of_pairs(pairs: Sequence[tuple[str, str]], candidates: int | None) -> Answers:
    """What a tool says that only returns duplicates; connected ones are its groups."""
    return Answers(
        {frozenset(pair): "copy" for pair in pairs},
        {name: Place(group) for name, group in scoring.components(pairs).items()},
        candidates,
    )
