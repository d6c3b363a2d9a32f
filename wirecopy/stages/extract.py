"""Extract raw pages: read them from the archive, clean them in workers, save their articles."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from crawler.archive import files as archive
from crawler.page import RawPage, Selectors
from storage import articles
from storage.frontier import Frontier
from storage.store import Store
from wirecopy.stages.arrival import Arrival
from wirecopy.stages.article_rows import Extracted, save_cleaned
from wirecopy.stages.gather import with_later
from wirecopy.workers.clean import LIMITS, CleanedPage, bounded, bundles, cleaned, weight
from wirecopy.workers.pool import Workers
from wirecopy.workers.spread import FEW, spread
from wirecopy.workers.worker import Failed

LOAD = 20_000_000  # bytes of pages that are handed to the workers at once: 80 pages of 250 kB
MANY = 200  # bare texts are small, and take 1 ms each: more of them are worth starting workers


def arrivals_of(
    store: Store, only: Sequence[int] | None = None, limit: int | None = None
) -> list[Arrival]:
    """Return the kept pages that nobody has extracted yet, or those of some articles.

    The later pages of their articles go with them, as far as they are known.
    With a limit, fewer are returned where pages are large, so that memory stays bounded.
    """
    raw = store.path / "raw"
    selectors = selectors_of(store)
    fetches = articles.pending(store, only, limit)
    n_bytes = accumulate(fetch.bytes for fetch in fetches)
    some = [fetch for fetch, total in zip(fetches, n_bytes, strict=True) if total < LOAD]
    arrivals = [
        Arrival(fetch, replace(page, selectors=selectors.get(fetch.site)))
        for fetch in (some or fetches[:1] if limit else fetches)
        if fetch.warc_file is not None and fetch.warc_offset is not None
        for page in [archive.read(raw, archive.Place(fetch.warc_file, fetch.warc_offset))]
    ]
    return with_later(store, arrivals)


def selectors_of(store: Store) -> dict[str, Selectors]:
    """Return the selectors of the sites that have some, from sources.toml at the last crawl."""
    return {
        row.site: Selectors(**json.loads(row.selectors))
        for row in Frontier(store).sites()
        if row.selectors
    }


def save_articles(
    store: Store,
    arrivals: Sequence[Arrival],
    workers: Workers,
    *,
    again: bool = False,
    apart: bool = False,
) -> Extracted:
    """Extract pages and save what is new.

    `again` replaces the articles that there are. `apart` uses workers even for small pages, because
    one of them may have killed the last run.
    """
    pages = begin(arrivals, workers, apart=apart)
    return save_cleaned(store, arrivals, list(pages), again=again)


def begin(
    arrivals: Sequence[Arrival], workers: Workers, *, apart: bool = False
) -> Iterator[CleanedPage | Failed]:
    """Return the articles of pages, in order. Many pages are under way in workers on return."""
    pages = [bounded(arrival.page) for arrival in arrivals]
    bundled = bundles(pages)
    total = weight(pages)
    if apart or total > FEW or len(pages) > MANY:
        under_way = workers.submit(cleaned, bundled, LIMITS)
        found = one_by_one(bundled, (future.result() for future in under_way), workers)
    else:
        given = spread(cleaned, bundled, weight, workers, LIMITS, total)
        found = one_by_one(bundled, given, workers)
    return (or_first_page(*each, workers) for each in zip(arrivals, found, strict=True))


def or_first_page(
    arrival: Arrival, found: CleanedPage | Failed, workers: Workers
) -> CleanedPage | Failed:
    """What came of a page; where it failed with its later pages, what comes of it alone."""
    if isinstance(found, Failed) and arrival.page.later:
        alone = arrival._replace(page=replace(arrival.page, later=()))
        (found,) = begin([alone], workers, apart=True)
    return found


def one_by_one(
    bundled: Sequence[Sequence[RawPage]],
    answers: Iterable[list[CleanedPage] | Failed],
    workers: Workers,
) -> Iterator[CleanedPage | Failed]:
    """Return what came of each page. The pages of a bundle that failed are tried one by one."""
    for bundle, answer in zip(bundled, answers, strict=True):
        if not isinstance(answer, Failed):
            yield from answer
        elif len(bundle) == 1:
            yield answer
        else:
            alone = [[page] for page in bundle]
            again = workers.submit(cleaned, alone, LIMITS)
            yield from one_by_one(alone, (future.result() for future in again), workers)
