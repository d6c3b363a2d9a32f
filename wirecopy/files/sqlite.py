"""Views as tables of a SQLite file, for Datasette and everything else that reads SQLite.

Ids become keys that refer to each other, so that a browser of tables can follow them; articles
get a full-text index. Lists are JSON, times ISO 8601 in UTC: what SQLite's own functions read.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.reader import Reader, Stream
from storage.views import select
from wirecopy.files.query import NamedQuery
from wirecopy.show.rows import distinct, json_line, plain

LARGEST = 2**63 - 1

KEYS: Mapping[str, tuple[str, ...]] = {
    "articles": ("article_id",),
    "copies": ("copy_id",),
    "copy_groups": ("group_id",),
    "evidence": ("article_id", "other_id", "measure"),
    "feeds": ("url",),
    "fetches": ("fetch_id",),
    "keep_map": ("removed_id",),
    "pairs": ("article_id", "other_id"),
    "runs": ("run_id",),
    "site_pairs": ("source_site", "copy_site", "relation"),
    "sites": ("site",),
    "stories": ("story_id",),
}
ARTICLE = ("articles", "article_id")
SITE = ("sites", "site")
REFERENCES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("article_id", "other_id", "copy_id", "source_id"), ARTICLE),
    **dict.fromkeys(("removed_id", "kept_id"), ARTICLE),
    **dict.fromkeys(("site", "copy_site", "source_site"), SITE),
    "group_id": ("copy_groups", "group_id"),
    "story_id": ("stories", "story_id"),
}
# Not fetches, discoveries and feeds: they name pages and sites of which there is no article yet.
REFERRING = frozenset(
    {
        *("articles", "copies", "copy_groups", "evidence", "hints", "keep_map", "pairs"),
        *("partials", "removed_lines", "replacements", "revisions", "site_pairs"),
    }
)
SEARCH = (
    "CREATE VIRTUAL TABLE articles_fts USING fts5"
    "(title, text, content='articles', content_rowid='article_id')",
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
)


def everything(views: Iterable[str]) -> list[NamedQuery]:
    """All public views as tables, those first that others refer to."""
    targets = ("sites", "articles", "copy_groups", "stories")
    others = [view for view in views if view not in (*targets, "distinct_articles")]
    return [NamedQuery(view, f'FROM "{view}"') for view in (*targets, *others)]


def write(reader: Reader, asked: Sequence[NamedQuery], file: Path) -> None:
    """Write tables, with keys, references among them, and indexes; without any all views."""
    tables = named_apart(asked) or everything(reader.views())
    names = {table.name for table in tables}
    with closing(sqlite3.connect(file, isolation_level=None)) as out:
        out.execute("PRAGMA journal_mode = OFF")  # the file is new, and renamed when it is whole
        out.execute("PRAGMA synchronous = OFF")
        out.execute("BEGIN")
        for name, query in tables:
            stream = reader.stream(query)
            stream = stream._replace(columns=distinct(stream.columns))
            out.execute(definition(name, stream, names))
            marks = ", ".join("?" for _ in stream.columns)
            out.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows(stream))  # noqa: S608 (quoted)
            for column in indexed(name, stream.columns):
                index = quoted(f"{name}_{column}")
                out.execute(f"CREATE INDEX {index} ON {quoted(name)} ({quoted(column)})")
        if "articles" in names:
            # a view here as well, or the file would hold most texts twice
            out.execute(f"CREATE VIEW distinct_articles AS {select('distinct_articles')}")
            _make_searchable(out)
        out.execute("COMMIT")


def named_apart(asked: Sequence[NamedQuery]) -> list[NamedQuery]:
    """What is asked for, each once and under a name of its own.

    >>> asked = [NamedQuery("rows", "FROM a"), NamedQuery("rows", "FROM b")]
    >>> [table.name for table in named_apart(asked)]
    ['rows', 'rows_1']
    """
    tables = list(dict.fromkeys(asked))
    names = distinct([table.name for table in tables])
    return [NamedQuery(name, table.query) for name, table in zip(names, tables, strict=True)]


def _make_searchable(out: sqlite3.Connection) -> None:
    """Index titles and texts, where this SQLite can: Datasette then shows a search box."""
    try:
        for statement in SEARCH:
            out.execute(statement)
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise


def definition(name: str, stream: Stream, names: Iterable[str]) -> str:
    """The statement that makes a table, with its key and with references to tables among `names`.

    >>> definition("sites", Stream(["site", "n"], ["VARCHAR", "BIGINT"], iter(())), [])
    'CREATE TABLE "sites" ("site" TEXT, "n" INTEGER, PRIMARY KEY ("site"))'
    """
    pairs = zip(stream.columns, stream.kinds, strict=True)
    parts = [f"{quoted(column)} {affinity(kind)}" for column, kind in pairs]
    key = key_of(name, stream.columns)
    if key:
        parts.append(f"PRIMARY KEY ({', '.join(map(quoted, key))})")
    for column, (table, target) in references(name, stream.columns):
        if table in names:
            parts.append(
                f"FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(table)} ({quoted(target)})"
            )
    return f"CREATE TABLE {quoted(name)} ({', '.join(parts)})"


def key_of(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of the primary key, where the table is a view that has one."""
    key = KEYS.get(name, ())
    return key if set(key) <= set(columns) else ()


def references(name: str, columns: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each column that refers to another table, and what it refers to."""
    for column in columns if name in REFERRING else ():
        target = REFERENCES.get(column)
        if target is not None and target != (name, column):
            yield column, target


def indexed(name: str, columns: Sequence[str]) -> list[str]:
    """The columns that are looked up by; the first of a key has its index already."""
    key = key_of(name, columns)
    wanted = {*REFERENCES, "relation", "published_at", "run_id", "phrase", "hint"}
    return [column for column in dict.fromkeys(columns) if column in wanted - {*key[:1]}]


def affinity(kind: str) -> str:
    """SQLite's type for one of DuckDB's.

    >>> affinity("BIGINT"), affinity("DECIMAL(18,3)"), affinity("VARCHAR[]")
    ('INTEGER', 'REAL', 'TEXT')
    """
    if kind.endswith("]"):
        return "TEXT"
    if "INT" in kind or kind == "BOOLEAN":
        return "INTEGER"
    return "REAL" if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")) else "TEXT"


def rows(stream: Stream) -> Iterator[list[Any]]:
    """The rows with values that SQLite knows."""
    for row in stream.rows:
        yield [held(value) for value in row]


def held(value: object) -> Any:
    """A value as SQLite holds it: lists as JSON, integers beyond 64 bits as text."""
    value = plain(value)
    if isinstance(value, list | dict):
        return json_line(value)
    if isinstance(value, int) and abs(value) > LARGEST:
        return str(value)
    return value


def quoted(name: str) -> str:
    """A name as SQL has it, with its own quotation marks doubled."""
    return '"' + name.replace('"', '""') + '"'
