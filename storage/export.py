"""What leaves the store: its public face as Markdown."""

from storage.errors import NoSuchViewError
from storage.reader import Connection

HEAD = """# What you can query

Each store publishes one DuckDB file, `news.duckdb`. It holds these views and macros.
All times are UTC. This page is the output of `wirecopy schema`.
"""


def schema_markdown(connection: Connection, view: str | None = None) -> str:
    """Describe the public views, or one, from the comments that the file itself carries.

    Raises NoSuchViewError for a view that does not exist; it names those that do.
    """
    comments = _views(connection)
    if view is None:
        parts = [HEAD, *(_view(connection, *known) for known in comments.items())]
        return "\n".join([*parts, _macros(connection)])
    if view not in comments:
        raise NoSuchViewError(f"{view}: no such view; there are: {', '.join(comments)}")
    return _view(connection, view, comments[view])


def _views(connection: Connection) -> dict[str, str]:
    """Map each public view to its comment, by name."""
    found = connection.execute(
        "SELECT view_name, comment FROM duckdb_views()"
        " WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal"
        " ORDER BY view_name"
    ).fetchall()
    return {name: comment or "" for name, comment in found}


def _view(connection: Connection, name: str, comment: str) -> str:
    """Describe one view: a heading, its comment, a table of its columns."""
    columns = connection.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = 'main' AND table_name = ?"
        " ORDER BY column_index",
        [name],
    ).fetchall()
    return _section(name, comment, ("column", "type", "meaning"), columns)


def _macros(connection: Connection) -> str:
    """Describe the macros that give rows."""
    found = connection.execute(
        "SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', comment"
        " FROM duckdb_functions()"
        " WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal"
        " AND function_type = 'table_macro' ORDER BY function_name"
    ).fetchall()
    return _section("macros", "Questions that take arguments", ("macro", "meaning"), found)


def _section(
    title: str, comment: str, header: tuple[str, ...], rows: list[tuple[str | None, ...]]
) -> str:
    table = [header, ("---",) * len(header), *rows]
    lines = ("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table)
    return "\n".join([f"## {title}", "", f"{comment}.", "", *lines, ""])


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")
