"""The command line: which commands there are, and how each way of failing ends.

Commands live one a file in wirecopy/commands and are loaded when they are called, so that
`wirecopy --help` loads neither Scrapy nor datasketch nor DuckDB (1.5 s together).
"""

import importlib
import io
import logging
import os
import sys
import tomllib
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from wirecopy import exits
from wirecopy.exits import EXITS, Exit, Failure
from wirecopy.interrupts import INTERRUPTED, interrupts
from wirecopy.logs import say
from wirecopy.version import VERSION

# What each does; its module is wirecopy.commands.<name>, and is loaded when it is called.
COMMANDS = {
    "demo": "A sample newsroom on loopback is crawled, grouped, shown.",
    "crawl": "Fetch what is due, then clean and group it.",
    "sources": "What to crawl: find, list and check it.",
    "import": "Take texts, pages or rows from files, then group.",
    "extract": "Clean pages or texts; needs no store.",
    "compare": "How two files relate, and why; needs no store.",
    "group": "Derive pairs, groups and stories.",
    "rebuild": "Derive everything again, from the raw pages if asked.",
    "groups": "List copy groups.",
    "show": "Show a copy group or an article.",
    "copies-of": "Who reuses the text of a site.",
    "feed": "Copy groups as Atom, RSS or JSON Feed.",
    "explain": "Every measure behind a pair of articles.",
    "diff": "Two articles side by side, word by word.",
    "replacements": "Which words stand for which, in a pair or on a site.",
    "review": "Decide on pairs yourself; later runs respect it.",
    "forget": "Erase an article or a site everywhere, and keep it out.",
    "prune": "Let old raw pages go, once their articles are safe.",
    "doctor": "Is the store in order, and if not, what to do.",
    "search": "Find articles by their words.",
    "sql": "Ask the published snapshot in SQL, read-only.",
    "export": "Views and answers as Parquet, CSV, JSONL, Excel, SQLite or GraphML.",
    "schema": "The views that SQL can ask, as Markdown.",
    "runs": "The history of runs, and what changed between two.",
    "health": "What needs a person; exit code 1 when something does.",
}

CONFIG = "wirecopy.toml"

# The options of all commands, known without importing them; a test compares.
SETTINGS = frozenset(
    {
        "all",
        "allow",
        "allow_external",
        "allow_private",
        "clean_text",
        "contact",
        "deep",
        "dry_run",
        "engine",
        "fail_on",
        "force",
        "format",
        "from",
        "group",
        "json",
        "later",
        "level",
        "limit",
        "list",
        "log",
        "map",
        "mark",
        "max_time",
        "memory",
        "min_free",
        "name",
        "new",
        "no_raw",
        "output",
        "packaged",
        "publish_every",
        "raw_older",
        "relation",
        "show_removed",
        "since",
        "site",
        "source",
        "sources",
        "stale",
        "store",
        "texts",
        "timeout",
        "unlicensed",
        "url",
        "verbose",
        "wait",
        "warc",
        "where",
        "who",
        "why",
        "window",
    }
)

# Errors by name, the most special first: to import them would load DuckDB and Scrapy for --help.
BY_NAME = (
    ("LockedError", exits.LOCKED),
    ("NoSuchStoreError", exits.MISSING),
    ("NewerStoreError", exits.UNREADABLE),
    ("QueryError", exits.USAGE),
    ("NoSuchViewError", exits.MISSING),
    ("IOException", exits.DISK),  # DuckDB's own word for a full disk
    ("StoreError", exits.UNREADABLE),
    ("SourcesError", exits.USAGE),
)


