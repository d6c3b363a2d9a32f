"""Which pages belong to one article: those that go with a page, and those that it names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from crawler.archive import files as archive
from crawler.extract.article import Article
from crawler.page import RawPage
from crawler.urls import canonicalize
from storage import next_pages
from storage.ids import Ids
from storage.records import FetchRow, NextPageRow
from storage.store import Store
from wirecopy.stages.arrival import Arrival, article_id_of

LOAD = 20_000_000  # bytes of the later pages of an article that are read; honest ones have 250 kB


def with_later(store: Store, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Give pages the later pages of their articles, as far as these are named and kept.

    Of a page that came more than once it is the version that is nearest in time, so that the order
    in which pages came plays no part.
    """
    rows = next_pages.named(store, {article_id_of(arrival.fetch) for arrival in arrivals})
    if not rows:
        return list(arrivals)
    named = {
        article: [row.page_id for row in of_one]
        for article, of_one in groupby(rows, key=lambda row: row.article_id)
    }
    fetches = sorted(next_pages.kept(store, {row.page_id for row in rows}), key=article_id_of)
    kept = {page: list(versions) for page, versions in groupby(fetches, key=article_id_of)}
    return [
        _with(store, arrival, [kept[page] for page in pages if page in kept])
        if (pages := named.get(article_id_of(arrival.fetch)))
        else arrival
        for arrival in arrivals
    ]


def _with(store: Store, arrival: Arrival, kept: Sequence[Sequence[FetchRow]]) -> Arrival:
    """Give a page one version of each later page."""

    def distance(fetch: FetchRow) -> tuple[float, int]:
        apart = fetch.fetched_at - arrival.fetch.fetched_at
        return abs(apart.total_seconds()), fetch.fetch_id

    nearest = (min(versions, key=distance) for versions in kept)
    later = (replace(page, selectors=arrival.page.selectors) for page in _read(store, nearest))
    taken = {article_id_of(each[-1]): max(fetch.fetch_id for fetch in each) for each in kept}
    return arrival._replace(page=replace(arrival.page, later=tuple(later)), taken=taken)


def _read(store: Store, fetches: Iterable[FetchRow]) -> Iterator[RawPage]:
    """Read pages from the archive, as many as LOAD allows."""
    total = 0
    for fetch in fetches:
        total += fetch.bytes
        if total <= LOAD and fetch.warc_file is not None and fetch.warc_offset is not None:
            yield archive.read(
                store.path / "raw", archive.Place(fetch.warc_file, fetch.warc_offset)
            )


def named_by(
    store: Store,
    articles: Sequence[tuple[Arrival, Article]],
    standing: Iterable[NextPageRow],
) -> list[NextPageRow]:
    """Return what articles say of their later pages, together with what stands of them already."""
    if not any(article.next_page or article.later_pages for _, article in articles):
        return []
    ids = Ids(store)
    rows = {(row.article_id, row.page_id): row for row in standing}
    for arrival, article in articles:
        for row in _named(ids, article_id_of(arrival.fetch), article, arrival.taken):
            before = rows.get((row.article_id, row.page_id), row)
            rows[row.article_id, row.page_id] = row._replace(
                is_joined=row.is_joined or before.is_joined
            )
    return list(rows.values())


def _named(
    ids: Ids, article_id: int, article: Article, taken: Mapping[int, int]
) -> Iterator[NextPageRow]:
    """Yield the later pages that one version of an article names."""
    named = (*article.later_pages, *([article.next_page] if article.next_page else ()))
    for number, url in enumerate(named, 2):
        page_id = ids.of(canonicalize(url))
        if page_id != article_id:
            is_joined = number - 2 < len(article.later_pages)
            yield NextPageRow(article_id, page_id, number, is_joined, taken.get(page_id, 0))
