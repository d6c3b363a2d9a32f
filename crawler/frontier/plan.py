"""What a run shall do: which sources, which of their feeds, which addresses. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.discovery.url_shapes import looks_like_article
from crawler.frontier.schedule import first_poll, is_due
from crawler.options import CrawlOptions
from crawler.sources.source import Source, ad_hoc
from crawler.urls import canonicalize, is_address, site_of
from storage.records import FeedRow, UrlRow

NEVER = dt.datetime.min  # noqa: DTZ901 (naive UTC, as all times of the store)
SITEMAPS = 50  # of a site, besides those that no index named: an index of indexes has 30


class DueFeed(NamedTuple):
    """A feed that is to be polled now; with `is_home`, a front page that is to name feeds."""

    source: Source
    feed: FeedRow
    is_home: bool = False


class Plan(NamedTuple):
    """What a run shall do; `is_partial` when targets were named: the rest is left for later."""

    sources: tuple[Source, ...]
    feeds: tuple[DueFeed, ...]
    addresses: tuple[tuple[Source, str], ...] = ()
    is_partial: bool = False


def make(
    sources: Sequence[Source], known: Iterable[FeedRow], options: CrawlOptions, now: dt.datetime
) -> Plan:
    """The plan of a run, from the sources file, the feeds known so far, and what was asked."""
    feeds = {feed.url: feed for feed in known}
    chosen, addresses = _chosen(sources, feeds, options)
    at_once = options.everything or bool(options.targets)
    due_feeds = tuple(
        due
        for source in chosen
        for due in _feeds_of(source, feeds, now)
        if at_once or is_due(due.feed, now)
    )
    everyone = tuple(dict.fromkeys((*chosen, *(source for source, _ in addresses))))
    return Plan(everyone, due_feeds, tuple(addresses), bool(options.targets))


def source_of(site: str, sources: Iterable[Source]) -> Source:
    """The source that a site belongs to; one of its own where it belongs to none."""
    return next((each for each in sources if each.site == site), None) or next(
        (each for each in sources if each.owns(site)), ad_hoc(site)
    )


def is_ours(row: UrlRow, plan: Plan) -> bool:
    """Whether a URL that waits is part of the plan."""
    return not plan.is_partial or any(source.owns(row.site) for source in plan.sources)


def _chosen(
    sources: Sequence[Source], feeds: dict[str, FeedRow], options: CrawlOptions
) -> tuple[list[Source], list[tuple[Source, str]]]:
    """The sources to crawl and the addresses to fetch, as targets name them."""
    if not options.targets:
        return list(sources), []
    scheme = "http" if options.resolve else "https"  # mapped hosts are test servers
    chosen: list[Source] = []
    addresses: list[tuple[Source, str]] = []
    for target in options.targets:
        source = _named(target, sources)
        is_site = not is_address(target) or _is_root(target) or target in feeds
        if source is not None and (is_site or any(feed.url == target for feed in source.feeds)):
            chosen.append(source)
        elif is_site:
            chosen.append(ad_hoc(target, scheme))
        else:
            addresses.append((source or ad_hoc(site_of(target)), target))
    return chosen, addresses


def _named(target: str, sources: Sequence[Source]) -> Source | None:
    """The source that a target means: by name, by address of a feed, by site."""
    by_name = next((each for each in sources if each.name == target), None)
    by_feed = next((each for each in sources if target in (f.url for f in each.feeds)), None)
    site = site_of(target)
    return by_name or by_feed or next((each for each in sources if each.owns(site)), None)


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _feeds_of(source: Source, feeds: dict[str, FeedRow], now: dt.datetime) -> list[DueFeed]:
    """A source's feeds as listed; without a list those found earlier; else its front page."""
    if source.feeds:
        listed = {feed.url: feed.kind for feed in source.feeds}
        rows = [
            feeds.get(url) or first_poll(url, source.site, kind, now)
            for url, kind in listed.items()
        ]
        deeper = ("sitemap", "section") if source.depth > 1 else ("sitemap",)
        further = [  # sitemaps that a listed index named, sections that a listed section named
            feed
            for feed in feeds.values()
            if feed.site == source.site
            and feed.url not in listed
            and feed.kind in deeper
            and feed.kind in listed.values()
        ]
        return [DueFeed(source, row) for row in (*rows, *_not_too_many(further))]
    found = [feed for feed in feeds.values() if feed.site == source.site and feed.kind != "section"]
    if found:
        return [DueFeed(source, row) for row in _not_too_many(found)]
    home = source.home or f"https://{source.site}/"
    return [DueFeed(source, feeds.get(home) or first_poll(home, source.site, "section", now), True)]


def _not_too_many(feeds: Sequence[FeedRow]) -> list[FeedRow]:
    """Feeds in their order, without the sitemaps of which an earlier store has too many.

    A sitemap whose index is on record was counted when it was found (sitemaps.py). Of those without
    one, indexes stay, and those that had news last.
    """
    sitemaps = [feed for feed in feeds if feed.kind == "sitemap" and feed.found_in is None]
    indexes = _indexes(sitemaps, {feed.found_in for feed in feeds})
    sitemaps.sort(key=lambda feed: (feed.url in indexes, feed.last_new_at or NEVER), reverse=True)
    left = {feed.url for feed in sitemaps[SITEMAPS:]}
    return [feed for feed in feeds if feed.url not in left]


def _indexes(sitemaps: Sequence[FeedRow], found_in: Collection[str | None]) -> set[str]:
    """The addresses of those that name others: the known ones, and the likeliest of the rest.

    An index has no news itself, and was there before all that it names: it was polled most often.
    Of several that were, it has the shortest address.
    """
    barren = [feed for feed in sitemaps if feed.last_new_at is None]
    likeliest = max(barren, key=lambda feed: (feed.polls, -len(feed.url)), default=None)
    known = {feed.url for feed in sitemaps if feed.url in found_in}
    return known | ({likeliest.url} if likeliest is not None else set())


def place_of(url: str, final_url: str) -> str:
    """The key of the article that an answer brings: of where it came from in the end.

    Short links and feed proxies lead to the article's own address, by which sitemaps and other
    feeds know it. But an article that was taken down may lead to the front page, and a consent wall
    stands before many: where the end is not built as an article's address, the beginning counts.

    >>> place_of("https://t.example/x1", "https://a.example/2026/03/storm?utm_source=t")
    'https://a.example/2026/03/storm'
    >>> place_of("https://a.example/2026/03/storm", "https://a.example/")
    'https://a.example/2026/03/storm'
    """
    return canonicalize(final_url if final_url and looks_like_article(final_url) else url)


def url_row(url: str, site: str, article_id: int, now: dt.datetime) -> UrlRow:
    """An article URL seen for the first time: to be fetched at once."""
    return UrlRow(
        url_key=canonicalize(url),
        article_id=article_id,
        url=url,
        site=site,
        state="pending",
        attempts=0,
        next_try_at=now,
        first_seen_at=now,
        note=None,
    )
