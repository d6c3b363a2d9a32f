"""Merging: what another store has fetched or imported, taken into this one.

Pages go from archive to archive with their fetch rows, and everything else is derived of them here.
Articles keep their ids, and the moment at which they were first seen; what both stores have once is
there once. Where both have another text of an article, this store's own stays the first, and those
of the other store are its revisions.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.archive import files as archive
from crawler.archive import own
from crawler.archive.files import Place
from storage import forgotten
from storage.errors import StoreError
from storage.frontier import Frontier
from storage.pages import Pages
from storage.questions import kept_pages
from storage.reader import Reader, open_newest
from storage.records import DiscoveryRow, FetchRow, UrlRow
from storage.store import Store
from wirecopy.intake.duplicates import KeptPages, Seen
from wirecopy.intake.keep import PAGES_A_COMMIT
from wirecopy.workers.pool import batches


class Merged(NamedTuple):
    """What came of a merging: pages taken, pages erased here before, articles without a page."""

    pages: int
    erased: int
    lost: int


def is_store(path: Path) -> bool:
    """Whether a path is a store: the directory of another newsroom."""
    return (path / "news.duckdb").exists() and (path / "raw").is_dir()


def merge(store: Store, other: Path, run_id: int) -> Merged:
    """Take in what another store has kept; it is only read, under its lock if that is free.

    Raises StoreError, before anything is taken, where it names files outside of it.
    """
    taken = erased = 0
    with open_newest(other) as reader:
        for name in kept_pages.archives(reader):
            if not archive.is_inside(other / "raw", name):
                raise StoreError(
                    f"{other}: not merged; it names an archive file outside of its raw/: {name!r}"
                )
        lost = kept_pages.count_lost(reader)
        listed = forgotten.listed(store)
        for batch in batches(kept_pages.fetches(reader), PAGES_A_COMMIT):
            wanted = [r for r in batch if not listed.holds(r.article_id or 0, r.site)]
            erased += len(batch) - len(wanted)
            taken += take(store, reader, other / "raw", wanted, run_id)
        take_decisions(store, reader)
    return Merged(taken, erased, lost)


def take(store: Store, reader: Reader, raw: Path, rows: Sequence[FetchRow], run_id: int) -> int:
    """Copy some pages, then write down their fetches, and where their articles were found."""
    book = Pages(store)
    known = KeptPages(book.kept({row.article_id or 0 for row in rows}))
    mine = own.archive(store.path / "raw", book)
    new = []
    for row in rows:
        seen = Seen(row.article_id or 0, row.payload_sha256 or "", row.given_hash, row.fetched_at)
        if row.warc_file is None or known.has(seen):
            continue
        page = archive.read(raw, Place(row.warc_file, row.warc_offset or 0))
        place = mine.append(page, kind="row")
        fetch_id = book.next_id()
        new.append(
            row._replace(
                fetch_id=fetch_id, run_id=run_id, warc_file=place.file, warc_offset=place.offset
            )
        )
    mine.close()
    ids = sorted({row.article_id for row in new if row.article_id is not None})
    with store.transaction():
        book.add(new)
        store.insert("urls", list(unknown_urls(store, reader, ids)))
        store.insert("discoveries", list(unknown_discoveries(store, reader, ids)))
    return len(new)


def unknown_urls(store: Store, reader: Reader, ids: Sequence[int]) -> Iterator[UrlRow]:
    """The addresses of articles as the other store has them, but for those that are known here."""
    found = kept_pages.urls(reader, ids)
    known = Frontier(store).known([row.url_key for row in found])
    return (row for row in found if row.url_key not in known)


def unknown_discoveries(store: Store, reader: Reader, ids: Sequence[int]) -> Iterator[DiscoveryRow]:
    """Where the other store has found articles, but for what is known here."""
    known = {row[:2] for row in kept_pages.discoveries(store, ids)}
    return (row for row in kept_pages.discoveries(reader, ids) if row[:2] not in known)


def take_decisions(store: Store, reader: Reader) -> None:
    """Add what people decided there, after what they decided here, which it may overrule."""
    mine = kept_pages.decisions(store)
    known = {row[1:] for row in mine}
    last = max((row.decision_id for row in mine), default=0)
    new = [row for row in kept_pages.decisions(reader) if row[1:] not in known]
    with store.transaction():
        store.insert(
            "decisions", [row._replace(decision_id=last + n) for n, row in enumerate(new, 1)]
        )
