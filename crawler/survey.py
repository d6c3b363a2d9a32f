"""What a site offers a crawler: its feeds and sitemaps.

A job for a probe: it asks for addresses one after the other and says what came. Nothing is stored.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urljoin

from crawler.answer import Answer
from crawler.codings import TooLargeError
from crawler.discovery import announced, sitemap
from crawler.discovery import feed as feeds
from crawler.discovery.link import Link, plain
from crawler.discovery.section import tree
from crawler.discovery.sniff import sniff
from crawler.frontier.events import tell_fault
from crawler.sources.source import Feed, Source
from crawler.urls import canonicalize, site_of

LOG = logging.getLogger("crawler")
TRIED = 8  # candidates of each origin: sites announce a feed for every section
KEPT = 5  # of each kind: the first that a site announces are its main ones
NAME = 60  # characters of a site's name


class Asker(Protocol):
    """What a job may do: ask, and know what robots.txt has said meanwhile."""

    async def ask(self, url: str, source: Source, *, is_page: bool = False) -> Answer:
        """One answer, good or bad."""

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that robots.txt names."""


class Offer(NamedTuple):
    """Something that names articles; `how` says where it was found, `keys` are its articles."""

    url: str
    kind: str
    form: str
    how: str
    keys: frozenset[str] = frozenset()
    newest_at: dt.datetime | None = None


class Survey(NamedTuple):
    """What a site offers; `trouble` is why nothing could be found out."""

    home: str
    name: str
    offers: tuple[Offer, ...] = ()
    trouble: str | None = None


async def survey_site(asker: Asker, source: Source) -> Survey:
    """What a site offers, from its front page or any other address: announced, named, or usual.

    An answer on which code of ours fails costs itself alone, and a line tells of it.
    """
    url = source.home or f"https://{source.site}/"
    try:
        return await _surveyed(asker, source, url)
    except Exception as error:  # noqa: BLE001 (told, and the trouble of the survey)
        return Survey(url, source.site, trouble=tell_fault(source.name, url, error, LOG))


async def _surveyed(asker: Asker, source: Source, url: str) -> Survey:
    answer = await asker.ask(url, source)
    if answer.outcome != "ok" and url.startswith("https://"):
        plain_text = await asker.ask("http://" + url.removeprefix("https://"), source)
        answer = plain_text if plain_text.outcome == "ok" else answer
    if answer.outcome != "ok":
        return Survey(url, source.site, trouble=answer.note or answer.outcome)
    itself = read(answer, "the address itself")
    if itself is not None:
        return Survey(urljoin(answer.final_url, "/"), site_of(answer.final_url), (itself,))
    found = [
        *await _each(asker, source, announced.feeds(answer.body, answer.final_url), "link tag"),
        *await _each(asker, source, asker.sitemaps(answer.final_url), "robots.txt"),
    ]
    missing = {"feed", "sitemap"} - {each.kind for each in found}
    usual = [
        urljoin(answer.final_url, path)
        for path in announced.WELL_KNOWN
        if ("sitemap" if "sitemap" in path else "feed") in missing
    ]
    found += await _each(asker, source, usual, "usual address", most=len(usual))
    return Survey(answer.final_url, name_of(answer), tuple(found))


async def _each(
    asker: Asker, source: Source, urls: Iterable[str], how: str, most: int = TRIED
) -> list[Offer]:
    """Those of some addresses that are feeds or sitemaps."""
    found = []
    for url in list(dict.fromkeys(urls))[:most]:
        answer = await asker.ask(url, source)
        each = _offered(source, answer, how)
        if each is not None and each.form == "sitemap index":
            found += await _children(asker, source, answer, how)
        if each is not None:
            found.append(each)
    return found


def _offered(source: Source, answer: Answer, how: str) -> Offer | None:
    """What a good answer offers; nothing where code of ours fails on it, which is told."""
    try:
        return read(answer, how) if answer.outcome == "ok" else None
    except Exception as error:  # noqa: BLE001 (told)
        tell_fault(source.name, answer.url, error, LOG)
        return None


async def _children(asker: Asker, source: Source, answer: Answer, how: str) -> list[Offer]:
    """The news sitemaps among an index's: those that are named so, else its newest."""
    try:
        newest = [link.url for link in sitemap.children(answer.body, answer.final_url)]
    except Exception as error:  # noqa: BLE001 (told)
        tell_fault(source.name, answer.url, error, LOG)
        return []
    chosen = [url for url in newest if "news" in url.rpartition("/")[2].lower()] or newest
    answers = [await asker.ask(url, source) for url in chosen[:2]]
    offers = [_offered(source, each, f"{how}, an index") for each in answers]
    return [each for each in offers if each is not None and each.form == "news sitemap"]


def read(answer: Answer, how: str) -> Offer | None:
    """A body as what it is, whatever the server calls it; None when it names no articles' feed."""
    try:
        return _read(answer, how)
    except TooLargeError:
        return None


def _read(answer: Answer, how: str) -> Offer | None:
    form = sniff(answer.body)
    if form == "sitemapindex":
        return Offer(answer.final_url, "sitemap", "sitemap index", how)
    if form == "sitemap":
        links = sitemap.entries(answer.body, answer.final_url)
        is_news = any(link.published_at for link in links)
        return _offer(answer, "sitemap", "news sitemap" if is_news else form, how, links)
    if form in ("feed", "jsonfeed"):
        name = "JSON Feed" if form == "jsonfeed" else "feed"
        return _offer(answer, "feed", name, how, feeds.entries(answer.body, answer.final_url))
    return None


def _offer(answer: Answer, kind: str, form: str, how: str, links: Sequence[Link]) -> Offer:
    keys = frozenset(canonicalize(link.url) for link in links)
    return Offer(answer.final_url, kind, form, how, keys, newest(links))


def newest(links: Iterable[Link]) -> dt.datetime | None:
    """The time of the newest of some links, None when none has one."""
    return max(
        (date for link in links if (date := link.published_at or link.modified_at)), default=None
    )


def worth_polling(found: Sequence[Offer]) -> list[Offer]:
    """What is worth polling of what a site offers: each thing once, nothing empty.

    A plain sitemap is an archive, and chosen when there is nothing else.
    """
    first: dict[tuple[str, frozenset[str]], Offer] = {}
    for each in found:
        if each.keys:
            first.setdefault((each.kind, each.keys), each)
    named = [each for each in first.values() if each.kind == "feed"][:KEPT]
    named += [each for each in first.values() if each.form == "news sitemap"][:KEPT]
    archives = (e for e in found if e.kind == "sitemap" and (e.keys or e.form == "sitemap index"))
    return named or list(archives)[:1]


def as_source(survey: Survey, name: str | None, day: str) -> Source:
    """A survey as a source; where a site offers nothing, its front page is to be read."""
    kept = tuple(Feed(each.url, each.kind) for each in worth_polling(survey.offers))
    return Source(
        name=name or survey.name,
        site=site_of(survey.home),
        home=survey.home,
        feeds=kept or (Feed(survey.home, "section"),),
        verified=day,
    )


def name_of(answer: Answer) -> str:
    """How a site calls itself on its front page, else its host."""
    node = tree(answer.body).css_first('meta[property="og:site_name"]')
    stated = plain(node.attributes.get("content")) if node else None
    return stated if stated and len(stated) <= NAME else site_of(answer.final_url)
