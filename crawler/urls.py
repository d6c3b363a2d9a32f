"""One key for one article: what remains of a URL when everything is gone that names no page.

The key is an identity, not an address: it is compared and hashed, never fetched. It therefore says
`https`, drops `www.`, and needs no server to agree. What a page calls its own canonical address is
evidence and stands elsewhere: a reprint that points at the agency is our subject, not a duplicate.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from crawler.trackers import tracks

# A label at the front of a host that serves the same pages to other readers.
MOBILE_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.])")
# Copies of other people's pages: the address of the page itself is in the path.
AMP_CACHE = re.compile(
    r"^(?:[^/]+\.cdn\.ampproject\.org/(?:v|c|i|r|wp)/(?:s/)?|google\.[a-z.]+/amp/(?:s/)?)(?=[^/]+\.[^/]+)"
)
# In this order; each may lay open the next, so they are repeated until nothing changes.
PATH_RULES = (
    (re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE), ""),
    (re.compile(r"/\([sfa]\([^/]*\)\)(?=/|$)", re.IGNORECASE), ""),  # ASP.NET's /(S(...))
    (re.compile(r"//+"), "/"),
    (re.compile(r"^/amp(?=/.)", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^/])(?:/amp|\.amp)/?$", re.IGNORECASE), ""),
    (re.compile(r"\.amp\.html?$", re.IGNORECASE), ".html"),
    (re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE), "/"),
    (re.compile(r"(?<!/)/+$"), ""),
)

WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)


def is_address(url: str) -> bool:
    """Whether a text is a web address with a host.

    >>> is_address("https://npr.org/"), is_address("npr.org"), is_address("file:///etc")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def site_of(url: str) -> str:
    """The site of a URL or bare host name: its host in lower case, without `www.`.

    >>> site_of("https://WWW.Harbor-Ledger.example:8080/a"), site_of("news.example/a")
    ('harbor-ledger.example', 'news.example')
    """
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def origin_of(url: str) -> str:
    """Scheme and host of a URL: what one robots.txt speaks for.

    >>> origin_of("https://news.example/a")
    'https://news.example'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=10_000)  # a crawl asks four times for each address, 0.1 ms each
def canonicalize(url: str) -> str:
    """The one key of the article at a URL; applying it to a key changes nothing.

    Two addresses of one page must agree, and two pages must not: what is dropped is in the tables
    above and in `trackers`, everything else stays. Text that is no http address comes back trimmed.

    >>> canonicalize("HTTP://www.Harbor-Ledger.example:80/port/dredging/?utm_source=x&id=7#top")
    'https://harbor-ledger.example/port/dredging?id=7'
    >>> canonicalize("https://amp.harbor-ledger.example/port/dredging/amp/")
    'https://harbor-ledger.example/port/dredging'
    """
    key = url
    for _ in range(11):  # each pass only shortens; hostile nesting ends here
        shorter = _pass(key)
        if shorter == key:
            break
        key = shorter
    return key


def address(url: str) -> str:
    """A URL as people would hand it on: as it came, without the place within the page.

    Unlike the key it leads where it led. What looks like a tracker may be the number of a story.

    >>> address("http://www.sunbelt-radio.example/port/?ref=4711&utm_source=rss#top")
    'http://www.sunbelt-radio.example/port/?ref=4711&utm_source=rss'
    """
    try:
        return urlunsplit(urlsplit(url)._replace(fragment=""))
    except ValueError:
        return url


def _pass(url: str) -> str:
    url = "".join(url.split())
    if not WEB.match(url):
        return url
    try:
        parts = urlsplit(canonicalize_url(url))
        host = _host(parts)
    except ValueError:
        return url
    cached = AMP_CACHE.match(host + parts.path)
    place = (host + parts.path)[cached.end() :] if cached else host + _path(parts.path)
    query = _query(parts.query)
    return f"https://{place}?{query}" if query else f"https://{place}"


def _host(parts: SplitResult) -> str:
    """Lower case, without user, default port, final dot and the labels of mobile pages."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    shorter = MOBILE_HOST.sub("", host)
    return shorter if parts.port in (None, 80, 443) else f"{shorter}:{parts.port}"


def _path(path: str) -> str:
    for pattern, replacement in PATH_RULES:
        path = pattern.sub(replacement, path)
    return path or "/"


def _query(query: str) -> str:
    return "&".join(field for field in query.split("&") if field and not tracks(unquote(field)))
