"""Old raw pages: which archive files nothing depends on any more, and letting them go.

Texts stay; what goes is the means to derive them again. A file goes as a whole, and only when each
of its pages was extracted and no earlier page of the same articles is kept elsewhere: so what is
left of an article's pages is always the later part, and its first text stays the first. The pages
on which an article goes on go with its first page or after it.
"""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from storage.store import Store


class OldFile(NamedTuple):
    """An archive file: its name, the pages in it, and when the newest one was taken in."""

    file: str
    pages: int
    newest: dt.datetime


def prunable(store: Store, before: dt.datetime) -> list[OldFile]:
    """The archive files that may go: all in them came before a moment, and was extracted."""
    rows = store.rows(
        """
        SELECT warc_file, count(*) FILTER (kind IN ('page', 'row')) AS pages,
               max(coalesce(r.started_at, fetched_at)) AS newest
        FROM fetches f
        LEFT JOIN internal.articles a USING (article_id)
        LEFT JOIN internal.runs r ON r.run_id = f.run_id
        WHERE warc_file IS NOT NULL
        GROUP BY warc_file
        HAVING newest < $before AND bool_and(
            f.kind NOT IN ('page', 'row') OR (
                f.fetch_id <= $extracted AND coalesce(a.body_status, 'failed') <> 'failed'))
        ORDER BY warc_file
        """,
        {"before": before, "extracted": store.state.extracted_to},
    )
    found = [OldFile(*row) for row in rows]
    while blocked := _with_earlier_pages_elsewhere(store, {each.file for each in found}):
        found = [each for each in found if each.file not in blocked]
    return found


def _with_earlier_pages_elsewhere(store: Store, files: Collection[str]) -> set[str]:
    return {
        name
        for (name,) in store.rows(
            """
            SELECT DISTINCT f.warc_file FROM fetches f
            JOIN fetches e ON e.article_id = f.article_id
                          AND (e.fetch_id < f.fetch_id OR f.page > 1)
            WHERE list_contains($files::VARCHAR[], f.warc_file) AND e.warc_file IS NOT NULL
              AND NOT list_contains($files::VARCHAR[], e.warc_file)
            """,
            {"files": list(files)},
        )
    }


def drop(store: Store, files: Collection[str]) -> None:
    """Let archive files go: first their rows say so, then the files go."""
    with store.transaction():
        store.rows(
            "UPDATE internal.fetches SET warc_file = NULL, warc_offset = NULL"
            " WHERE list_contains($files::VARCHAR[], warc_file)",
            {"files": list(files)},
        )
        store.state.set_unlinked(files)
        store.state.mark_changed()
    finish(store)


def finish(store: Store) -> None:
    """Remove the files that a killed run has left: nobody may take their pages for new ones."""
    names = store.state.unlinked
    if names:
        for name in names:
            (store.path / "raw" / name).unlink(missing_ok=True)
        store.state.set_unlinked([])
