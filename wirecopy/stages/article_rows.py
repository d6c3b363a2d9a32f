"""The rows that extraction adds: articles, what was cut of them, and revisions of articles."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath
from typing import NamedTuple

from rapidfuzz.distance import Indel

from crawler.extract.article import EXTRACTOR, Article
from crawler.page import RawPage
from crawler.times.combine import FARTHEST, finest
from crawler.times.stated import Stated
from crawler.urls import address, canonicalize, is_address, site_of
from dedup.words.tokens import digests, words
from storage import articles, next_pages
from storage.frontier import Announced, Frontier
from storage.records import ArticleRow, NextPageRow, RemovalRow, RevisionRow, utc
from storage.store import Store
from wirecopy.stages.arrival import Arrival, article_id_of
from wirecopy.stages.gather import named_by
from wirecopy.workers.clean import CleanedPage
from wirecopy.workers.worker import Failed

IN_A_FILE = re.compile(r":\d+$| at byte \d+$")  # of an origin
# The row of a page on which extraction failed: `rebuild --stale` and `--from raw` try it again.
UNREAD = CleanedPage(
    Article("", None, (), None, None, None, None, None, None, (), False, "failed", 0.0, (), None),
    digests([""])[0],
)


class FailedPage(NamedTuple):
    """A raw page that is kept, but gave no article, and why."""

    arrival: Arrival
    failed: Failed


class Extracted(NamedTuple):
    """What extraction added to the store, and the pages on which it failed.

    `absorbed` are the articles that turned out to be later pages of others.
    """

    articles: int
    revisions: int
    failed: Sequence[FailedPage] = ()
    absorbed: int = 0


class ArticleRows(NamedTuple):
    """New rows: articles by their ids, the lines that were cut of them, and revisions."""

    articles: dict[int, ArticleRow]
    removals: list[RemovalRow]
    revisions: list[RevisionRow]


def save_cleaned(
    store: Store,
    arrivals: Sequence[Arrival],
    pages: Sequence[CleanedPage | Failed],
    *,
    again: bool = False,
) -> Extracted:
    """Save what extraction made of pages: new articles, and revisions of articles that changed.

    `again` replaces the articles that there are. The pages are in the order of the arrivals.
    """
    if not arrivals:
        return Extracted(0, 0)
    last, failed = arrivals[-1].fetch.fetch_id, failed_of(arrivals, pages)
    read = [UNREAD if isinstance(page, Failed) else page for page in pages]
    arrivals, found, later = without_later_pages(store, arrivals, read, again=again)
    ids = [article_id_of(arrival.fetch) for arrival in arrivals]
    announced = Frontier(store).published(ids)
    first_seen = articles.first_seen(store, ids)
    cleaned = [
        page
        if page is UNREAD
        else named(
            dated(page, announced.get(article_id, ()), first_seen.get(article_id)), arrival.page
        )
        for arrival, page, article_id in zip(arrivals, found, ids, strict=True)
    ]
    standing = {} if again else articles.standing(store, ids)
    rows = rows_of(arrivals, cleaned, standing, first_seen)
    failed_before = {article_id for article_id, text in standing.items() if text.has_failed}
    replaced = set(ids) if again else failed_before & rows.articles.keys()
    absorbed = articles.there(store, later.joined)
    new = list(rows.articles.values())
    articles.save(store, new, rows.removals, rows.revisions, last, replaced | absorbed, later.named)
    n_articles = sum(row.body_status != UNREAD.article.body_status for row in new)
    return Extracted(n_articles, len(rows.revisions), failed, len(absorbed))


class LaterPages(NamedTuple):
    """What articles name as their later pages, and the ids of those that are part of their text."""

    named: Sequence[NextPageRow]
    joined: Set[int]


def without_later_pages(
    store: Store, arrivals: Sequence[Arrival], found: Sequence[CleanedPage], *, again: bool
) -> tuple[Sequence[Arrival], Sequence[CleanedPage], LaterPages]:
    """Leave out the pages that are part of another article, by what comes and by what stands."""
    ids = {article_id_of(arrival.fetch) for arrival in arrivals}
    others = [row for row in next_pages.joined(store, ids) if not (again and row.article_id in ids)]
    before = [] if again else next_pages.named(store, ids)
    said = [(arrival, page.article) for arrival, page in zip(arrivals, found, strict=True)]
    named_rows = named_by(store, said, before)
    joined = {row.page_id for row in (*others, *named_rows) if row.is_joined}
    kept = [
        (arrival, page)
        for arrival, page in zip(arrivals, found, strict=True)
        if article_id_of(arrival.fetch) not in joined
    ]
    named_rows = [row for row in named_rows if row.article_id not in joined]
    later = LaterPages(named_rows, joined)
    return [arrival for arrival, _ in kept], [page for _, page in kept], later


def rows_of(
    arrivals: Sequence[Arrival],
    pages: Sequence[CleanedPage],
    standing: Mapping[int, articles.NewestText],
    first_seen: Mapping[int, dt.datetime],
) -> ArticleRows:
    """Return the rows that cleaned pages add to those that stand, in the order in which they came.

    A page whose extraction failed gives an article without text. A later page that succeeds
    replaces it. A failure is never a revision.
    """
    rows = ArticleRows({}, [], [])
    newest = dict(standing)
    for arrival, page in zip(arrivals, pages, strict=True):
        article_id = article_id_of(arrival.fetch)
        before, now = newest.get(article_id), newest_text(page)
        if before is None or (before.has_failed and not now.has_failed):
            rows.articles[article_id] = article_row(arrival, page, first_seen.get(article_id))
            rows.removals.extend(RemovalRow(article_id, *cut) for cut in page.article.removals)
        elif now.has_failed:
            continue
        elif has_changed(before, now):
            rows.revisions.append(revision_row(arrival, page, before.text))
        newest[article_id] = now
    return rows


def failed_of(
    arrivals: Sequence[Arrival], pages: Sequence[CleanedPage | Failed]
) -> list[FailedPage]:
    """Return the arrivals on which extraction failed."""
    return [
        FailedPage(arrival, page)
        for arrival, page in zip(arrivals, pages, strict=True)
        if isinstance(page, Failed)
    ]


def dated(
    page: CleanedPage, announced: Sequence[Announced], first_seen: dt.datetime | None
) -> CleanedPage:
    """Give an article the most exact of its times that does not contradict the first.

    What the page says comes first, then what those say that named it, the first finder first. A
    time without a zone that lies behind first sight is not UTC: the day is left of it.
    """
    article = page.article
    stated = [(article.published_from or "page", time) for time in own_time(article, first_seen)]
    stated += [(said.kind, as_stated(said)) for said in announced]
    best = finest(time for _, time in stated)
    if best is None:
        return page
    source = next(source for source, time in stated if time == best)
    named = article._replace(
        published_at=best.at, published_precision=best.precision, published_from=source
    )
    return page._replace(article=named)


def own_time(article: Article, first_seen: dt.datetime | None) -> list[Stated]:
    """Return what a page says of its time, if anything."""
    at, precision = article.published_at, article.published_precision
    if at is None:
        return []
    is_local = at.tzinfo is None and precision != "day"
    if is_local and first_seen and dt.timedelta() < at - first_seen <= FARTHEST:
        return [Stated(at.replace(hour=0, minute=0, second=0), "day")]
    return [Stated(at, precision or "second")]


def as_stated(said: Announced) -> Stated:
    """Return what a feed or sitemap says: naive UTC in the store; of a day no zone is known."""
    at, precision, _ = said
    if precision is None:  # earlier versions kept none
        precision = "day" if at.time() == dt.time() else "second"
    return Stated(at if precision == "day" else at.replace(tzinfo=dt.UTC), precision)


def named(found: CleanedPage, page: RawPage) -> CleanedPage:
    """Give an article of a file that has no title the name of the file; rows stay without."""
    is_file = page.origin and not page.url and not IN_A_FILE.search(page.origin)
    if found.article.title or not is_file:
        return found
    return found._replace(article=found.article._replace(title=PurePath(page.origin or "").name))


def newest_text(found: CleanedPage) -> articles.NewestText:
    """Return what the next text of the article will be compared with."""
    article = found.article
    published = utc(article.published_at)
    return articles.NewestText(
        found.digest.content_hash, article.text, found is UNREAD, article.title, published
    )


def has_changed(before: articles.NewestText, now: articles.NewestText) -> bool:
    """Whether a later page of an article is a revision: its words, headline or date differ.

    Also where accents alone were mended, which makes no difference when texts are compared.
    """
    return (before.content_hash, before.title, before.published_at) != (
        now.content_hash,
        now.title,
        now.published_at,
    ) or (before.text != now.text and words(before.text) != words(now.text))


def article_row(arrival: Arrival, found: CleanedPage, first_seen: dt.datetime | None) -> ArticleRow:
    """Return the row of an article that was first seen then: naive UTC."""
    fetch, given = arrival.fetch, arrival.page.given
    article, digest, disguised_words = found
    canonical = article.canonical_url
    url = address(arrival.page.final_url or arrival.page.url) or stated_address(article)
    return ArticleRow(
        article_id=article_id_of(fetch),
        fetch_id=fetch.fetch_id,
        site=given.site or (site_of(url) if url and not arrival.page.url else fetch.site),
        url=url,
        canonical_url=canonicalize(canonical) if canonical else None,
        title=article.title,
        text=article.text,
        authors=list(article.authors),
        language=article.language,
        published_at=utc(article.published_at),
        modified_at=utc(article.modified_at),
        first_seen_at=first_seen,
        words=digest.words,
        dateline=article.dateline,
        agency=article.agency,
        contributors=list(article.contributors),
        originally_from=article.originally_from,
        is_paywalled=article.is_paywalled,
        body_status=article.body_status,
        confidence=article.confidence,
        extractor=EXTRACTOR,
        content_hash=digest.content_hash,
        indexed=article.body_status in ("full", "part") and digest.is_long_enough,
        deck=article.deck,
        published_precision=article.published_precision,
        published_from=article.published_from,
        external_id=arrival.page.external_id,
        origin=arrival.page.origin,
        disguised_words=disguised_words,
    )


def stated_address(article: Article) -> str | None:
    """The address that a page without one states as its own; it is not known by it."""
    url = article.canonical_url or ""
    return address(url) if is_address(url) else None


def revision_row(arrival: Arrival, found: CleanedPage, before: str) -> RevisionRow:
    """Return the row of a later text, with the number of words that differ from the one before."""
    article, digest, _ = found
    return RevisionRow(
        article_id=article_id_of(arrival.fetch),
        fetch_id=arrival.fetch.fetch_id,
        seen_at=arrival.fetch.fetched_at,
        title=article.title,
        text=article.text,
        words=digest.words,
        words_changed=Indel.distance(words(before), words(article.text)),
        content_hash=digest.content_hash,
        published_at=utc(article.published_at),
    )
