"""One key for one article: what remains of a URL when everything is gone that names no page.

The key is an identity, not an address: it is compared and hashed, never fetched. It therefore says
`https`, drops `www.`, and needs no server to agree. What a page calls its own canonical address is
evidence and stands elsewhere: a reprint that points at the agency is our subject, not a duplicate.
"""

import re
import unicodedata
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
# A part of a path with a number or a slug, but for a year.
OF_A_STORY = r"(/(?!(?:19|20)\d\d/)[^/\d-]*[\d-][^/]*)"
PRINT = r"print(?:able|er)?(?:[_-]?(?:view|version|page|friendly))?"
# In this order; each may lay open the next, so they are repeated until nothing changes.
PATH_RULES = (
    (re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE), ""),
    (re.compile(r"/\([sfa]\([^/]*\)\)(?=/|$)", re.IGNORECASE), ""),  # ASP.NET's /(S(...))
    (re.compile(r"//+"), "/"),
    # Views for printing: of something with a number or a slug, not of a section `print`.
    (re.compile(rf"{OF_A_STORY}/{PRINT}(?:\.(?:html?|php|aspx?))?/?$", re.IGNORECASE), r"\1"),
    (re.compile(rf"^/{PRINT}(?=/(?:[^/]*/)*[^/\d-]*[\d-][^/]*$)", re.IGNORECASE), ""),
    (re.compile(rf"{OF_A_STORY}/page/1/?$", re.IGNORECASE), r"\1"),
    (re.compile(r"^/amp(?=/.)", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^/])(?:/amp(?:\.html?)?|\.amp)/?$", re.IGNORECASE), ""),
    (re.compile(r"\.amp\.html?$", re.IGNORECASE), ".html"),
    (re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE), "/"),
    (re.compile(r"(?<!/)/+$"), ""),
)

WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# A line that was broken within an address, with the indentation of the next one.
BREAK = re.compile(r"[\r\n\t][ \t\r\n]*")
UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"  # what editors and word processors leave around it
# An ampersand that was escaped once too often; libxml2 gives that of attributes as `&#38;`.
AMPERSAND = re.compile(r"&(?:(?:amp|#0{0,4}38|#x0{0,4}26);)+", re.IGNORECASE)
PLACE = re.compile(r"[^?#]*")  # what stands before the query
SLASHES = re.compile(r"^(https?:)?/{3,}", re.IGNORECASE)
HOST = re.compile(r"[\w.-]+", re.ASCII)  # a name without what would end it
LETTERS = re.compile(r"(?:%[89a-f][0-9a-f])+", re.IGNORECASE)  # bytes of what is not ASCII


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


def is_home(url: str) -> bool:
    """Whether an address is that of a site itself, and of nothing in it.

    >>> is_home("https://npr.org/"), is_home("https://npr.org/?p=7"), is_home("https://npr.org/a")
    (True, False, False)
    """
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def tidied(url: str) -> str:
    r"""An address as it was meant: as browsers read it, and without what escaped it twice.

    Blanks around it, line breaks and tabs go; a backslash before the query is a slash, and more
    than two slashes at the start are two (https://url.spec.whatwg.org/#concept-basic-url-parser).

    >>> tidied(" https:\\\\news.example\\a?x=1&amp;y=2\n"), tidied("///news.example/")
    ('https://news.example/a?x=1&y=2', '//news.example/')
    """
    url = AMPERSAND.sub("&", BREAK.sub("", url.strip().strip(UNSEEN).strip()))
    if "\\" in url:
        url = PLACE.sub(lambda found: found[0].replace("\\", "/"), url, count=1)
    return SLASHES.sub(r"\1//", url)


def site_of(url: str) -> str:
    """The site of a URL or bare host name: its host in lower case, without `www.`, as DNS has it.

    >>> site_of("https://WWW.Harbor-Ledger.example:8080/a"), site_of("bücher.example/a")
    ('harbor-ledger.example', 'xn--bcher-kva.example')
    """
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return ascii_host(host).rstrip(".").removeprefix("www.")


def ascii_host(host: str) -> str:
    """A host name as DNS has it: punycode where it has other letters (UTS 46, as browsers do).

    >>> ascii_host("straße.example"), ascii_host("b%C3%BCcher.example"), ascii_host("a.example")
    ('xn--strae-oqa.example', 'xn--bcher-kva.example', 'a.example')
    """
    if host.isascii() and "%" not in host:
        return host
    import idna  # noqa: PLC0415 (20 ms, and hardly any host needs it)

    try:
        labels = idna.uts46_remap(unquote(host), std3_rules=False).split(".")
        found = ".".join(map(_ascii_label, labels))
    except (idna.IDNAError, UnicodeError):
        return host
    return found if HOST.fullmatch(found) else host


def _ascii_label(label: str) -> str:
    """A part of a host name; IDNA 2008 would refuse some that browsers open: i❤, a_b."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


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
    `#!` is no place but a route: scripts draw another page for it.

    >>> address("http://www.sunbelt-radio.example/port/?ref=4711&utm_source=rss#top")
    'http://www.sunbelt-radio.example/port/?ref=4711&utm_source=rss'
    """
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(fragment=route(parts.fragment)))
    except ValueError:
        return url


def route(fragment: str) -> str:
    """What a fragment says of which page it is: a route of a page that scripts draw, or nothing.

    >>> route("!/story/7"), route("comments")
    ('!/story/7', '')
    """
    return fragment if len(fragment) > 1 and fragment.startswith("!") else ""


def _pass(url: str) -> str:
    url = tidied(url)
    if not WEB.match(url):
        return url
    try:
        parts = urlsplit(canonicalize_url(_composed(url), keep_fragments=True))
        host = _host(parts)
    except ValueError:
        return url
    cached = AMP_CACHE.match(host + parts.path)
    place = (host + parts.path)[cached.end() :] if cached else host + _path(parts.path)
    query, fragment = _query(parts.query), route(parts.fragment)
    shown = f"https://{place}" + (f"?{query}" if query else "")
    return shown + (f"#{fragment}" if fragment else "")


def _composed(url: str) -> str:
    """An address with its host as DNS has it, and its letters composed (NFC), however written."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    plain = ascii_host(host)
    netloc = parts.netloc if plain == host else parts.netloc.lower().replace(host, plain)
    rest = LETTERS.sub(_letters, urlunsplit(("", "", *parts[2:])))
    return f"{parts.scheme}://{netloc}{unicodedata.normalize('NFC', rest)}"


def _letters(escaped: re.Match[str]) -> str:
    """Letters that were escaped; bytes that are none in UTF-8 stay."""
    try:
        return unquote(escaped[0], errors="strict")
    except UnicodeDecodeError:
        return escaped[0]


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
