"""What a polled page names, whichever kind it is: articles, and further pages of its kind."""

import datetime as dt
from collections.abc import Sequence

from crawler.answer import Answer
from crawler.codings import TooLargeError
from crawler.discovery import feed as feeds
from crawler.discovery import section, sitemap
from crawler.discovery.link import Link
from crawler.discovery.readers import READERS
from crawler.discovery.recent import OLDEST, recent
from crawler.discovery.sniff import sniff, unpacked
from crawler.sources.source import Source
from storage.records import FeedRow, now

CHILDREN = 5  # sitemaps of an index that are polled: the newest
READABLE = {
    "feed": ("feed", "jsonfeed"),
    "sitemap": ("sitemap", "sitemapindex", "feed"),
    "section": ("html",),
}


def read(
    answer: Answer, feed: FeedRow, source: Source, since: dt.datetime | None = None
) -> tuple[Answer, Sequence[Link], Sequence[str]]:
    """An answer with its true outcome, the articles it names, and further pages of its kind.

    Sitemaps that an index says were changed last a month ago, and before `since`, are archives.
    """
    if answer.outcome != "ok":
        return answer, (), ()
    try:
        return _read(answer, feed, source, since)
    except TooLargeError as error:
        return answer._replace(outcome="too_large", note=str(error)), (), ()


def _read(
    answer: Answer, feed: FeedRow, source: Source, since: dt.datetime | None = None
) -> tuple[Answer, Sequence[Link], Sequence[str]]:
    body, url = answer.body, answer.final_url
    if feed.kind == "section" and source.reader is not None:
        return answer, _found_in(READERS[source.reader](unpacked(body), url), feed), ()
    found = sniff(body)
    if found not in READABLE[feed.kind]:
        note = f"not a {feed.kind}: looks like {found}"
        return answer._replace(outcome="not_a_feed", note=note), (), ()
    is_deep = source.depth > 1 and any(feed.url == listed.url for listed in source.feeds)
    return answer, _found_in(named(body, url), feed), further(body, answer, is_deep, since)


def named(body: bytes, url: str) -> list[Link]:
    """The articles that a feed, sitemap or page names, whichever of them it is.

    Raises TooLargeError.
    """
    read = {"html": _in_page, "sitemap": sitemap.entries, "sitemapindex": sitemap.entries}
    return read.get(sniff(body), feeds.entries)(body, url)


def _in_page(body: bytes, url: str) -> list[Link]:
    return section.links(unpacked(body), url)


def further(
    body: bytes, answer: Answer, is_deep: bool, since: dt.datetime | None = None
) -> list[str]:
    """The sitemaps of an index, the newest; with `is_deep` the listing pages of a section."""
    if sniff(body) == "sitemapindex":
        oldest = min(since, now() - OLDEST) if since else None  # one run's wish drops no sitemap
        found = recent(sitemap.children(body, answer.final_url), "sitemap", oldest)
        return [link.url for link in found[:CHILDREN]]
    is_page = is_deep and sniff(body) == "html"
    return section.listings(unpacked(body), answer.final_url) if is_page else []


def _found_in(links: Sequence[Link], feed: FeedRow) -> list[Link]:
    """Links under the address by which the feed is known, whatever it redirects to."""
    return [link._replace(found_in=feed.url) for link in links]
