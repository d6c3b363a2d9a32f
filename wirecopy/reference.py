"""Reference pages that are made from the code, so that they can't rot.

`python -m wirecopy.reference docs` writes them; a test compares them with what it would write.
"""

import sys
from pathlib import Path

import click

from wirecopy import cli
from wirecopy.exits import EXITS

WIDTH = 96


def commands_markdown() -> str:
    """docs/commands.md: the help of every command, and the exit codes."""
    parts = ["# Commands\n", "Made by `python -m wirecopy.reference docs`; what `--help` says.\n"]
    parts += [f"## wirecopy {name}\n\n```text\n{help_of(name)}\n```\n" for name in cli.COMMANDS]
    parts += ["## Exit codes\n", "| code | meaning |\n|---|---|"]
    parts += [f"| {code} | {meaning} |" for code, meaning in EXITS]
    return "\n".join(parts) + "\n"


def help_of(name: str) -> str:
    """What `wirecopy NAME --help` prints."""
    parent = click.Context(cli.wirecopy, info_name="wirecopy", terminal_width=WIDTH)
    command = cli.wirecopy.get_command(parent, name)
    if command is None:
        raise KeyError(name)
    ctx = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    return command.get_help(ctx)


PAGES = {"commands.md": commands_markdown}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(make(), "utf-8")
