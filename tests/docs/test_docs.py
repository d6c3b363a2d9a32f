"""Documentation that can't rot: what it shows is run, and what there is stands in it."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from crawler.sources.parse import load
from storage.reader import open_reader
from tests.console import wirecopy
from tests.docs.walk import agrees, is_walk
from wirecopy import cli, reference
from wirecopy.exits import EXITS

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
RUN = ("console", "sql", "python")  # of a walk they are run in its order, by test_walks.py
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    language: str
    text: str


class Step(NamedTuple):
    """A command in a console block, and what the page says that it prints."""

    command: str
    expected: str


def blocks(*languages: str) -> list[Block]:
    return [
        Block(page.name, language, text)
        for page in PAGES
        if not (is_walk(page) and languages[0] in RUN)
        for language, text in FENCE.findall(page.read_text("utf-8"))
        if language in languages
    ]


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console block: lines after `$ `, their output below."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield Step(command, expected.strip("\n"))


@pytest.fixture(scope="module", name="home")
def _home(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader of the README stands after `wirecopy demo --store news`."""
    home = tmp_path_factory.mktemp("reader")
    subprocess.run(["cp", "-a", demo_store, home / "news"], check=True)
    shutil.copytree(ROOT / "seeds", home / "seeds")
    own_sites = next(block.text for block in blocks("toml") if block.page == "README.md")
    (home / "news" / "sources.toml").write_text(own_sites)
    return home


CONSOLE = [(block, step) for block in blocks("console") for step in steps(block)]


@pytest.mark.parametrize(
    ("block", "step"), CONSOLE, ids=[f"{b.page}: {s.command[:60]}" for b, s in CONSOLE]
)
def test_console_block(block: Block, step: Step, home: Path, demo_run: tuple[Path, str]) -> None:
    """Each command prints what the page says."""
    words = shlex.split(step.command)
    if words[0] == "make":
        assert subprocess.run(["make", "-n", "-C", ROOT, *words[1:]], check=False).returncode == 0
        assert words[1] != "demo" or agrees(step.expected, demo_run[1])
        return
    assert words[0] == "wirecopy", "a console block holds commands of wirecopy or make"

    done = wirecopy(*words[1:], cwd=home)

    assert done.returncode == 0, done.stderr
    assert agrees(step.expected, done.stdout), done.stdout


def test_console_blocks_are_found() -> None:
    assert len(CONSOLE) >= 5


@pytest.mark.parametrize("block", blocks("sql"), ids=lambda block: f"{block.page}")
def test_sql_block(block: Block, home: Path) -> None:
    """Each query answers; a comment block below it shows the rows as it would print them."""
    with open_reader(home / "news") as reader:
        assert reader.query(block.text).columns


@pytest.mark.parametrize("block", blocks("cron"), ids=lambda block: f"{block.page}")
def test_cron_line(block: Block, home: Path) -> None:
    """The command of a crontab line is one that runs, up to the network."""
    command = block.text.split(maxsplit=5)[5].partition(" 2>>")[0]

    words = shlex.split(command.replace("/srv/news", str(home / "news")))
    done = wirecopy(*words[1:], "--dry-run")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: f"{block.page}")
def test_toml_block(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(block.text)

    assert load(file)


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: f"{block.page}")
def test_python_block(block: Block, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python block runs where the reader stands."""
    monkeypatch.chdir(home)

    exec(compile(block.text, block.page, "exec"), {})


@pytest.mark.parametrize("page", reference.PAGES)
def test_reference_pages_are_as_the_code_says(page: str) -> None:
    """Write them anew with: python -m wirecopy.reference docs."""
    assert (ROOT / "docs" / page).read_text("utf-8") == reference.PAGES[page]()


def commands() -> list[click.Command]:
    """All commands, and those below them."""
    parent = click.Context(cli.wirecopy)
    named = [cli.wirecopy.get_command(parent, name) for name in cli.COMMANDS]
    inner = [each for c in named if isinstance(c, click.Group) for each in c.commands.values()]
    return [c for c in (*named, *inner) if c]


def options() -> list[click.Option]:
    return [o for c in commands() for o in c.params if isinstance(o, click.Option)]


def test_settings_are_the_options_of_all_commands() -> None:
    assert {max(o.opts, key=len)[2:].replace("-", "_") for o in options()} == cli.SETTINGS
    assert all(option.envvar for option in options())


def test_every_command_and_option_is_explained() -> None:
    assert all(command.help for command in commands())
    assert not [(option.name, option.opts) for option in options() if not option.help]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_command_is_in_the_readme_or_the_docs(command: str) -> None:
    assert f"## wirecopy {command}" in (ROOT / "docs" / "commands.md").read_text("utf-8")


LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)")
CODE = re.compile(r"^```(?:console|sh|cron|text)\n(.*?)^```$|(?<!`)`([^`]+)`(?!`)", re.M | re.S)
CALL = re.compile(r"(?<![\w/.-])wirecopy ([a-z][a-z-]*)([^\n|;&>)`]*)")


class Call(NamedTuple):
    """A command line of ours that a page shows or mentions."""

    page: str
    command: str
    rest: str


def calls() -> list[Call]:
    return [
        Call(page.name, call[1], call[2])
        for page in PAGES
        if page.name not in reference.PAGES
        for code in CODE.finditer(page.read_text("utf-8"))
        for call in CALL.finditer(code[1] or " ".join(code[2].split()))
    ]


def unknown(call: Call) -> set[str]:
    """What there is not of a call: the command itself, or some of its options."""
    command = cli.wirecopy.get_command(click.Context(cli.wirecopy), call.command)
    if command is None:
        return {call.command}
    return set(re.findall(r"(?<=\s)--[a-z-]+", call.rest)) - options_of(command)


def test_commands_that_pages_name_exist() -> None:
    """Each with the options that it is shown with."""
    assert len(calls()) > 100
    assert not [(call, unknown(call)) for call in calls() if unknown(call)]


def options_of(command: click.Command) -> set[str]:
    """The options of a command, and of those below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {each for param in command.params for each in param.opts} | {"--help"}
    return own.union(*(options_of(each) for each in below))


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [to for to in LINK.findall(page.read_text("utf-8")) if not (page.parent / to).exists()]

    assert not broken


def test_every_page_is_linked() -> None:
    """From the README, and from the index of docs/."""
    index = ROOT / "docs" / "README.md"
    for start in (ROOT / "README.md", index):
        linked = {(start.parent / to).resolve() for to in LINK.findall(start.read_text("utf-8"))}
        assert set((ROOT / "docs").glob("*.md")) - {index} <= linked


def test_exit_codes_are_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")

    assert all(f"| {code} | {meaning} |" in page for code, meaning in EXITS)


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """`wirecopy --help` must not wait for Scrapy, datasketch or DuckDB to load."""
    code = (
        "import sys, json; from wirecopy.cli import run; run(['--help']);"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert loaded.isdisjoint({"scrapy", "twisted", "datasketch", "duckdb", "numpy", "trafilatura"})


def test_cleaning_a_text_loads_no_network_stack() -> None:
    code = (
        "import sys, json; from wirecopy.cli import run;"
        "run(['extract', 'seeds/002_03074492efd847a4.txt']);"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert loaded.isdisjoint({"scrapy", "twisted", "datasketch", "duckdb"})
