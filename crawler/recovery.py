"""What a run that died left behind: raw pages without rows are given rows, torn tails are cut.

Pages are appended, synced and then recorded; a run that is killed in between leaves whole records
that no row speaks of, and perhaps half a record at the end.
"""

import os
from pathlib import Path

from crawler import archive
from crawler.answer import Answer, fetch_row
from crawler.outcomes import of_status
from crawler.page import RawPage
from crawler.plan import url_row
from crawler.urls import canonicalize, site_of
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import FetchRow, UrlRow, article_id, now

STATE = "archive_recovered_to"


def recover(frontier: Frontier, pages: Pages, raw: Path, run_id: int) -> int:
    """Record what the archive holds beyond its rows; the number of pages taken up.

    Files before the one that was checked last are whole, and are not opened again.
    """
    checked = frontier.state(STATE) or ""
    files = sorted(path for path in raw.glob("*.warc.gz") if path.name >= checked)
    taken = sum(_recover_file(frontier, pages, path, run_id) for path in files)
    if files and files[-1].name != checked:
        frontier.set_state(STATE, files[-1].name)
    return taken


def _recover_file(frontier: Frontier, pages: Pages, path: Path, run_id: int) -> int:
    recorded = pages.places(path.name)
    start = max(recorded, default=0)
    end = archive.whole(path, start)
    if end < path.stat().st_size:
        os.truncate(path, end)
    lost = [
        (place, page)
        for place, page in archive.pages(path, start)
        if place.offset not in recorded and page.http_status is not None
    ]
    keys = {canonicalize(page.url) for _, page in lost}
    known = frontier.known(keys)
    urls = {canonicalize(page.url): _fetched(page, known) for _, page in lost}
    fetches = [
        _fetch(place, page, urls[canonicalize(page.url)], pages.next_id(), run_id)
        for place, page in lost
    ]
    with frontier.batch():
        frontier.save_urls(list(urls.values()))
        pages.add(fetches)
    return len(lost)


def _fetched(page: RawPage, known: dict[str, UrlRow]) -> UrlRow:
    """The URL of a page that was safe after all; its feed may not have been recorded either."""
    key = canonicalize(page.url)
    row = known.get(key) or url_row(page.url, site_of(page.url), article_id(key), now())
    return row._replace(state="fetched", attempts=row.attempts + 1, next_try_at=None, note=None)


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
