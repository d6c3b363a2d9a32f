"""Whether what is configured still answers: each feed, sitemap and section asked for once.

A job for a probe; nothing is stored.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from typing import NamedTuple

from crawler.answer import Answer
from crawler.discovery.link import Link
from crawler.frontier import finder
from crawler.frontier.events import tell_fault
from crawler.frontier.schedule import first_poll
from crawler.sources.source import Feed, Source
from crawler.survey import Asker, Survey, newest, survey_site, worth_polling

LOG = logging.getLogger("crawler")
STALE = dt.timedelta(days=14)  # no newer item: a weekly would have published twice
REMEDIES = {
    "gone": "look for its new address: wirecopy sources add {home} --dry-run",
    "refused": "the site refuses crawlers: ask its owner, or take the line out",
    "robots": "robots.txt forbids it: ask the site's owner, or take the line out",
    "robots_unavailable": "the site's robots.txt fails: try again later",
    "busy": "asked too often: try again later, with a larger delay",
    "server_error": "the site's own fault: try again later",
    "bad_request": "look for another address: wirecopy sources add {home} --dry-run",
    "not_a_feed": "look for the feed: wirecopy sources add {home} --dry-run",
    "dns": "check the spelling of the host, and the network",
    "connection": "check the address, and the network; else try again later",
    "timeout": "try again later",
    "tls": "the certificate is not valid for this host: check the address",
    "too_large": "larger than a crawl would read: choose another feed",
    "redirects": "set the address that it ends at",
    "offsite": "set the address that it ends at, or name the host in hosts",
    "private_address": "permit the host with --allow-private",
    "empty": "names no article: retired? Look for others: wirecopy sources add {home} --dry-run",
    "stale": "newest item of {date}: retired? Look: wirecopy sources add {home} --dry-run",
    "failed_here": "a fault of wirecopy's own: report it",
    "breaker": "the source failed too often in this run: try again later",
}


class FeedCheck(NamedTuple):
    """How one feed, sitemap or section answered; `remedy` is one line, None when all is well."""

    name: str
    url: str
    kind: str
    status: str
    http_status: int | None
    items: int
    newest_at: dt.datetime | None
    validators: str
    remedy: str | None

    @property
    def has_failed(self) -> bool:
        """Whether it gave nothing that a crawl could use."""
        return self.status not in ("ok", "empty", "stale")


async def check_sources(
    asker: Asker, sources: Sequence[Source], now: dt.datetime
) -> list[FeedCheck]:
    """Each feed, sitemap and section of some sources, asked for once; hosts side by side."""
    return list(
        await asyncio.gather(
            *(
                _checked(asker, source, feed, now)
                for source in sources
                for feed in source.feeds or (Feed(source.home or "", "home"),)
            )
        )
    )


async def _checked(asker: Asker, source: Source, feed: Feed, now: dt.datetime) -> FeedCheck:
    """How one answered; where code of ours fails on that, it alone has failed, and a line tells."""
    try:
        return await _asked(asker, source, feed, now)
    except Exception as error:  # noqa: BLE001 (told, and the status of this one)
        note = tell_fault(source.name, feed.url, error, LOG)
        answer = Answer(feed.url, feed.url, "failed_here", note=note)
        return judged(source, feed, answer, (), now)


async def _asked(asker: Asker, source: Source, feed: Feed, now: dt.datetime) -> FeedCheck:
    if feed.kind == "home":
        survey = await survey_site(asker, source)
        return _of_home(source, feed, survey)
    row = first_poll(feed.url, source.site, feed.kind, now)
    answer = await asker.ask(feed.url, source)
    answer, links, further = finder.read(answer, row, source)
    if further and not links:  # an index of sitemaps: its newest stands for all
        child = await asker.ask(further[0], source)
        _, links, _ = finder.read(child, row, source)
    return judged(source, feed, answer, links, now)


def judged(
    source: Source, feed: Feed, answer: Answer, links: Sequence[Link], now: dt.datetime
) -> FeedCheck:
    """What an answer says of a feed, with what to do about it."""
    status, date = answer.outcome, newest(links)
    if status == "ok" and not links:
        status = "empty"
    elif status == "ok" and date is not None and date < now - STALE:
        status = "stale"
    named = {"ETag": "etag", "Last-Modified": "last-modified"}
    return FeedCheck(
        source.name,
        feed.url,
        feed.kind,
        status,
        answer.status,
        len(links),
        date,
        ", ".join(name for name, field in named.items() if answer.header(field)),
        remedy(status, source, answer, date),
    )


def _of_home(source: Source, feed: Feed, survey: Survey) -> FeedCheck:
    """A source that lists no feeds: how many its front page leads to."""
    kept = worth_polling(survey.offers)
    status = "failed" if survey.trouble else "ok" if kept else "empty"
    date = max((each.newest_at for each in kept if each.newest_at), default=None)
    told = survey.trouble or (None if kept else "offers no feed: its front page will be read")
    return FeedCheck(
        source.name,
        feed.url,
        feed.kind,
        status,
        None,
        len(kept),
        date,
        "",
        told,
    )


def remedy(status: str, source: Source, answer: Answer, date: dt.datetime | None) -> str | None:
    """One line that says what is wrong and what to do; None when nothing is."""
    if status == "ok":
        return None
    home = source.home or f"https://{source.site}/"
    todo = REMEDIES.get(status, "try again later").format(home=home, date=date and date.date())
    return f"{answer.note}; {todo}" if answer.note else todo
