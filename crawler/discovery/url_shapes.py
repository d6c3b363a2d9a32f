"""How addresses are built: those of articles, those of sections, and traps without end."""

import re
from collections import Counter
from urllib.parse import urlsplit

from storage.records import now

# An article's path: a date in it, a long number, or a slug of at least three words.
ARTICLE = re.compile(r"/(?:19|20)\d\d|\d{5}")
BETWEEN_WORDS = re.compile(r"[-_]")
# A path that leads through a calendar, or through the same part so many times, is a trap.
TRAP = re.compile(r"/calendar/|/(?:tag|author|login|search)s?/")
WINDS = 3
# A day, month or year with nothing behind it: a page of a calendar, however deep it is nested.
CALENDAR = re.compile(
    r"/(?:19|20)\d\d(?:[/-](?:[01]?\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*))?"
    r"(?:[/-][0-3]?\d)?/?$",
    re.IGNORECASE,
)
DAY = re.compile(r"/((?:19|20)\d\d)(?:[/-]([01]?\d)(?=[/-]|$))?")
# Ways to look at the same things again: sorted, filtered, turned over.
FACET = re.compile(
    r"(?:^|&)(?:page|paged|pg|offset|start|sort\w*|order\w*|dir|filter\w*|facet\w*|date|day|month"
    r"|year|view|display|limit|per_?page|replytocom|print|q|query|search)(?:\[\]|%5B%5D)?=",
    re.IGNORECASE,
)
FIELDS = 3  # of a query; no article needs more to be named
PAGED = re.compile(r"/(?:page|p|pagina|seite|archive|archives?)(?:[/-]\d+)?/?$|/\d{1,4}/?$", re.I)
# Pages about the site itself, and those of readers.
FILLER = re.compile(
    r"/(?:about|account|advertis\w+|apps?|careers?|comments?|contact|cookies?|corrections|events?|faqs?"
    r"|feeds?|games?|help|imprint|impressum|jobs|legal|log-?in|masthead|newsletters?|photos?|podcasts?"
    r"|privacy|profile|register|rss|search|share|shop|sign-?(?:in|up)|site-?map|staff|store|subscribe"
    r"|subscriptions?|tags?|authors?|terms|users?|videos?|weather)(?:[/-]|$)",
    re.IGNORECASE,
)
LISTING_DEPTH = 3  # parts of a listing page's path: /news/world/europe/


def looks_like_article(url: str) -> bool:
    """Whether a path is built as articles' paths are, and not as a trap.

    >>> [looks_like_article(f"https://a.example{path}") for path in ("/2026/03/storm", "/sport/")]
    [True, False]
    """
    return _is_article(urlsplit(url).path.rstrip("/")) and not is_trap(url)


def looks_like_listing(url: str) -> bool:
    """Whether an address is built as those of sections are.

    >>> [looks_like_listing(f"https://a.example{path}") for path in ("/sport/", "/sport/page/2")]
    [True, False]
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    is_short = 0 < path.count("/") <= LISTING_DEPTH and "." not in path.rpartition("/")[2]
    is_list = is_short and not parts.query and not PAGED.search(path) and not FILLER.search(path)
    return is_list and not _is_article(path) and not is_trap(url)


def is_trap(url: str) -> bool:
    """Whether an address leads into what has no end: calendars, facets, paths that wind.

    >>> paths = ("/2031/05/14", "/a/b/a/b/a", "/long-list-of-news?sort=new", "/2026/03/02/storm")
    >>> [is_trap(f"https://a.example{path}") for path in paths]
    [True, True, True, False]
    """
    parts = urlsplit(url)
    path, query = parts.path, parts.query
    is_endless = TRAP.search(path.rstrip("/")) or CALENDAR.search(path) or _is_ahead(path)
    return bool(is_endless or _winds(path) or FACET.search(query) or query.count("&") >= FIELDS)


def _is_article(path: str) -> bool:
    """Whether a path has a date, a long number, or ends with a slug of three words.

    >>> [_is_article(path) for path in ("/a/ferry-is_back", "/a/ferry-back", "/ferry-is-back/a")]
    [True, False, False]
    """
    slug = path.rpartition("/")[2]
    between = [found.start() for found in BETWEEN_WORDS.finditer(slug, 1, max(len(slug) - 1, 1))]
    has_slug = bool(between) and between[-1] - between[0] > 1
    return has_slug or ARTICLE.search(path) is not None


def _winds(path: str) -> bool:
    """Whether a path leads through the same part again and again."""
    times = Counter(filter(None, path.split("/")))
    return max(times.values(), default=0) >= WINDS


def _is_ahead(path: str) -> bool:
    """Whether a path is dated in a month that has not come: calendars know no end."""
    found = DAY.search(path)
    if not found:
        return False
    today = now()
    return (int(found[1]), int(found[2] or 0)) > (today.year, today.month)
