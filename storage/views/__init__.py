"""What people query: one file a view or macro, named as it is. `internal/` has what these share.

They are made anew when a writer opens a store whose views' SQL differs. CREATE OR REPLACE VIEW
loses comments, so they stand in the file of each view. To add a view is to add its file with its
column comments (a test asks for them). Views are created in order of dependency.
"""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from importlib.abc import Traversable
from importlib.resources import files

# What is no SQL to read: texts in quotes, and comments. A quoted text may hold dashes.
INTERNAL = re.compile(r"\binternal\.\w+")
ASKED = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
ASIDE = re.compile(r"'[^']*'|--.*")


def sql() -> str:
    """Return the SQL that makes all of them, each after those that it reads."""
    here = files("storage") / "views"
    types = _texts(here / "types")
    views = {**_texts(here / "internal", "internal."), **_texts(here)}
    return "\n".join([*types.values(), *(views[name] for name in in_order(views))])


def select(view: str) -> str:
    """Return the query that a public view stands for.

    >>> select("distinct_articles").split()[:4]
    ['SELECT', '*', 'FROM', 'articles']
    """
    text = (files("storage") / "views" / f"{view}.sql").read_text("utf-8")
    return text.partition(" AS\n")[2].partition(";")[0]


def in_order(views: Mapping[str, str]) -> list[str]:
    """Return the names of views by name, each after those that it reads.

    The same in all processes, whatever the seed of their hashes: views that come in another order
    would be made anew, and published, by every other run.

    >>> in_order({"a": "SELECT * FROM b", "b": "SELECT 'FROM c'", "c": "FROM internal.b"})
    ['b', 'c', 'a']
    """
    graph = {name: sorted(_read(text, views) - {name}) for name, text in sorted(views.items())}
    return list(TopologicalSorter(graph).static_order())


def _read(text: str, views: Mapping[str, str]) -> set[str]:
    """Which views a view names: those of `internal` anywhere, public ones after FROM or JOIN."""
    code = ASIDE.sub("", text)
    named = {*INTERNAL.findall(code), *ASKED.findall(code)}
    return named & views.keys()


def _texts(folder: Traversable, prefix: str = "") -> dict[str, str]:
    """The files of a folder by the names of what they make."""
    return {
        prefix + file.name.removesuffix(".sql"): file.read_text("utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".sql")
    }
