"""Pages that are walked through: run from top to bottom, where their reader stands.

A page is one story. Its commands, queries and programs run in order in one directory, and what
they print must be what the page says; `...` stands for anything.

- `console`: lines after `$ ` are given to a shell; below each stands what it prints.
- `sql`: asked of the store `news`; a `text` block right below shows the rows.
- `python`: one program a page; a `text` block right below shows what it prints.
- `toml path`, `csv path` and the like: the file is written.

`python -m tests.docs.walk docs/cookbook.md ...` puts in what comes out today, for review. Nobody
writes an answer by hand.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage.reader import open_reader
from tests.console import HANGS, clean_environment, wirecopy
from tests.docs.papers import PAPERS
from wirecopy.demo.server import serve
from wirecopy.show.rows import write

ROOT = Path(__file__).parents[2]
FENCE = re.compile(
    r"^```(?P<language>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```\n"
    r"(?P<shown>\n```text\n(?P<answer>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)
STEP = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
DEMO = "wirecopy demo --store news"
SINGLE = ("howto-cron.md",)  # how-to pages whose blocks stand alone


def is_walk(page: Path) -> bool:
    """Whether a page is one story: the tutorial, the cookbook and the how-to pages."""
    named = page.name.startswith(("tutorial", "cookbook", "howto-"))
    return named and page.name not in SINGLE


def agrees(expected: str, actual: str) -> bool:
    """Whether output is as shown; `...` stands for anything."""
    pattern = ".*?".join(map(re.escape, expected.strip("\n").split("...")))
    return re.fullmatch(pattern, stripped(actual).strip("\n"), re.DOTALL) is not None


def stripped(output: str) -> str:
    """Output without spaces at the ends of its lines."""
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


class Walk:
    """A reader on the way through a page."""

    def __init__(self, home: Path, known: Mapping[str, str], settings: Mapping[str, str]) -> None:
        """Stand in a directory; what is `known` was run before, and gave this output."""
        self.home = home
        self.known = known
        self.settings = settings
        self.names: dict[str, Any] = {}

    def through(self, page: str) -> str:
        """The page, with what came out instead of what it says where the two differ."""
        return FENCE.sub(self._block, page)

    def _block(self, found: re.Match[str]) -> str:
        language, file, text = found["language"], found["file"], found["text"]
        below = found["shown"] or ""
        if file:
            target = self.home / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            return found[0]
        match language:
            case "console":
                return f"```console\n{STEP.sub(self._step, text)}```\n{below}"
            case "sql":
                return f"```sql\n{text}```\n{answer(found['answer'], self._ask(text))}"
            case "python":
                return f"```python\n{text}```\n{answer(found['answer'], self._execute(text))}"
        return found[0]

    def _step(self, found: re.Match[str]) -> str:
        command, expected = found["command"], found["output"]
        actual = self.known.get(command) or self._shell(command)
        body = expected.rstrip("\n")
        # Blank lines at the end are the page's, between one command and the next.
        gap = expected[len(body) :].removeprefix("\n" if body else "")
        return f"$ {command}\n{kept(body, actual)}{gap}"

    def _shell(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self.home,
            env=self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=HANGS,
            check=False,
        )
        output = done.stdout.decode()
        if done.returncode:
            raise RuntimeError(f"{command}\nends with {done.returncode}:\n{output}")
        return output

    def _ask(self, query: str) -> str:
        out = io.StringIO()
        with open_reader(self.home / "news") as reader:
            found = reader.query(query)
        write(found.rows, found.columns, "table", out)
        return out.getvalue()

    def _execute(self, program: str) -> str:
        out = io.StringIO()
        with contextlib.chdir(self.home), contextlib.redirect_stdout(out):
            exec(compile(program, "page", "exec"), self.names)
        return out.getvalue()


def kept(expected: str, actual: str) -> str:
    """What the page says if it agrees with what came out, else that."""
    if agrees(expected, actual):
        return f"{expected}\n" if expected else ""
    shown = stripped(actual).strip("\n")
    return f"{shown}\n" if shown else ""


def answer(expected: str | None, actual: str) -> str:
    """The block below a query or program: what it gave; none where it gave nothing."""
    shown = kept((expected or "").rstrip("\n"), actual)
    return f"\n```text\n{shown}```\n" if shown else ""


@contextmanager
def reader(directory: Path, store: Path, said: str) -> Iterator[Walk]:
    """A reader in a directory of their own, after the demo, which said so."""
    home = directory / "reader"
    home.mkdir()
    subprocess.run(["cp", "-a", store, home / "news"], check=True)
    shutil.copytree(ROOT / "seeds", home / "seeds")
    with serve(PAPERS) as server:
        known = {DEMO: said.replace(str(store), "news")}
        yield Walk(home, known, environment(directory, server.port))


def environment(directory: Path, port: int) -> dict[str, str]:
    """A shell that has wirecopy, on a machine where made-up papers answer."""
    programs = directory / "bin"
    programs.mkdir()
    program = programs / "wirecopy"
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -P -m tests.docs.loopback {port} "$@"\n'
    )
    program.chmod(0o755)
    found_in = (programs, Path(sys.executable).parent, os.environ["PATH"])
    return {
        **clean_environment(),
        "PATH": os.pathsep.join(map(str, found_in)),
        "PYTHONPATH": str(ROOT),
        "WIRECOPY_LOG": "text",  # as on a terminal
        "WIRECOPY_CONTACT": "https://example.org/bot",  # or each crawl asks for one
        "LC_ALL": "C.UTF-8",
    }


def main(pages: list[str]) -> None:
    """Walk through pages and keep what came out."""
    for page in map(Path, pages):
        with tempfile.TemporaryDirectory() as directory:
            store = Path(directory) / "demo" / "news"
            demo = wirecopy("demo", "--store", store)
            demo.check_returncode()
            with reader(Path(directory), store, demo.stdout) as walk:
                page.write_text(walk.through(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
