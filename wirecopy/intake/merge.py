"""Merging: what another store has fetched or imported, taken into this one.

Pages go from archive to archive with their fetch rows, and everything else is derived of them here.
Articles keep their ids, and the moment at which they were first seen; what both stores have once is
there once. Where both have another text of an article, this store's own stays the first, and those
of the other store are its revisions.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.archive import files as archive
from crawler.archive import own
from crawler.archive.files import Place
from storage import forgotten
from storage.errors import StoreError
from storage.frontier import Frontier
from storage.ids import Ids
from storage.pages import Pages
from storage.questions import kept_pages
from storage.reader import Reader, open_newest
from storage.records import DecisionRow, DiscoveryRow, FetchRow, UrlRow
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
        here: dict[int, int] = {}  # ids of articles there -> here, where they are others
        for batch in batches(kept_pages.fetches(reader), PAGES_A_COMMIT):
            here |= ids_here(store, reader, batch)
            wanted = [r for r in batch if not listed.holds(id_here(r.article_id, here), r.site)]
            erased += len(batch) - len(wanted)
            taken += take(store, reader, other / "raw", wanted, run_id, here)
        take_decisions(store, reader, here)
    return Merged(taken, erased, lost)


def ids_here(store: Store, reader: Reader, rows: Sequence[FetchRow]) -> dict[int, int]:
    """The ids that articles have here where they have others there.

    That is so in a store of a former format, and where keys of the two stores fall on one id.
    """
    keys = kept_pages.key_hashes(reader, {row.article_id or 0 for row in rows})
    found = zip(keys, Ids(store).of_hashes(list(keys.values())), strict=True)
    return {there: here for there, here in found if there != here}


def id_here(there: int | None, here: Mapping[int, int]) -> int:
    """The id that an article of the other store has here."""
    return here.get(there or 0, there or 0)


def take(
    store: Store,
    reader: Reader,
    raw: Path,
    rows: Sequence[FetchRow],
    run_id: int,
    here: Mapping[int, int],
) -> int:
    """Copy some pages, then write down their fetches, and where their articles were found."""
    book = Pages(store)
    there = {id_here(row.article_id, here): row.article_id or 0 for row in rows}
    rows = [row._replace(article_id=id_here(row.article_id, here)) for row in rows]
    known = KeptPages(book.kept(there.keys()))
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
    ids = {there[row.article_id or 0]: row.article_id or 0 for row in new}
    with store.transaction():
        book.add(new)
        store.insert("urls", list(unknown_urls(store, reader, ids)))
        store.insert("discoveries", list(unknown_discoveries(store, reader, ids)))
    return len(new)


def unknown_urls(store: Store, reader: Reader, ids: Mapping[int, int]) -> Iterator[UrlRow]:
    """The addresses of articles as the other store has them, but for those that are known here.

    `ids` has the ids there, and those that they have here.
    """
    found = [
        row._replace(article_id=ids[row.article_id]) for row in kept_pages.urls(reader, list(ids))
    ]
    known = Frontier(store).known([row.url_key for row in found])
    return (row for row in found if row.url_key not in known)


def unknown_discoveries(
    store: Store, reader: Reader, ids: Mapping[int, int]
) -> Iterator[DiscoveryRow]:
    """Where the other store has found articles, but for what is known here."""
    known = {row[:2] for row in kept_pages.discoveries(store, list(ids.values()))}
    found = (
        row._replace(article_id=ids[row.article_id])
        for row in kept_pages.discoveries(reader, list(ids))
    )
    return (row for row in found if row[:2] not in known)


def take_decisions(store: Store, reader: Reader, here: Mapping[int, int]) -> None:
    """Add what people decided there, after what they decided here, which it may overrule."""
    mine = kept_pages.decisions(store)
    known = {row[1:] for row in mine}
    last = max((row.decision_id for row in mine), default=0)
    theirs = (with_ids_here(row, here) for row in kept_pages.decisions(reader))
    new = [row for row in theirs if row[1:] not in known]
    with store.transaction():
        store.insert(
            "decisions", [row._replace(decision_id=last + n) for n, row in enumerate(new, 1)]
        )


def with_ids_here(row: DecisionRow, here: Mapping[int, int]) -> DecisionRow:
    """A decision of the other store, on the articles as this one calls them."""
    one, two = sorted(id_here(article, here) for article in (row.article_id, row.other_id))
    return row._replace(article_id=one, other_id=two)
