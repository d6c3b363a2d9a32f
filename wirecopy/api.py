"""The Python face: `wirecopy.open`, `wirecopy.extract`, `wirecopy.compare`.

Everything heavy loads when it is used: `import wirecopy` costs nothing, extracting needs no
database, querying no crawler.
"""

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.relations import COPIES
from wirecopy.durations import duration

if TYPE_CHECKING:
    from crawler.extract.article import Article
    from dedup.compare.verify import VerifiedPair
    from storage.reader import Reader, Relation
    from wirecopy.pair import Pair

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
        self._seen = self._there()  # before it is opened: what replaces it meanwhile is found later
        self._reader = self._open()

    def _open(self) -> "Reader":
        from storage.reader import open_reader  # noqa: PLC0415 (duckdb takes 150 ms)

        return open_reader(
            self.path, allow_external=self._allow_external, memory_limit=self._memory_limit
        )

    def _there(self) -> tuple[str, int, int] | None:
        """What there is to read: another snapshot, or another file under the same name, differs."""
        from storage.reader import published  # noqa: PLC0415 (as above)

        file = published(self.path)
        if file is None:
            return None
        stat = file.stat()
        return str(file), stat.st_ino, stat.st_mtime_ns

    def _newest(self) -> "Reader":
        """Give the reader of the newest snapshot; relations keep the one before alive."""
        there = self._there()
        if there != self._seen:
            self._reader = self._open()
            self._seen = there
        return self._reader

    def sql(self, query: str, **parameters: Any) -> "Relation":
        """Answer any query: `news.sql("FROM copies WHERE copy_site = $site", site="a.example")`.

        Raises storage.errors.QueryError.
        """
        return self._newest().relation(query, parameters)

    def articles(self) -> "Relation":
        """List every article, with its copy group and story."""
        return self.sql("FROM articles")

    def groups(
        self,
        *,
        relation: str | None = None,
        site: str | None = None,
        since: "str | dt.timedelta | dt.datetime | None" = None,
    ) -> "Relation":
        """List the copy groups, one source and its copies, the largest first.

        `relation`: with such a copy; `site`: with an article of this site; `since`: with an article
        so recent ("7d", "36h", a time). Raises ValueError for what is none of these.
        """
        from storage.questions import copy_groups  # noqa: PLC0415 (`import wirecopy` is free)
        from wirecopy.show.names import find_site  # noqa: PLC0415 (as above)

        reader = self._newest()
        at = find_site(reader, site)
        wanted = copy_groups.GroupFilter(known(relation), at, since=moment(since))
        return copy_groups.relation(reader, wanted)

    def copies(
        self,
        *,
        relation: str | None = None,
        site: str | None = None,
        source: str | None = None,
        since: "str | dt.timedelta | dt.datetime | None" = None,
        unlicensed: bool = False,
    ) -> "Relation":
        """List the copies, each with the source that it reuses the text of.

        `site` has the copy, `source` the text that it reuses; `unlicensed` leaves out what a
        licence in sources.toml covers. Raises ValueError as `groups`.
        """
        from storage.questions import copies  # noqa: PLC0415 (as above)
        from wirecopy.show.names import find_site  # noqa: PLC0415 (as above)

        reader = self._newest()
        return copies.relation(
            reader,
            relation=known(relation),
            site=find_site(reader, site),
            source=find_site(reader, source),
            since=moment(since),
            unlicensed=unlicensed,
        )

    def pairs(self) -> "Relation":
        """List every verified pair of articles."""
        return self.sql("FROM pairs")

    def pair(self, a: int | str, b: int | str) -> "Pair":
        """Lay two articles side by side; each is an id, its beginning, or a URL.

        Two that were never compared are compared now. Raises LookupError for an article that is not
        there, ValueError when both are the same.
        """
        from wirecopy.pair import load  # noqa: PLC0415 (numpy, rapidfuzz)

        return load(self._newest(), a, b)

    def stories(self) -> "Relation":
        """List the stories: copy groups and single articles about one event."""
        return self.sql("FROM stories")

    def keep_map(self, level: str = "all") -> "Relation":
        """List what a corpus without copies leaves out, and what it keeps instead of each.

        `level` is how far copies are redundant: verbatim, edited, spun or all.
        """
        return self.sql("FROM keep_map($level)", level=level)

    def __repr__(self) -> str:
        return f"<News {str(self.path)!r}, snapshot {self._reader.file.name}>"


def open(  # noqa: A001 (it is called wirecopy.open, as gzip.open is)
    path: str | Path = "news", *, allow_external: bool = False, memory_limit: str | None = None
) -> News:
    """Open a store, or a copy of its news.duckdb, for reading; no run is ever disturbed by it.

    `allow_external` lets queries reach files, extensions and your own data frames, and relations
    write files; `memory_limit` is DuckDB's ("2GB").
    Raises storage.errors.NoSuchStoreError, storage.errors.NewerStoreError.
    """
    return News(Path(path), allow_external=allow_external, memory_limit=memory_limit)


def known(relation: str | None) -> str | None:
    """The relation of a copy that somebody asks for. Raises ValueError."""
    if relation is not None and relation not in COPIES:
        raise ValueError(f"{relation!r} is no relation of a copy; one of {', '.join(COPIES)}")
    return relation


def moment(since: str | dt.timedelta | dt.datetime | None) -> dt.datetime | None:
    """The moment, in UTC, since when something is asked for. Raises ValueError.

    >>> moment(dt.datetime.fromisoformat("2026-03-02T09:42:00-05:00"))
    datetime.datetime(2026, 3, 2, 14, 42)
    """
    from storage.records import now, utc  # noqa: PLC0415 (`import wirecopy` loads no storage)

    if isinstance(since, str):
        since = duration(since)
    return now() - since if isinstance(since, dt.timedelta) else utc(since)


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


def compare(
    text_a: str, text_b: str, *, deck_a: str | None = None, deck_b: str | None = None
) -> "VerifiedPair":
    """Tell how two texts relate, with every measure behind it; direction > 0: a is the original.

    What stands above a text as its deck counts for stories, not for copies.
    """
    from dedup.compare.verify import prepare, verify  # noqa: PLC0415 (numpy, rapidfuzz)
    from dedup.words.decks import Printed, side_by_side  # noqa: PLC0415 (as above)

    printed = side_by_side(Printed(text_a, deck_a), Printed(text_b, deck_b))
    return verify(*(prepare(*each) for each in printed), thorough=True)
