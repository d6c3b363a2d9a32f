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
    for name in cli.COMMANDS:
        for title, text in helps_of(name):
            mark = "##" if title.count(" ") == 1 else "###"
            parts.append(f"{mark} {title}\n\n```text\n{text}\n```\n")
    parts += ["## Exit codes\n", "| code | meaning |\n|---|---|"]
    parts += [f"| {code} | {meaning} |" for code, meaning in EXITS]
    return "\n".join(parts) + "\n"


def helps_of(name: str) -> list[tuple[str, str]]:
    """What `wirecopy NAME --help` prints, and the same for each command of a group."""
    # The names of the help option are kept with a command once they were asked for.
    names = cli.wirecopy.context_settings["help_option_names"]
    parent = click.Context(
        cli.wirecopy, info_name="wirecopy", terminal_width=WIDTH, help_option_names=names
    )
    command = cli.wirecopy.get_command(parent, name)
    if command is None:
        raise KeyError(name)
    ctx = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    found = [(ctx.command_path, command.get_help(ctx))]
    for part, inner in command.commands.items() if isinstance(command, click.Group) else ():
        below = click.Context(inner, info_name=part, parent=ctx, terminal_width=WIDTH)
        found.append((below.command_path, inner.get_help(below)))
    return found


PAGES = {"commands.md": commands_markdown}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(make(), "utf-8")
