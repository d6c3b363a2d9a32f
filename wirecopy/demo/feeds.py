"""Machine-readable lists: RSS 2.0, Atom, news sitemaps and robots.txt, as each outlet has them.

Times derive from the pages, never from the clock, so that two servers send the same bytes.
"""

import datetime as dt
from collections.abc import Sequence
from email.utils import format_datetime

from wirecopy.demo.newsroom import Page
from wirecopy.demo.outlets import Outlet
from wirecopy.demo.pages import environment, latest_change

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
NEWS_SITEMAP = "/sitemaps/news.xml"
SITEMAP_INDEX = "/sitemap-index.xml"


def http_date(moment: dt.datetime) -> str:
    """A date as RSS and HTTP write it (RFC 5322).

    >>> http_date(dt.datetime(2026, 3, 2, 9, 42, tzinfo=dt.UTC))
    'Mon, 02 Mar 2026 09:42:00 GMT'
    """
    return format_datetime(moment.astimezone(dt.UTC), usegmt=True)


def summary(page: Page) -> str:
    """What a feed says about a page: its deck, else its first paragraph."""
    return page.deck or page.paragraphs[0]


def feed(outlet: Outlet, pages: Sequence[Page]) -> str:
    """Render the feed of an outlet that has one (RSS or Atom), newest page first."""
    return _render(f"feeds/{outlet.feed}.xml", outlet, pages)


def news_sitemap(outlet: Outlet, pages: Sequence[Page]) -> str:
    """Render the sitemap of recent news, with titles and publication dates."""
    return _render("feeds/news.xml", outlet, pages)


def sitemap_index(outlet: Outlet, pages: Sequence[Page]) -> str:
    """Render the list of sitemaps, which holds just the one with news."""
    return _render("feeds/sitemapindex.xml", outlet, pages)


def robots(outlet: Outlet) -> str:
    """Render robots.txt: the archive is off limits, the sitemaps are named."""
    lines = ["User-agent: *", "Disallow: /archive/"]
    if outlet.has_news_sitemap:
        lines += [
            "",
            *(f"Sitemap: http://{outlet.host}{path}" for path in (SITEMAP_INDEX, NEWS_SITEMAP)),
        ]
    return "\n".join(lines) + "\n"


def _render(template: str, outlet: Outlet, pages: Sequence[Page]) -> str:
    return (
        environment()
        .get_template(template)
        .render(
            outlet=outlet,
            pages=pages,
            changed=latest_change(pages),
            http_date=http_date,
            summary=summary,
            news_sitemap=f"http://{outlet.host}{NEWS_SITEMAP}",
        )
    )
