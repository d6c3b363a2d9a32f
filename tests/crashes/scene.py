"""A small store with what is about to be imported into it, and how to tell whether it is whole."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from storage import search
from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS, clean_environment
from tests.crashes import dying
from tests.wirecopy.inside import wirecopy as inside
from wirecopy.demo.newsroom import Page, load

# Answers whose rows must be the same whatever happened on the way.
ANSWERS = (
    "SELECT article_id, md5(text), title, group_id, relation, source_id, source_status, story_id"
    " FROM articles ORDER BY ALL",
    "SELECT article_id, other_id, relation, round(confidence, 9) FROM pairs ORDER BY ALL",
    "SELECT copy_id, source_id, relation, round(share, 9) FROM copies ORDER BY ALL",
    "SELECT group_id, source_id, source_status, round(source_confidence, 9), n_copies"
    " FROM copy_groups ORDER BY ALL",
    "SELECT article_id, line, rule FROM removed_lines ORDER BY ALL",
    "SELECT article_id, round(score, 9) FROM search('council') ORDER BY ALL",
    "SELECT article_id, kind, hint FROM hints ORDER BY ALL",
)
GROUPED = (
    "SELECT group_id, source_id, source_status FROM internal.copy_groups ORDER BY ALL",
    "SELECT article_id, group_id, source_id, relation FROM internal.members ORDER BY ALL",
    "SELECT article_id, story_id FROM internal.stories ORDER BY ALL",
)
KNOWN = ("s01-dredging", "s02-bridge")  # in the store before
COMING = ("s06-rate-cut", "s09-minister", "s12-sewage", "s13-chip-plant")

Answers = list[list[tuple[Any, ...]]]


class Scene(NamedTuple):
    """A store and a file that is to be imported; what is in the store before and after."""

    store: Path
    file: Path
    n_rows: int
    before: Answers
    after: Answers
    grouped: tuple[Answers, Answers]
    lines: dict[str, int]  # of each stage of the undisturbed run


class Death(NamedTuple):
    """How a run ended: its exit code, the stage that it was in, the articles it had committed."""

    code: int
    stage: str
    imported: frozenset[int]
    extracted: frozenset[int]


def make(directory: Path) -> Scene:
    """The store of two stories, and what an undisturbed import of five makes of it."""
    store, file = directory / "news", directory / "coming.jsonl"
    pages = load().pages
    half = [page for page in pages if page.story in KNOWN][::2]
    coming = [page for page in pages if page.story in {*KNOWN, *COMING} and page not in half]
    write(file, coming)
    write(directory / "known.jsonl", half)
    run("import", directory / "known.jsonl", "--store", store)
    before, grouped = answers(store), grouping(store)
    undisturbed = copy(store, directory / "undisturbed")
    log = directory / "undisturbed.log"
    assert die(undisturbed, file, log, "none", 0).code == 0
    lines: Counter[str] = Counter()
    for told in read(log):
        if told["moment"] == "end":
            lines[told["stage"]] += told["lines"]
    after = answers(undisturbed)
    assert after != before
    return Scene(store, file, len(coming), before, after, (grouped, grouping(undisturbed)), lines)


def duration(scene: Scene, place: Path) -> float:
    """The seconds that an import takes which nobody watches."""
    began = time.monotonic()
    store = copy(scene.store, place / "timed")
    assert die(store, scene.file, place / "timed.log", "-", 0).code == 0
    return time.monotonic() - began


def write(file: Path, pages: Iterable[Page]) -> None:
    file.write_text(
        "".join(
            json.dumps(
                {
                    "url": page.url,
                    "title": page.title,
                    "text": "\n".join(page.paragraphs),
                    "published_at": page.published.isoformat() if page.published else None,
                }
            )
            + "\n"
            for page in pages
        ),
        "utf-8",
    )


def copy(store: Path, target: Path) -> Path:
    """A copy in the place of whatever was there: many beside each other would fill the disk."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(store, target, symlinks=True))


def run(*arguments: str | Path) -> str:
    code, _, told = inside(*arguments)
    assert code == 0, told
    return told


def answers(store: Path) -> Answers:
    """What readers are told."""
    with open_reader(store) as reader:
        return [reader.query(query).rows for query in ANSWERS]


def grouping(store: Path) -> Answers:
    """What the writer's own file holds of groups."""
    with Store.open(store) as opened:
        return [opened.rows(query) for query in GROUPED]


def die(store: Path, file: Path, log: Path, stage: str, line: int, **environment: str) -> Death:
    """Import a file, and die at a line of a stage."""
    return die_of(command(store, file, log, stage, line), log, **environment)


def die_of(command: Sequence[str], log: Path, **environment: str) -> Death:
    done = subprocess.run(
        command,
        env={**clean_environment(), **environment},
        capture_output=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return death(done.returncode, log)


def die_after(store: Path, file: Path, log: Path, seconds: float) -> Death:
    """Import a file, and be killed from outside after so long."""
    child = subprocess.Popen(
        command(store, file, log, "-", 0), env=clean_environment(), stderr=subprocess.DEVNULL
    )
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    return death(child.wait(), log)


def command(store: Path, file: Path, log: Path, stage: str, line: int) -> Sequence[str]:
    return dying_in(log, stage, line, "import", file, "--store", store)


def dying_in(log: Path, stage: str, line: int, *arguments: str | Path) -> Sequence[str]:
    return [sys.executable, "-m", dying.__name__, *map(str, (log, stage, line, *arguments))]


def read(log: Path) -> list[dict[str, Any]]:
    """What a run has written down, but for half a line at the end."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def death(code: int, log: Path) -> Death:
    under_way: list[str] = []
    committed: dict[str, set[int]] = {"import": set(), "extraction": set()}
    last = "start"
    for told in read(log):
        if told["moment"] == "begin":
            under_way.append(told["stage"])
        else:
            under_way.pop()
            committed.get(told["stage"], set()).update(told["ids"])
        last = f"after {told['stage']}"
    return Death(
        code,
        "the end" if code == 0 else under_way[-1] if under_way else last,
        frozenset(committed["import"]),
        frozenset(committed["extraction"]),
    )


def check_dead(store: Path, scene: Scene, death: Death) -> None:
    """After a kill: readers have one answer, what was committed is there, batches are whole."""
    assert answers(store) in (scene.before, scene.after)
    with Store.open(store) as opened:
        kept = {n for (n,) in opened.rows("SELECT article_id FROM internal.fetches")}
        made = {n for (n,) in opened.rows("SELECT article_id FROM internal.articles")}
    known = {row[0] for row in scene.before[0]}
    assert death.imported <= kept
    assert death.extracted <= made <= kept
    for n_new in (len(kept - known), len(made - known)):
        assert n_new % dying.BATCH == 0 or n_new == scene.n_rows
    assert grouping(store) in scene.grouped


def check_mended(store: Path, scene: Scene) -> None:
    """The same import once more: the answers are those of the undisturbed run."""
    run("import", scene.file, "--store", store)
    assert answers(store) == scene.after
    assert grouping(store) == scene.grouped[1]
    with Store.open(store) as opened:
        assert search.count_out_of_step(opened) == 0
        assert not opened.state.is_deriving
        urls = opened.rows("SELECT url FROM internal.fetches")
    assert len(urls) == len(set(urls))
    code, told, _ = inside("doctor", "--store", store)
    assert code == 0, told
