"""Tables in Markdown, and the page on what can be asked in SQL."""

from collections.abc import Iterable, Sequence

from storage.questions.view_columns import Column, Macro, View

SCHEMA = """# What you can query

Each store publishes one DuckDB file, `news.duckdb`. It holds these views and macros.
All times are UTC. This page is the output of `wirecopy schema`.
"""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A table.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    | --- | --- |
    | 1 | x\|y |
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


def schema(views: Iterable[View], macros: Sequence[Macro]) -> str:
    """The page on all views and macros."""
    about_macros = (
        f"## macros\n\nQuestions that take arguments.\n\n{table(Macro._fields, macros)}\n"
    )
    return "\n".join([SCHEMA, *map(section, views), about_macros])


def section(view: View) -> str:
    """One view: a heading, what it holds, a table of its columns."""
    return f"## {view.view}\n\n{view.meaning}.\n\n{table(Column._fields, view.columns)}\n"
