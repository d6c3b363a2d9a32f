"""What can be asked in SQL: the public views and macros, with the comments in the store."""

from typing import NamedTuple

from storage.asked import Asked
from storage.errors import NoSuchViewError


class Column(NamedTuple):
    """A column of a view, with DuckDB's name for its type."""

    column: str
    type: str
    meaning: str


class View(NamedTuple):
    """A view, what it holds, and its columns."""

    view: str
    meaning: str
    columns: list[Column]


class Macro(NamedTuple):
    """A macro that gives rows, with its arguments."""

    macro: str
    meaning: str


VIEWS = """
SELECT view_name, coalesce(comment, '') FROM duckdb_views()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
ORDER BY view_name
"""

COLUMNS = """
SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND table_name = ?
ORDER BY column_index
"""

MACROS = """
SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', coalesce(comment, '')
FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
  AND function_type = 'table_macro' ORDER BY function_name
"""


def views(asked: Asked, only: str | None = None) -> list[View]:
    """The public views by name, or one of them.

    Raises NoSuchViewError for a view that does not exist; it names those that do.
    """
    meanings = dict(asked.rows(VIEWS))
    if only is not None and only not in meanings:
        raise NoSuchViewError(f"{only}: no such view; there are: {', '.join(meanings)}")
    return [
        View(name, meanings[name], [Column(*row) for row in asked.rows(COLUMNS, [name])])
        for name in ([only] if only else meanings)
    ]


def macros(asked: Asked) -> list[Macro]:
    """The public macros that give rows, by name."""
    return [Macro(*row) for row in asked.rows(MACROS)]