class Commands(click.Group):
    """A click group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The commands in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; it offers it under the command's name."""
        if cmd_name not in COMMANDS:
            return None
        name = python_name(cmd_name)
        module = importlib.import_module(f"wirecopy.commands.{name}")
        command: click.Command = getattr(module, name)
        settings = (ctx.default_map or {}).get(cmd_name, {})
        ctx.default_map = {**(ctx.default_map or {}), cmd_name: configure(command, settings)}
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. click would answer Ctrl-C with an empty line of its own."""
        try:
            with interrupts:
                return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Failure(exits.INTERRUPTED, INTERRUPTED) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print the exit codes."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in EXITS])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="wirecopy %(version)s")
@click.pass_context
def wirecopy(ctx: click.Context) -> None:
    """Find who copied whom in the news.

    Begin with `wirecopy demo`: it needs no network, and says what to try next.

    Data goes to standard output, everything else to standard error. An option can also be set as
    WIRECOPY_<OPTION> in the environment, or in ./wirecopy.toml, in this order.
    """
    ctx.default_map = defaults(Path(CONFIG))


def python_name(command: str) -> str:
    """What a command is called in Python.

    >>> python_name("import"), python_name("copies-of")
    ('import_', 'copies_of')
    """
    return {"import": "import_"}.get(command, command.replace("-", "_"))


def configure(command: click.Command, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Let each option be set as WIRECOPY_<OPTION>; give settings the names that click has.

    A group of commands gives its settings to each of them.
    """
    found: dict[str, Any] = {}
    if isinstance(command, click.Group):
        found = {name: configure(each, settings) for name, each in command.commands.items()}
    for option in (param for param in command.params if isinstance(param, click.Option)):
        name = max(option.opts, key=len).lstrip("-").replace("-", "_")
        option.envvar = f"WIRECOPY_{name.upper()}"
        if name in settings and option.name is not None:
            found[option.name] = settings[name]
    return found


def defaults(path: Path) -> dict[str, Any]:
    """The settings of wirecopy.toml: for every command, and under [command] for one."""
    if not path.is_file():
        return {}
    try:
        settings = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(exits.USAGE, f"{path}: not TOML: {error}") from error
    general = {k.replace("-", "_"): v for k, v in settings.items() if not isinstance(v, dict)}
    own = {k: v for k, v in settings.items() if isinstance(v, dict)}
    for name in sorted(own.keys() - COMMANDS.keys()):
        raise Failure(exits.USAGE, f"{path}: [{name}] is no command; see wirecopy --help")
    for name in sorted({*general, *(key for table in own.values() for key in table)} - SETTINGS):
        known = ", ".join(sorted(SETTINGS))
        raise Failure(exits.USAGE, f"{path}: {name} is no setting; one of {known}")
    return {name: {**general, **own.get(name, {})} for name in COMMANDS}


def main() -> NoReturn:
    """Run the command line and leave with its exit code.

    All is closed by then. What Python does at its end is left out: it may tell of half-made
    objects, in lines that no log wants.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that is not UTF-8 gets \u2014
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:]).code
    interrupts.ignore()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # there is none, or nobody who reads it
            stream.flush()
    os._exit(code)


def run(arguments: list[str]) -> Exit:
    """Run one command; the way in which it ended."""
    try:
        code = wirecopy.main(arguments, prog_name="wirecopy", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        if interrupts.have_come:  # and a library has dropped the exception
            raise KeyboardInterrupt
    except BaseException as error:  # the last stop, where each gets its exit code
        if isinstance(error, ImportError) and not interrupts.have_come:
            raise  # __main__ knows what to say of a package that hides ours
        return ended_by(error)
    return next((e for e in EXITS if e.code == code), exits.DONE)


def ended_by(error: BaseException) -> Exit:
    """Tell what ended a command, in one line, and the exit code for it."""
    done = error.told if isinstance(error, Failure) else {}
    if interrupts.have_come:  # whatever a library has made of the exception
        interrupts.ignore()
        error = Failure(exits.INTERRUPTED, INTERRUPTED)
    if isinstance(error, click.UsageError):
        error.show()
        return exits.USAGE
    if isinstance(error, (BrokenPipeError, SystemExit)):  # click exits so when the reader is gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    told = reason(error)
    if told is None:
        traceback.print_exception(error)
        told = (exits.BUG, "this is a fault of wirecopy's own; nothing that was stored is lost")
    end = {**done, "event": "end", "exit_code": told[0].code}
    say(f"wirecopy: {told[1]}", end, logging.ERROR)
    return told[0]


def reason(error: BaseException) -> tuple[Exit, str] | None:
    """The exit code and the line for an error that is no fault of ours; None for all others."""
    if isinstance(error, Failure):
        return error.exit, str(error)
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return exits.INTERRUPTED, INTERRUPTED
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        told = f"{place}{error.strerror or error}; nothing that was stored is lost"
        return exits.DISK, told
    return next(
        ((code, str(error)) for name, code in BY_NAME if name in names_of(type(error))), None
    )


def names_of(kind: type) -> set[str]:
    """The names of a class and its ancestors: known without importing where they live."""
    return {ancestor.__name__ for ancestor in kind.__mro__}
