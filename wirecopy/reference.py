"""Reference pages that are made from the code, so that they can't rot.

`python -m wirecopy.reference docs` writes them; a test compares them with what it would write.
"""

import sys
from pathlib import Path

import click

from storage.questions.shapes import SHAPES, Shape
from storage.questions.words import WORDS
from wirecopy import cli
from wirecopy.exits import EXITS
from wirecopy.show.markdown import table

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


ANSWERS = """# Answers

Made by `python -m wirecopy.reference docs`. What commands and Python answer, in the words of
[the views](schema.md): a row of JSON has the columns as keys, tables and CSV have them as headings.
A word means the same wherever it stands.
"""


def answers_markdown() -> str:
    """docs/answers.md: the shape of each answer, and what the words mean."""
    parts = [ANSWERS]
    for asker in dict.fromkeys(shape.asked_by for shape in SHAPES):
        shapes = [shape for shape in SHAPES if shape.asked_by == asker]
        parts.append("\n".join([f"## `{asker}`\n", *map(answer, shapes)]))
    return "\n".join([*parts, "## Words\n", table(("word", "meaning"), WORDS.items()), ""])


def answer(shape: Shape) -> str:
    """What the answer to one question is, and its columns."""
    columns = ", ".join(f"`{name}`" for name in shape.columns)
    told = columns or f"all columns of [{shape.view}](schema.md#{shape.view})"
    return f"{shape.what}: {told}.\n"


PAGES = {"commands.md": commands_markdown, "answers.md": answers_markdown}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(make(), "utf-8")
