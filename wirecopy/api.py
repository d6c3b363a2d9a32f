"""The Python face: `wirecopy.open`, `wirecopy.extract`, `wirecopy.compare`.

Everything heavy loads when it is used: `import wirecopy` costs nothing, extracting needs no
database, querying no crawler.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.extract.article import Article
    from dedup.verify import VerifiedPair
    from storage.reader import Reader, Relation

# Block-level tags that no plain text holds; enough to tell a page, or a piece of one, from a text.
HTML = re.compile(r"<(?:!doctype|html|head|body|article|main|div|p|h1)\b[^<]*>", re.IGNORECASE)


class News:
    """A store, open for reading. Every call sees the newest published snapshot.

    What the methods give are DuckDB relations: `.fetchall()`, `.df()`, `.filter(...)` and so on.
    A relation stays with the snapshot that it was asked of.
    """

    def __init__(self, path: Path, *, allow_external: bool, memory_limit: str | None) -> None:
        """Open the store at `path`; see `open`."""
        self.path = path
        self._allow_external = allow_external
        self._memory_limit = memory_limit
        self._reader = self._open()

    def _open(self) -> "Reader":
        from storage.reader import open_reader  # noqa: PLC0415 (duckdb takes 150 ms)

        return open_reader(
            self.path, allow_external=self._allow_external, memory_limit=self._memory_limit
        )

    def _newest(self) -> "Reader":
        """Give the reader of the newest snapshot; relations keep the one before alive."""
        from storage.reader import published  # noqa: PLC0415 (as above)

        if published(self.path) != self._reader.file:
            self._reader = self._open()
        return self._reader

    def sql(self, query: str, **parameters: Any) -> "Relation":
        """Answer any query: `news.sql("FROM copies WHERE copy_site = $site", site="a.example")`.

        Raises storage.reader.QueryError.
        """
        return self._newest().relation(query, parameters)

    def articles(self) -> "Relation":
        """List every article, with its copy group and story."""
        return self.sql("FROM articles")

    def groups(self) -> "Relation":
        """List the copy groups: one source and its copies."""
        return self.sql("FROM copy_groups")

    def copies(self) -> "Relation":
        """List every copy, with the source that it reuses the text of."""
        return self.sql("FROM copies")

    def pairs(self) -> "Relation":
        """List every verified pair of articles."""
        return self.sql("FROM pairs")

    def stories(self) -> "Relation":
        """List the stories: copy groups and single articles about one event."""
        return self.sql("FROM stories")

    def __repr__(self) -> str:
        return f"<News {str(self.path)!r}, snapshot {self._reader.file.name}>"


def open(  # noqa: A001 (it is called wirecopy.open, as gzip.open is)
    path: str | Path = "news", *, allow_external: bool = False, memory_limit: str | None = None
) -> News:
    """Open a store, or a copy of its news.duckdb, for reading; no run is ever disturbed by it.

    `allow_external` lets queries reach files, extensions and your own data frames, and relations
    write files; `memory_limit` is DuckDB's ("2GB").
    Raises storage.store.NoSuchStoreError, storage.store.NewerStoreError.
    """
    return News(Path(path), allow_external=allow_external, memory_limit=memory_limit)


def extract(page: str | bytes, *, url: str = "") -> "Article":
    """Cut an HTML page or a text down to its article; `removals` says what went, and by which rule.

    `url` helps to make links absolute and is never fetched.
    """
    from crawler.extract.article import extract as extract_page  # noqa: PLC0415 (lexbor, boilerpy3)
    from crawler.page import RawPage  # noqa: PLC0415 (as above)

    body = page.encode() if isinstance(page, str) else page
    is_html = HTML.search(body[:20_000].decode("utf-8", "replace"))
    return extract_page(
        RawPage(
            url=url,
            body=body,
            content_type="text/html" if is_html else "text/plain",
            charset="utf-8" if isinstance(page, str) else None,
        )
    )


def compare(text_a: str, text_b: str) -> "VerifiedPair":
    """Tell how two texts relate, with every measure behind it; direction > 0: a is the original."""
    from dedup.verify import prepare, verify  # noqa: PLC0415 (numpy, rapidfuzz)

    return verify(prepare(text_a), prepare(text_b), thorough=True)
