"""Erase records from the archive: those that hold an article or a site, and feeds that name it."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Set
from pathlib import Path

from crawler.archive import files as archive
from crawler.archive import own
from crawler.archive.files import Place
from crawler.archive.members import intact_end, members
from crawler.archive.record import PAGES
from crawler.archive.without import without
from crawler.page import RawPage
from crawler.urls import canonicalize, site_of
from storage import disk, forgotten
from storage.forgotten import Doomed, Record
from storage.ids import Ids
from storage.pages import Pages
from storage.store import Store
from wirecopy.intake.keep import keys_of
from wirecopy.show.words import counted
from wirecopy.upkeep.doomed import ids_of, spellings


def cut_archive(store: Store, what: Doomed) -> list[str]:
    """Take its records out of the archive, file by file. Returns what went, for people."""
    by_file: defaultdict[str, set[int]] = defaultdict(set)
    for record in forgotten.kept_records(store, what):
        if is_about(store.path / "raw", record, what):
            by_file[record.file].add(record.offset)
    for place in orphans(store, what):
        by_file[place.file].add(place.offset)
    for name, offsets in by_file.items():
        cut(store, name, offsets)
    n = sum(map(len, by_file.values()))
    return [f"{counted(n, 'record')} of {counted(len(by_file), 'archive file')}"]


def orphans(store: Store, what: Doomed) -> Iterator[Place]:
    """Return the records about it that have no row, because the run that wrote them died.

    Each run writes files of its own, and records what it has appended in that order. So these
    records lie at the ends of files. Half a record there is cut off.
    """
    raw = store.path / "raw"
    ids, doomed = Ids(store), ids_of(store, what)
    last = forgotten.last_records(store)
    for name in own.files(raw, Pages(store)):
        path = raw / name
        recorded = last.get(name, -1)
        whole = intact_end(path, max(recorded, 0))
        if whole < path.stat().st_size:
            os.truncate(path, whole)
        for member in members(path, max(recorded, 0)):
            place = Place(name, member.start)
            if member.start > recorded and names(page_at(raw, place), what, ids, doomed):
                yield place


def page_at(raw: Path, place: Place) -> RawPage | None:
    """Return the page or feed at a place; None for a record that holds neither."""
    try:
        return archive.read(raw, place)
    except ValueError:
        return None


def names(page: RawPage | None, what: Doomed, ids: Ids, doomed: Set[int]) -> bool:
    """Whether a page without a row is about it, or names it. Such a page can be fetched again."""
    if page is None:
        return False
    addresses = [url for url in (page.url, page.final_url) if url]
    sites = {page.given.site, *map(site_of, addresses)}
    keys = {*keys_of(page), *map(canonicalize, addresses)}
    if what.site in sites - {None} or not doomed.isdisjoint(ids.of_all(sorted(keys))):
        return True
    return any(spelled in page.body for spelled in spellings(what))


def is_about(raw: Path, record: Record, what: Doomed) -> bool:
    """Whether a kept answer is about it: each page is, a feed only if it names an address of it."""
    if record.kind in PAGES or what.site is not None or not (raw / record.file).exists():
        return True
    body = archive.read(raw, Place(record.file, record.offset)).body
    return any(spelled in body for spelled in spellings(what))


def cut(store: Store, name: str, offsets: Collection[int]) -> None:
    """Rewrite one archive file without some records.

    One commit moves the rows to the places in the new file. After it, the new file takes the name
    of the old one, here or in the next run.
    """
    file = store.path / "raw" / name
    if file.exists():
        places = without(file, fresh(file), offsets)
        disk.sync(file.parent)
    else:
        places = {}
    with store.transaction():
        forgotten.move_records(store, name, places)
        store.state.set_swapping(name)
    take_name(store)


def fresh(file: Path) -> Path:
    """Return where the new version of an archive file waits. It is not taken for an archive."""
    return file.with_name(f"{file.name}.fresh")


def take_name(store: Store) -> None:
    """Let the new version of an archive file take its name, if one is waiting."""
    name = store.state.swapping
    if name:
        file = store.path / "raw" / name
        if fresh(file).exists():
            fresh(file).replace(file)
            disk.sync(file.parent)
        store.state.set_swapping("")
