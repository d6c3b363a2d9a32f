"""Whether an article goes on on a next page: what `rel=next` says, where it says it of this page.

Blogs set `rel=next` to the next story, so the two addresses must be one but for the number of the
page: `?page=2`, `/page/2`, `/2`, `story-2.html`.
"""

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

NUMBER = re.compile(
    r"""[?&;](?:page|p|pg|pagina|página|seite|pageno|page_?(?:num|number)|paged)=(\d{1,3})(?=&|\#|$)
      | [-/](?:page|seite|pagina|p)[-/]?(\d{1,3})/?(?=[?\#]|$) | /(\d)/?(?=[?\#]|$)
      | [-_,.](?:page|seite|p)?[-_]?(\d{1,3})(?=\.[a-z]{3,5}(?:[?\#]|$))""",
    re.I | re.X,
)
ENDS = re.compile(r"\.(?:s?html?|php|aspx?)$|/$", re.I)


def goes_on(tree: LexborHTMLParser, url: str) -> bool:
    """Whether a page at this address names a next page of the same text.

    >>> page = LexborHTMLParser('<link rel=next href="/ferry?page=2">')
    >>> goes_on(page, "https://a.example/ferry"), goes_on(page, "https://a.example/bakery")
    (True, False)
    >>> goes_on(page, "https://a.example/ferry?page=2")
    False
    """
    for node in tree.css('link[rel~="next"], a[rel~="next"]'):
        href = (node.attributes.get("href") or "").strip()
        try:
            following = urljoin(url, href)
        except ValueError:
            continue
        if href and _number(following) == _number(url) + 1 and _plain(following) == _plain(url):
            return True
    return False


def _number(url: str) -> int:
    """The number of the page that an address names; 1 where it names none."""
    found = NUMBER.search(url)
    return int(next(filter(None, found.groups()))) if found else 1


def _plain(url: str) -> str:
    """An address without the number of the page."""
    return ENDS.sub("", NUMBER.sub("", url).partition("#")[0]).partition("://")[2]
