"""Forgetting: an article or a site leaves the database, the index, the archive and every snapshot.

The one exception to "append only". What is to go is written down first, so that a run that is
killed anywhere is finished by the next one that writes, whatever it was started for:

    listed ──► archive files rewritten, one by one ──► rows erased ──► file and snapshots made anew
"""

import html
import json
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from crawler.archive import files as archive
from crawler.archive.files import Place
from crawler.archive.members import intact_end, members
from crawler.archive.without import without
from crawler.page import RawPage
from crawler.urls import canonicalize, site_of
from storage import disk, forgotten, snapshot
from storage.forgotten import Doomed, Record
from storage.records import article_id
from storage.store import Store
from wirecopy.feeds import cursors
from wirecopy.intake.keep import keys_of
from wirecopy.show.words import counted

PAGES = ("page", "row")


def begin(store: Store, what: Doomed) -> None:
    """Write down what is to go. From here on it goes, and doesn't come back."""
    with store.transaction():
        forgotten.add(store, ids_of(what), what.site)
        store.state.set_erasing(what._asdict())


def ids_of(what: Doomed) -> set[int]:
    """The ids under which it could come back: of its articles, and of all their addresses."""
    return {*what.ids, *(article_id(canonicalize(url)) for url in what.urls)}


def is_under_way(store: Store) -> bool:
    """Whether a run was killed while it forgot something."""
    return store.state.is_erasing or bool(store.state.swapping)


def finish(store: Store, derive: Callable[[], None]) -> list[str]:
    """Do all that is left to do; what went, for people.

    `derive` derives again what the erased articles had a part in.
    """
    told = []
    take_name(store)
    is_begun = store.state.is_erasing
    if erasing := store.state.erasing:
        what = Doomed(**erasing)
        told += cut_archive(store, what)
        told += clean_rejected(store.path / "rejected.jsonl", what)
        if n_cursors := cursors.forget(store.path, what.ids):
            told.append(counted(n_cursors, "cursor"))
        with store.transaction():
            gone = forgotten.erase(store, what)
            store.state.set_erased()
        told += [f"{counted(count, 'row')} of {table}" for table, count in gone.items() if count]
    if is_begun:
        derive()
        forgotten.drop_unused(store)
        store.compact()
        snapshot.publish(store)
        told.append(counted(snapshot.drop_others(store.path), "older snapshot"))
        store.state.set_cleaned()
    return told


def cut_archive(store: Store, what: Doomed) -> list[str]:
    """Take the records out of the archive, file by file."""
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
    """The records about it that no row speaks of: what runs that died have left.

    Each run writes files of its own and records what it has appended in that order, so they lie at
    the ends of files. Half a record there is cut off.
    """
    raw = store.path / "raw"
    last = forgotten.last_records(store)
    for path in sorted(raw.rglob("*.warc.gz")):
        name = path.relative_to(raw).as_posix()
        recorded = last.get(name, -1)
        whole = intact_end(path, max(recorded, 0))
        if whole < path.stat().st_size:
            os.truncate(path, whole)
        for member in members(path, max(recorded, 0)):
            place = Place(name, member.start)
            if member.start > recorded and names(page_at(raw, place), what):
                yield place


def page_at(raw: Path, place: Place) -> RawPage | None:
    """The page or feed at a place; None for a record that holds none."""
    try:
        return archive.read(raw, place)
    except ValueError:
        return None


def names(page: RawPage | None, what: Doomed) -> bool:
    """Whether a page that no row speaks of is it, or names it: it can be fetched again."""
    if page is None:
        return False
    addresses = [url for url in (page.url, page.final_url) if url]
    sites = {page.given.site, *map(site_of, addresses)}
    keys = {*keys_of([page]), *map(canonicalize, addresses)}
    if what.site in sites - {None} or not ids_of(what).isdisjoint(map(article_id, keys)):
        return True
    return any(spelled in page.body for spelled in spellings(what))


def is_about(raw: Path, record: Record, what: Doomed) -> bool:
    """Whether a kept answer holds it: a page does, a feed when it names one of its addresses."""
    if record.kind in PAGES or what.site is not None or not (raw / record.file).exists():
        return True
    body = archive.read(raw, Place(record.file, record.offset)).body
    return any(spelled in body for spelled in spellings(what))


def spellings(what: Doomed) -> set[bytes]:
    """How feeds and pages write the addresses, and the site in others' addresses."""
    sites = [f"//{what.site}/", f"//www.{what.site}/"] if what.site else []
    return {url.encode() for url in (*sites, *what.urls, *map(html.escape, what.urls))}


def cut(store: Store, name: str, offsets: Collection[int]) -> None:
    """Rewrite one archive file without some records.

    Its rows and the new file change places together: the rows say which file is the right one, and
    the name is taken over after their commit, here or by the next run.
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
    """Where the new version of an archive file waits; nobody takes it for an archive."""
    return file.with_name(f"{file.name}.fresh")


def take_name(store: Store) -> None:
    """Let the new version of an archive file take its name, if one waits for that."""
    name = store.state.swapping
    if name:
        file = store.path / "raw" / name
        if fresh(file).exists():
            fresh(file).replace(file)
            disk.sync(file.parent)
        store.state.set_swapping("")


def clean_rejected(file: Path, what: Doomed) -> list[str]:
    """Take rows about it out of those that an import has set aside."""
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines(keepends=True)
    left = [line for line in lines if not is_row_about(line, what)]
    if len(left) < len(lines):
        new = file.with_suffix(".fresh")
        new.write_text("".join(left), "utf-8")
        disk.sync(new)
        new.replace(file)
    return [counted(len(lines) - len(left), "rejected row")] if len(left) < len(lines) else []


def is_row_about(line: str, what: Doomed) -> bool:
    """Whether a rejected row names one of the addresses or the site.

    >>> is_row_about('{"row": "<p>see http://a.example/x"}', Doomed([], "a.example", []))
    True
    """
    row = str(json.loads(line).get("row"))
    named = [*what.urls, *(json.dumps(url)[1:-1] for url in what.urls)]
    if what.site:
        named += [f"//{what.site}/", f"//www.{what.site}/", f'"{what.site}"']
    return any(name in row for name in named)


def find(store: Store, name: str) -> Doomed:
    """What a person names: an article by URL or whole id, or a site."""
    if name.startswith(("http://", "https://")):
        key = canonicalize(name)
        ids = forgotten.ids_at(store, key, name) or [article_id(key)]
        found = [forgotten.doomed(store, n, None) for n in ids]
        urls = sorted({name, key, *(url for each in found for url in each.urls)})
        return Doomed(sorted({n for each in found for n in each.ids}), None, urls)
    if name.isdecimal():
        return forgotten.doomed(store, int(name), None)
    return forgotten.doomed(store, None, site_of(f"https://{name}/"))


def take_up(store: Store, derive: Callable[[], None]) -> None:
    """Finish what a killed run has left undone, before anything else is written."""
    if is_under_way(store):
        finish(store, derive)
        logging.getLogger("wirecopy").warning("an erasure that was broken off is finished")
