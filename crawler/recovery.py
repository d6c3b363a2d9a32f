"""What a run that died left in the archive: crawled pages get their rows, all else is cut off.

Every run that writes begins with this (`take_up` in wirecopy/run.py), and so does a crawl by itself
(crawler/run.py). Each record then has its row, and is in the archive once.

Records are appended, synced and then recorded. A run that is killed in between leaves records
without rows at the end of its last file, and perhaps half a record. Crawled pages are safe, so they
get their rows now. Pages of an import or a merging are cut off: the next import or merging goes on
from the last commit and takes them in again, so that they would be there twice.

Only the store's own files are looked at (crawler/archive/own.py), whatever else lies there.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path

from crawler.answer import Answer
from crawler.archive import files as archive
from crawler.archive import own
from crawler.archive.members import intact_end
from crawler.frontier.ledger import fetch_row
from crawler.frontier.outcomes import of_status
from crawler.frontier.plan import place_of, url_row
from crawler.page import RawPage
from crawler.urls import canonicalize, site_of
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import FetchRow, UrlRow, now

LOG = logging.getLogger("crawler")
STATE = "archive_recovered_to"
CRAWLED, TAKEN_IN = ("page",), ("row",)


def recover(frontier: Frontier, pages: Pages, raw: Path, run_id: int) -> None:
    """Let the archive and its rows agree again, and say how many crawled pages were recorded.

    Files before the one that was checked last are whole, and are not opened again. What lies in the
    directory and was not written by this store is left alone.
    """
    checked = frontier.state(STATE)
    files = list(own.files(raw, pages, since=checked))
    taken = sum(_recover_file(frontier, pages, raw, file, run_id) for file in files)
    if taken:
        LOG.info("%s page%s taken up that a killed run had fetched", taken, "s" * (taken != 1))
    last = max((file for file in files if "/" not in file), default=checked)
    if last and last != checked:
        frontier.set_state(STATE, last)


def _recover_file(frontier: Frontier, pages: Pages, raw: Path, file: str, run_id: int) -> int:
    path = raw / file
    last = pages.last_place(file)
    start = last or 0
    if _cut(path, last) == 0:
        return 0
    erased, ids = frontier.forgotten(), frontier.ids()
    lost = [
        (place._replace(file=file), page)
        for place, page in archive.pages(path, start, CRAWLED)
        if _is_lost(place.offset, last)
        and not erased.holds(ids.of(canonicalize(page.url)), site_of(page.url))
    ]
    keys = {key for _, page in lost for key in (canonicalize(page.url), _place_of(page))}
    known = frontier.known(keys)
    urls = {canonicalize(page.url): _fetched(page, known, ids.of) for _, page in lost}
    ends = {_place_of(page): (page, urls[canonicalize(page.url)]) for _, page in lost}
    led = [
        row._replace(url_key=key, url=page.final_url)
        for key, (page, row) in ends.items()
        if key not in urls
    ]
    moved = {
        known[key].article_id: row.article_id
        for key, row in urls.items()
        if key in known and known[key].article_id != row.article_id
    }
    fetches = [
        _fetch(place, page, urls[canonicalize(page.url)], pages.next_id(), run_id)
        for place, page in lost
    ]
    with frontier.batch():
        frontier.save_urls([*urls.values(), *led])
        frontier.move_discoveries(moved)
        pages.add(fetches)
    return len(lost)


def _is_lost(offset: int, last: int | None) -> bool:
    """Whether a record lies behind the last one that was recorded."""
    return last is None or offset > last


def _cut(path: Path, last: int | None) -> int:
    """Cut off what is torn, and what an import has not recorded; the size of what stays.

    `last` is where the last record begins that was recorded. A file in which none was, and no page
    waits for that, goes as a whole.
    """
    start = last or 0
    taken_in = (place.offset for place, _ in archive.pages(path, start, TAKEN_IN))
    lost = next((offset for offset in taken_in if _is_lost(offset, last)), None)
    end = intact_end(path, start) if lost is None else lost
    if last is None and next(archive.pages(path, 0, CRAWLED), None) is None:
        path.unlink()
        return 0
    if end < path.stat().st_size:
        os.truncate(path, end)
    return end


def _fetched(page: RawPage, known: dict[str, UrlRow], id_of: Callable[[str], int]) -> UrlRow:
    """The URL of a page that was safe after all; its feed may not have been recorded either."""
    key, place = canonicalize(page.url), _place_of(page)
    row = known.get(key) or url_row(page.url, site_of(page.url), id_of(key), now())
    if row.state != "fetched" and place != key:
        end = known.get(place)
        row = row._replace(article_id=end.article_id if end else id_of(place))
    return row._replace(state="fetched", attempts=row.attempts + 1, next_try_at=None, note=None)


def _place_of(page: RawPage) -> str:
    return place_of(page.url, page.final_url)


def _fetch(
    place: archive.Place, page: RawPage, url: UrlRow, fetch_id: int, run_id: int
) -> FetchRow:
    status = page.http_status or 0
    answer = Answer(
        page.url,
        page.final_url,
        of_status(status),
        status,
        page.body,
        page.headers,
        fetched_at=page.fetched_at,
    )
    return fetch_row(
        answer,
        "page",
        url.site,
        fetch_id=fetch_id,
        run_id=run_id,
        article_id=url.article_id,
        place=place,
    )
