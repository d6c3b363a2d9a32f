"""Every address of the ten sites with its answer, made once and then only looked up."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from wirecopy.demo import feeds, pages
from wirecopy.demo.newsroom import Newsroom, Page
from wirecopy.demo.outlets import OUTLETS, Outlet

SMALL_PRINT = {
    "About us": "is an independent newsroom. Write to its editors or call them.",
    "Contact": "answers every letter. Please leave the number of the page that you write about.",
    "Privacy": "keeps what it needs to deliver its pages, and nothing else, for thirty days.",
    "Subscribe": "lives on those who pay for it. One price, no small print, leave when you like.",
    "Newsletters": "sends two letters a week, one about the news and one about everything else.",
    "Account": "asks for your e-mail address and a password of at least twelve characters.",
    "Games": "prints a crossword on weekdays and a longer one on Sundays.",
    "Terms": "lends you its pages for reading. The rest is a matter for the courts.",
    "Corrections": "corrects mistakes where they were made, and says so on the page.",
}


class Resource(NamedTuple):
    """The answer to a request: what a browser gets, and what a cache needs to ask again."""

    body: bytes
    content_type: str
    changed: dt.datetime

    @property
    def etag(self) -> str:
        """A strong validator: the hash of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


Site = Mapping[tuple[str, str], Resource]


def site(newsroom: Newsroom) -> Site:
    """Answer every address of every outlet: (host, path) -> Resource."""
    return {
        (outlet.host, path): resource
        for outlet in OUTLETS
        for part in (_articles, _lists, _machine_readable, _small_print)
        for path, resource in part(outlet, newsroom)
    }


def _html(outlet: Outlet, text: str, changed: dt.datetime) -> Resource:
    body = text.encode(outlet.charset, "xmlcharrefreplace")
    return Resource(body, f"text/html; charset={outlet.charset}", changed)


def _articles(outlet: Outlet, newsroom: Newsroom) -> Iterator[tuple[str, Resource]]:
    for page in newsroom.of(outlet):
        yield page.path, _html(outlet, pages.article(page, newsroom), page.modified)
        for figure in page.figures:
            picture = pages.photo(PurePosixPath(figure.photo).stem)
            yield figure.photo, Resource(picture.encode(), "image/svg+xml", page.published)


def _lists(outlet: Outlet, newsroom: Newsroom) -> Iterator[tuple[str, Resource]]:
    everything = newsroom.of(outlet)
    yield "/", _list(outlet, "", everything)
    for section in pages.sections(outlet, everything):
        chosen = tuple(page for page in everything if page.section == section)
        yield f"/{pages.slugify(section)}/", _list(outlet, section, chosen)
    for tag in dict.fromkeys(tag for page in everything for tag in page.tags):
        chosen = tuple(page for page in everything if tag in page.tags)
        yield f"/tag/{pages.slugify(tag)}/", _list(outlet, tag.capitalize(), chosen)


def _list(outlet: Outlet, heading: str, chosen: tuple[Page, ...]) -> Resource:
    return _html(outlet, pages.index(outlet, heading, chosen), pages.latest_change(chosen))


def _machine_readable(outlet: Outlet, newsroom: Newsroom) -> Iterator[tuple[str, Resource]]:
    everything = newsroom.of(outlet)
    changed = pages.latest_change(everything)
    yield "/robots.txt", Resource(feeds.robots(outlet).encode(), "text/plain", changed)
    if outlet.feed:
        text = feeds.feed(outlet, everything)
        yield outlet.feed_path, Resource(text.encode(), feeds.CONTENT_TYPES[outlet.feed], changed)
    if outlet.has_news_sitemap:
        for path, render in (
            (feeds.NEWS_SITEMAP, feeds.news_sitemap),
            (feeds.SITEMAP_INDEX, feeds.sitemap_index),
        ):
            text = render(outlet, everything)
            yield path, Resource(text.encode(), "application/xml", changed)


def _small_print(outlet: Outlet, newsroom: Newsroom) -> Iterator[tuple[str, Resource]]:
    changed = pages.latest_change(newsroom.of(outlet))
    for heading, text in SMALL_PRINT.items():
        page = pages.plain(outlet, heading, f"{outlet.name} {text}")
        yield f"/{pages.slugify(heading)}", _html(outlet, page, changed)
