"""From raw pages to article rows: the step between the archive and the texts."""

import datetime as dt
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import Indel

from crawler.archive import files as archive
from crawler.extract.article import EXTRACTOR, Article
from crawler.page import RawPage, Selectors
from crawler.urls import address, canonicalize
from dedup.words.tokens import digests, words
from storage import articles, runs
from storage.frontier import Frontier
from storage.records import ArticleRow, FetchRow, RemovalRow, RevisionRow, utc
from storage.store import Store
from wirecopy import exits
from wirecopy.show.rows import safe
from wirecopy.workers.clean import LIMITS, CleanedPage, bounded, bundles, cleaned, weight
from wirecopy.workers.pool import Workers
from wirecopy.workers.spread import FEW, spread
from wirecopy.workers.worker import Failed

LOAD = 20_000_000  # bytes of pages that are handed to the workers at once: 80 pages of 250 kB
MANY = 200  # bare texts are small, and take 1 ms each: more of them are worth starting workers
# The row of a page on which extraction failed: `rebuild --stale` and `--from raw` try it again.
UNREAD = CleanedPage(
    Article("", None, (), None, None, None, None, None, None, (), False, "failed", 0.0, (), None),
    *digests([""]),
)


class Arrival(NamedTuple):
    """A raw page and the fetch that brought it; `fetch.article_id` is never None here."""

    fetch: FetchRow
    page: RawPage


class FailedPage(NamedTuple):
    """A raw page that is kept, but gave no article, and why."""

    arrival: Arrival
    failed: Failed


class Extracted(NamedTuple):
    """What extraction added to the store, and the pages on which it failed."""

    articles: int
    revisions: int
    failed: Sequence[FailedPage] = ()


def arrivals_of(
    store: Store, only: Sequence[int] | None = None, limit: int | None = None
) -> list[Arrival]:
    """The kept pages that nobody has extracted yet, or those of some articles, with their bytes.

    With a limit they are fewer where they are large, so that memory stays bounded.
    """
    raw = store.path / "raw"
    selectors = selectors_of(store)
    fetches = articles.pending(store, only, limit)
    n_bytes = accumulate(fetch.bytes for fetch in fetches)
    some = [fetch for fetch, total in zip(fetches, n_bytes, strict=True) if total < LOAD]
    return [
        Arrival(fetch, replace(page, selectors=selectors.get(fetch.site)))
        for fetch in (some or fetches[:1] if limit else fetches)
        if fetch.warc_file is not None and fetch.warc_offset is not None
        for page in [archive.read(raw, archive.Place(fetch.warc_file, fetch.warc_offset))]
    ]


def selectors_of(store: Store) -> dict[str, Selectors]:
    """The selectors of the sites that have some, as sources.toml had them at the last crawl."""
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
    """Extract pages and add what is new; `again` puts it in the place of what there is.

    `apart` has even small pages done in workers: one of those that a run has left undone may be
    what ended it.
    """
    pages = begin(arrivals, workers, apart=apart)
    return save_cleaned(store, arrivals, list(pages), again=again)


def begin(
    arrivals: Sequence[Arrival], workers: Workers, *, apart: bool = False
) -> Iterator[CleanedPage | Failed]:
    """The articles of pages, in order; where they are many, all are under way on return."""
    pages = [bounded(arrival.page) for arrival in arrivals]
    bundled = bundles(pages)
    total = weight(pages)
    if apart or total > FEW or len(pages) > MANY:
        under_way = workers.submit(cleaned, bundled, LIMITS)
        return one_by_one(bundled, (future.result() for future in under_way), workers)
    return one_by_one(bundled, spread(cleaned, bundled, weight, workers, LIMITS, total), workers)


def one_by_one(
    bundled: Sequence[Sequence[RawPage]],
    answers: Iterable[list[CleanedPage] | Failed],
    workers: Workers,
) -> Iterator[CleanedPage | Failed]:
    """What came of each page; those of a bundle that failed are tried one by one."""
    for bundle, answer in zip(bundled, answers, strict=True):
        if not isinstance(answer, Failed):
            yield from answer
        elif len(bundle) == 1:
            yield answer
        else:
            alone = [[page] for page in bundle]
            again = workers.submit(cleaned, alone, LIMITS)
            yield from one_by_one(alone, (future.result() for future in again), workers)


