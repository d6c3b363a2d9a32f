"""Taking in: the raw pages of an import go to the archive before anything is made of them."""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crawler.archive import own
from crawler.archive.files import Archive, Place
from crawler.page import RawPage
from crawler.urls import canonicalize, site_of
from storage import forgotten, imports
from storage.disk import no_link
from storage.ids import Ids
from storage.pages import Pages
from storage.records import FetchRow, ImportRow, now, utc
from storage.store import Store
from storage.url_keys import key_hash
from wirecopy.intake.duplicates import KeptPages, Seen, given_hash
from wirecopy.intake.files import Item, Rejected
from wirecopy.stages.arrival import Arrival

PAGES_A_COMMIT = 1_000  # of an import: about 50 MB of HTML in memory
# Bytes of rejected.jsonl: a million rows that are named with their reason, or 100,000 short texts.
MOST_ASIDE = 200_000_000
LINE = re.compile(r":\d+$")  # of an origin
LOAD = 50_000_000  # bytes of pages between two commits: two loads are in memory at a time


def loads(items: Iterable[Item | Rejected], count: int) -> Iterator[list[Item | Rejected]]:
    """Consecutive lists of at most `count` items with 50 MB of pages, or a little more."""
    load: list[Item | Rejected] = []
    weight = 0
    for item in items:
        load.append(item)
        weight += len(item.page.body) if isinstance(item, Item) else len(item.row)
        if len(load) == count or weight >= LOAD:
            yield load
            load, weight = [], 0
    yield load


class Keys:
    """The keys of the pages of one import: as many rows as are read are articles."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def of(self, page: RawPage) -> str:
        """The key of a page; a second row with an id that its file has had is known by its place.

        >>> first, second = (RawPage("", b"", external_id="7", origin=f"a:{n}") for n in (1, 2))
        >>> keys = Keys()
        >>> keys.of(first), keys.of(second)
        ('id:a:7', 'id:a:7:a:2')
        """
        key, *others = keys_of(page)
        number = key_hash(key)
        if others and number in self._ids:
            return others[0]
        if others:
            self._ids.add(number)
        return key


def keys_of(page: RawPage) -> list[str]:
    """The keys that a page may have: its URL key; of a row without an address, its file and its id.

    A text that has neither is known by its bytes and its place.

    >>> keys_of(RawPage("http://www.a.example/x?utm_source=y", b"Rain."))
    ['https://a.example/x']
    """
    origin = page.origin or ""
    if page.url:
        return [canonicalize(page.url)]
    if page.external_id is None:
        return [f"text:{hashlib.sha256(page.body).hexdigest()}:{origin}"]
    key = f"id:{LINE.sub('', origin)}:{page.external_id}"
    return [key, f"{key}:{origin}"]


def keep_raw(
    store: Store,
    pages: Sequence[RawPage],
    run_id: int,
    reached: Sequence[ImportRow] = (),
    raw: Archive | None = None,
    named: Keys | None = None,
    *,
    archived: bool = True,
) -> list[Arrival]:
    """Append pages to the archive, then write them down; those that are there already are left out.

    The archive is on disk before the rows are committed, so that no row ever points to nothing.
    How far their files have come is committed with them. `raw` is the archive of an import that
    goes on; without it, these pages get a file of their own. `named` has the keys of the import.
    Where they are not to be `archived`, the rows alone are written: of a run that is killed before
    the articles are saved the next one drops them (`Pages.end_unarchived`).
    """
    book = Pages(store)
    files = (raw or own.archive(store.path / "raw", book)) if archived else None
    named = named or Keys()
    hashes = [key_hash(named.of(page)) for page in pages]
    keys = Ids(store).of_hashes(hashes)
    digests = [hashlib.sha256(page.body).hexdigest() for page in pages]
    known = KeptPages(book.kept(keys))
    erased = forgotten.listed(store)
    n_erased = 0
    rows: list[FetchRow] = []
    arrivals: list[Arrival] = []
    for page, key, known_as, digest in zip(pages, keys, hashes, digests, strict=True):
        if any(erased) and erased.holds(key, page.given.site, own_site(page)):
            n_erased += 1
            continue
        seen = Seen(key, digest, given_hash(page.given), utc(page.fetched_at))
        if known.has(seen):
            continue
        place = files.append(page, kind="row") if files else None
        row = fetch_row(page, seen, place, book.next_id(), run_id)._replace(key_hash=known_as)
        rows.append(row)
        arrivals.append(Arrival(row, page))
    if files:
        files.sync()
    if files and raw is None:
        files.close()
    with store.transaction():
        book.add(rows)
        imports.save(store, reached)
    if n_erased:
        logging.getLogger("wirecopy").warning(
            "%s left out: erased before (wirecopy forget --list)", n_erased
        )
    return arrivals


def own_site(page: RawPage) -> str | None:
    """The site of a page's address; a text has none."""
    return site_of(page.url) if page.url else None


def fetch_row(
    page: RawPage, seen: Seen, place: Place | None, fetch_id: int, run_id: int
) -> FetchRow:
    """The row of an imported page."""
    return FetchRow(
        fetch_id=fetch_id,
        run_id=run_id,
        article_id=seen.article_id,
        url=page.url,
        final_url=page.final_url or page.url,
        site=page.given.site or own_site(page) or "local",
        kind="row",
        fetched_at=seen.at or now(),
        http_status=page.http_status,
        outcome="ok",
        content_type=page.content_type,
        bytes=len(page.body),
        payload_sha256=seen.digest,
        warc_file=place.file if place else None,
        warc_offset=place.offset if place else None,
        note=None,
        given_hash=seen.given_hash,
    )


def set_aside(file: Path, rejected: Sequence[Rejected]) -> None:
    """Append rows that could not be read to a file, so that they can be mended and tried again.

    A full one gets no more. Half a character becomes its JSON escape: nothing that was rejected may
    end the import.
    """
    if not rejected:
        return
    with open(file, "ab", opener=no_link) as out:
        size = out.tell()
        for item in rejected:
            if size >= MOST_ASIDE:
                return
            row = f"{json.dumps(item._asdict(), ensure_ascii=False)}\n"
            size += out.write(row.encode("utf-8", "backslashreplace"))


def is_full(file: Path) -> bool:
    """Whether a file of rows that were set aside takes no more of them."""
    return file.is_file() and file.stat().st_size >= MOST_ASIDE
