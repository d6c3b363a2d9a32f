"""Numbered steps that bring a store to the current format, each in one transaction with its record.

Step 1 is schema.sql itself. A later step is a file `NNN_name.sql` here, or a function where SQL
alone won't do, added to MIGRATIONS; from then on schema.sql stays as it is, so that an old store
and a new one go the same way. Each released format leaves a store in tests/storage/stores.
"""

from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import NamedTuple

import duckdb

from storage.migrations.shorter_ids import shorten
from storage.records import now


class Migration(NamedTuple):
    """One step: its number, its name, and what does it.

    That is an SQL file in the package, or a function of the connection, which neither begins nor
    ends a transaction.
    """

    number: int
    name: str
    does: str | Callable[[duckdb.DuckDBPyConnection], None]


MIGRATIONS = (
    Migration(1, "first tables", "schema.sql"),
    Migration(2, "the relation same_form", "migrations/002_same_form.sql"),
    Migration(3, "sentences of many stories", "migrations/003_boilerplate.sql"),
    Migration(4, "whose the archive files are", "migrations/004_archive_files.sql"),
    Migration(5, "sitemaps of an index", "migrations/005_sitemaps.sql"),
    Migration(6, "ids of 53 bits", shorten),
    Migration(7, "decks, and parts of texts", "migrations/007_decks.sql"),
    Migration(8, "how exact times are", "migrations/008_precision.sql"),
    Migration(9, "where imported texts come from", "migrations/009_origins.sql"),
    Migration(10, "decks for judging stories", "migrations/010_openings.sql"),
    Migration(11, "articles in several pages", "migrations/011_next_pages.sql"),
    Migration(12, "what a run has to look at", "migrations/012_scope.sql"),
)
FORMAT = MIGRATIONS[-1].number


def applied(connection: duckdb.DuckDBPyConnection) -> int:
    """Find the number of the last step that the store has seen; 0 for an empty file."""
    tables = connection.execute(
        "SELECT count(*) FROM duckdb_tables()"
        " WHERE database_name = current_database() AND schema_name = 'internal'"
        " AND table_name = 'migrations'"
    ).fetchall()
    if tables[0][0] == 0:
        return 0
    found = connection.execute(
        "SELECT coalesce(max(number), 0) FROM internal.migrations"
    ).fetchall()
    return int(found[0][0])


def migrate(connection: duckdb.DuckDBPyConnection) -> int:
    """Take the steps that are missing; the number of the format that the store now has.

    A store of a newer format is left alone: its number, larger than FORMAT, is returned.
    """
    done = applied(connection)
    for step in MIGRATIONS:
        if step.number > done:
            connection.execute("BEGIN TRANSACTION")
            try:
                _take(connection, step)
                connection.execute(
                    "INSERT INTO internal.migrations VALUES (?, ?, ?)",
                    [step.number, step.name, now()],
                )
            except BaseException:
                with suppress(duckdb.Error):  # a disk that is full has ended the transaction itself
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            done = step.number
    return done


def _take(connection: duckdb.DuckDBPyConnection, step: Migration) -> None:
    if isinstance(step.does, str):
        connection.execute((files("storage") / step.does).read_text("utf-8"))
    else:
        step.does(connection)