def save_cleaned(
    store: Store,
    arrivals: Sequence[Arrival],
    pages: Sequence[CleanedPage | Failed],
    *,
    again: bool = False,
) -> Extracted:
    """Add what extraction made of pages: articles, or revisions of articles that changed.

    A page on which it failed gives an article without text until another page of it gives one; it
    is never a revision.
    """
    if not arrivals:
        return Extracted(0, 0)
    ids = [article_id_of(arrival.fetch) for arrival in arrivals]
    announced = Frontier(store).published(ids)
    cleaned_pages = [
        UNREAD if isinstance(each, Failed) else dated(each, announced.get(article_id))
        for each, article_id in zip(pages, ids, strict=True)
    ]
    standing = {} if again else articles.standing(store, ids)
    stale = set(ids) if again else {key for key in standing if standing[key].has_failed}
    seen = articles.first_seen(store, ids)
    rows: dict[int, ArticleRow] = {}
    removals: list[RemovalRow] = []
    revisions: list[RevisionRow] = []
    for arrival, each, article_id in zip(arrivals, cleaned_pages, ids, strict=True):
        before = standing.get(article_id)
        now_known = known_by(each)
        if before is None or (before.has_failed and each is not UNREAD):
            row = article_row(arrival, each)
            rows[article_id] = row._replace(first_seen_at=seen.get(article_id))
            removals += [RemovalRow(article_id, *removal) for removal in each.article.removals]
        elif each is UNREAD:
            continue
        elif has_changed(before, now_known):
            revisions.append(revision_row(arrival, each, before.text))
        standing[article_id] = now_known
    last = arrivals[-1].fetch.fetch_id
    replaced = stale if again else stale & rows.keys()
    articles.save(store, list(rows.values()), removals, revisions, last, replaced)
    failed = [
        FailedPage(arrival, each)
        for arrival, each in zip(arrivals, pages, strict=True)
        if isinstance(each, Failed)
    ]
    n_articles = sum(row.body_status != UNREAD.article.body_status for row in rows.values())
    return Extracted(n_articles, len(revisions), failed)


def dated(page: CleanedPage, announced: dt.datetime | None) -> CleanedPage:
    """Date an article that has no date of its own by what its feed says: naive UTC."""
    article = page.article
    if article.published_at or announced is None:
        return page
    return page._replace(article=article._replace(published_at=announced.replace(tzinfo=dt.UTC)))


def known_by(found: CleanedPage) -> articles.NewestText:
    """What an article will be known by when its next text arrives."""
    article = found.article
    published = utc(article.published_at)
    return articles.NewestText(
        found.digest.content_hash, article.text, found is UNREAD, article.title, published
    )


def has_changed(before: articles.NewestText, now: articles.NewestText) -> bool:
    """Whether a later page of an article is a revision: other words, headline or date."""
    return (before.content_hash, before.title, before.published_at) != (
        now.content_hash,
        now.title,
        now.published_at,
    )


def report_extracted(
    run: runs.Run, added: Extracted, places: Mapping[int, str] | None = None
) -> None:
    """Count what a run added, and tell of each page that failed, one line each.

    `places` names the files that articles come from. A fault of our own brings its trace.
    """
    run.count(articles=added.articles, failed=len(added.failed))
    for arrival, failed in added.failed:
        where = (places or {}).get(id(arrival.page)) or arrival.page.url or place_of(arrival.fetch)
        line = f"{where}: {failed.message}; the page is kept"
        logging.getLogger("wirecopy").error(
            "%s", safe(f"wirecopy: {line}\n{failed.trace}".rstrip())
        )
        run.note = run.note or line
        run.exit_code = exits.worse(run.exit_code, exits.of_page(is_ours=failed.is_ours))


def place_of(fetch: FetchRow) -> str:
    """Where the bytes of a text without an address lie."""
    return f"a text at byte {fetch.warc_offset} of raw/{fetch.warc_file}"


def article_id_of(fetch: FetchRow) -> int:
    """The article that a fetch brought; feeds and sitemaps bring none and never come here."""
    if fetch.article_id is None:
        raise ValueError(f"fetch {fetch.fetch_id} of {fetch.url} has no article")
    return fetch.article_id


def article_row(arrival: Arrival, found: CleanedPage) -> ArticleRow:
    """The row of an article; when it was first seen is not known here."""
    fetch, given = arrival.fetch, arrival.page.given
    article, digest = found
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
        indexed=article.body_status == "full" and digest.is_long_enough,
    )


def revision_row(arrival: Arrival, found: CleanedPage, before: str) -> RevisionRow:
    """The row of a later text, with the number of words that differ from the one before."""
    article, digest = found
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
