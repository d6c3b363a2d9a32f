"""From raw pages to article rows: the step between the archive and the texts."""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel

from crawler import archive
from crawler.extract.article import EXTRACTOR, Article, extract
from crawler.page import RawPage
from crawler.urls import address, canonicalize
from dedup.tokens import content_hashes, tokenize, words
from storage import articles
from storage.records import ArticleRow, FetchRow, RemovalRow, RevisionRow, utc
from storage.store import Store
from wirecopy.workers import Workers, chunks

SHORTEST = 15  # words; a shorter text takes no part in grouping: briefs of one line look alike
CHUNK = 50  # pages a worker takes at a time
EMPTY = Article("", None, (), None, None, None, None, None, None, (), False, "empty", 0.0, (), None)


class Extracted(NamedTuple):
    """What extraction added to the store."""

    articles: int
    revisions: int


class Arrival(NamedTuple):
    """A raw page and the fetch that brought it; `fetch.article_id` is never None here."""

    fetch: FetchRow
    page: RawPage


def arrivals_of(
    store: Store, only: Sequence[int] | None = None, limit: int | None = None
) -> list[Arrival]:
    """The kept pages that nobody has extracted yet, or those of some articles, with their bytes."""
    raw = store.path / "raw"
    return [
        Arrival(fetch, archive.read(raw, archive.Place(fetch.warc_file, fetch.warc_offset)))
        for fetch in articles.pending(store, only, limit)
        if fetch.warc_file is not None and fetch.warc_offset is not None
    ]


def extract_chunk(pages: Sequence[RawPage]) -> list[Article]:
    """The articles of some pages; runs in a worker."""
    return [storable(article_of(page)) for page in pages]


def article_of(page: RawPage) -> Article:
    """The article of a page; one on which extraction fails is loud, and empty, and stops nobody."""
    try:
        return extract(page)
    except Exception:
        logging.getLogger("wirecopy").exception("%s: a fault of wirecopy's own", page.url)
        return EMPTY


def storable(value: Any) -> Any:
    """An article, or a part of one, as a database takes it.

    No halves of characters, no NULs, no times that UTC does not have.
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dt.datetime):
        return possible(value)
    if isinstance(value, tuple):
        parts = map(storable, value)
        return value._make(parts) if hasattr(value, "_make") else tuple(parts)
    return value


def plain(text: str) -> str:
    r"""Text without lone surrogates and NULs.

    >>> plain("a\ud83d b\0")
    'a? b'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def possible(moment: dt.datetime | None) -> dt.datetime | None:
    """A time, or None where UTC has no such one."""
    try:
        return moment if utc(moment) else None
    except OverflowError:
        return None


def save_articles(
    store: Store, arrivals: Sequence[Arrival], workers: Workers, *, again: bool = False
) -> Extracted:
    """Extract pages and add what is new; `again` puts it in the place of what there is."""
    pages = [arrival.page for arrival in arrivals]
    found = [a for part in workers.map(extract_chunk, chunks(pages, CHUNK)) for a in part]
    return save_found(store, arrivals, found, again=again)


def save_found(
    store: Store, arrivals: Sequence[Arrival], found: Sequence[Article], *, again: bool = False
) -> Extracted:
    """Add what extraction made of pages: articles, or revisions of articles that changed."""
    if not arrivals:
        return Extracted(0, 0)
    hashes = content_hashes(tokenize([article.text for article in found])).tolist()
    ids = [article_id_of(arrival.fetch) for arrival in arrivals]
    standing = {} if again else articles.standing(store, ids)
    seen = articles.first_seen(store, ids)
    rows: list[ArticleRow] = []
    removals: list[RemovalRow] = []
    revisions: list[RevisionRow] = []
    for arrival, article, content_hash, article_id in zip(
        arrivals, found, hashes, ids, strict=True
    ):
        before = standing.get(article_id)
        if before is None:
            row = article_row(arrival, article, content_hash)
            rows.append(row._replace(first_seen_at=seen.get(article_id)))
            removals += [RemovalRow(article_id, *removal) for removal in article.removals]
        elif before.content_hash != content_hash:
            revisions.append(revision_row(arrival, article, content_hash, before.text))
        standing[article_id] = articles.Standing(content_hash, article.text)
    last = arrivals[-1].fetch.fetch_id
    articles.save(store, rows, removals, revisions, last, set(ids) if again else ())
    return Extracted(len(rows), len(revisions))


def article_id_of(fetch: FetchRow) -> int:
    """The article that a fetch brought; feeds and sitemaps bring none and never come here."""
    if fetch.article_id is None:
        raise ValueError(f"fetch {fetch.fetch_id} of {fetch.url} has no article")
    return fetch.article_id


def article_row(arrival: Arrival, article: Article, content_hash: int) -> ArticleRow:
    """The row of an article; when it was first seen is not known here."""
    fetch, given = arrival.fetch, arrival.page.given
    n_words = len(words(article.text))
    canonical = article.canonical_url
    return ArticleRow(
        article_id=article_id_of(fetch),
        fetch_id=fetch.fetch_id,
        site=given.site or fetch.site,
        url=address(arrival.page.final_url or arrival.page.url) or None,
        canonical_url=canonicalize(canonical) if canonical else None,
        title=article.title,
        text=article.text,
        authors=list(article.authors),
        language=article.language,
        published_at=utc(article.published_at),
        modified_at=utc(article.modified_at),
        first_seen_at=None,
        words=n_words,
        dateline=article.dateline,
        agency=article.agency,
        contributors=list(article.contributors),
        originally_from=article.originally_from,
        is_paywalled=article.is_paywalled,
        body_status=article.body_status,
        confidence=article.confidence,
        extractor=EXTRACTOR,
        content_hash=content_hash,
        indexed=article.body_status == "full" and n_words >= SHORTEST,
    )


def revision_row(arrival: Arrival, article: Article, content_hash: int, before: str) -> RevisionRow:
    """The row of a later text, with the number of words that differ from the one before."""
    now = words(article.text)
    return RevisionRow(
        article_id=article_id_of(arrival.fetch),
        fetch_id=arrival.fetch.fetch_id,
        seen_at=arrival.fetch.fetched_at,
        title=article.title,
        text=article.text,
        words=len(now),
        words_changed=Indel.distance(words(before), now),
        content_hash=content_hash,
    )
