"""Which pages an article goes on on: what `rel=next`, `rel=prev` and numbered links say.

Blogs set `rel=next` to the next story, and lists to the next list. So two addresses are pages of
one text only where they are one but for the number of the page: `?page=2`, `/page/2`, `/2`,
`story-2.html`. Whether the texts belong together is told by the pages (crawler/extract/joining.py).
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.wording.page_marks import leads_on
from crawler.urls import canonicalize

MAX_LINKS = 50  # of a kind that are looked at; honest pages have two, above and below the text
MAX_ANCHORS = 500  # that are looked at
LINK_ENDS = ('$="{}"', '$="{}/"', '*="={}"', '*="{}."')  # where a link has the number of its page
MAX_LEVELS = 10  # above a link
COMMENTS = re.compile("comment|disqus|repl(?:y|ies)", re.I)
MAX_PAGES = 20  # of one article; what has more is a list, or a trap
NUMBER = re.compile(
    r"""(?<=[?&;])(?:page|p|pg|pagina|página|seite|(?:page|current)_?(?:num|number|no|page)
        |paged)=(\d{1,3})(?=&|$)
      | (?<!comment)[-/](?:page|seite|pagina|strona|sida|sivu|p)[-/]?(\d{1,3})/?(?=[?]|$)
      | /(\d)/?(?=[?]|$) | (?<=[a-z])/([1-9]\d)/?(?=[?]|$)
      | /(?:page|seite)?-?([1-9])(?=\.[a-z]{3,5}(?:[?]|$))
      | [-_,.~](?:page|seite|p)?[-_]?(\d{1,3})(?=\.[a-z]{3,5}(?:[?]|$))""",
    re.I | re.X,
)
FIELDS = re.compile("[?&;]")
SLASHES = 2  # of an address without a path
ENDS = re.compile(r"(?:(?:/index)?\.(?:s?html?|php|aspx?)|/)$", re.I)


def next_page(tree: LexborHTMLParser, url: str) -> str | None:
    """The address of the next page of the same text, as a page at an address names it.

    >>> page = LexborHTMLParser('<link rel=next href="/ferry?page=2">')
    >>> next_page(page, "https://a.example/ferry?utm_source=rss")
    'https://a.example/ferry?page=2'
    >>> next_page(page, "https://a.example/bakery"), next_page(page, "https://a.example/ferry?page=2")
    (None, None)
    """
    named = (*_linked(tree, url, "next"), *_numbered(tree, url))
    return next((each for each in named if follows(each, url)), None)


def page_before(tree: LexborHTMLParser, url: str) -> str | None:
    """The address of the page before: what `rel=prev` says, or the page's own canonical link.

    >>> page = LexborHTMLParser('<link rel=canonical href="/ferry">')
    >>> page_before(page, "https://a.example/ferry/2"), page_before(page, "https://a.example/b/2")
    ('https://a.example/ferry', None)
    """
    named = (*_linked(tree, url, "prev"), *_linked(tree, url, "canonical"))
    return next((each for each in named if follows(url, each)), None)


def follows(url: str, before: str) -> bool:
    """Whether an address is that of the page behind another one, as far as addresses tell.

    A page without a number is the first. (`?page=1` is no other address, see crawler/trackers.py;
    so pages that are counted from 0 in the query are not found.)

    >>> first = "https://a.example/ferry"
    >>> follows(f"{first}-2.html", f"{first}.html"), follows(f"{first}/4", f"{first}/3")
    (True, True)
    >>> follows(f"{first}/3", first), follows("https://a.example/page/2", "https://a.example/")
    (False, False)
    """
    earlier = dict(_readings(before))
    return any(
        1 < number <= MAX_PAGES and earlier.get(plain) == number - 1
        for plain, number in _readings(url)
    )


def is_numbered(url: str) -> bool:
    """Whether an address may be that of a later page.

    >>> is_numbered("https://a.example/ferry/2"), is_numbered("https://a.example/ferry")
    (True, False)
    """
    return any(number > 1 for _, number in _readings(url))


def _readings(url: str) -> Iterator[tuple[str, int]]:
    """Each way to read an address: what it is without the number of its page, and that number.

    Front pages have no reading, because lists have pages, too.

    >>> list(_readings("https://a.example/ferry.html?page=2"))
    [('https://a.example/ferry?page=2', 1), ('https://a.example/ferry', 2)]
    """
    key = canonicalize(url)
    numbers = [(key, 1)] + [
        (key[: found.start()] + key[found.end() :], int(next(filter(None, found.groups()))))
        for found in NUMBER.finditer(key)
    ]
    for rest, number in numbers:
        path, *fields = FIELDS.split(rest)
        plain = ENDS.sub("", path)
        if plain.count("/") > SLASHES:
            yield "?".join((plain, *sorted(filter(None, fields)))), number


def _numbered(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    """The addresses of links that say a number or "next page", those of comments aside."""
    base = _base(tree, url)
    numbers = {number + 1 for _, number in _readings(url)}
    ends = [end.format(number) for number in numbers for end in LINK_ENDS]
    for node in tree.css(", ".join(f"a[href{end}]" for end in ends))[:MAX_ANCHORS] if ends else ():
        text = node.text().strip()
        if (text.isdecimal() or leads_on(text)) and not _is_of_comments(node):
            yield _joined(base, node.attributes.get("href") or "")


def _is_of_comments(node: LexborNode) -> bool:
    """Whether an element stands among the comments, which have pages, too."""
    above = node.parent
    for _ in range(MAX_LEVELS):
        if above is None:
            break
        if COMMENTS.search(f"{above.attributes.get('class')} {above.attributes.get('id')}"):
            return True
        above = above.parent
    return False


def _base(tree: LexborHTMLParser, url: str) -> str:
    """What the links of a page are relative to."""
    node = tree.head.css_first("base[href]") if tree.head else None
    return _joined(url, (node.attributes.get("href") if node else None) or "")


def _linked(tree: LexborHTMLParser, url: str, rel: str) -> Iterator[str]:
    """The addresses of links of a kind, as browsers make them."""
    base = _base(tree, url)
    for node in tree.css(f'link[rel~="{rel}" i], a[rel~="{rel}" i]')[:MAX_LINKS]:
        href = node.attributes.get("href")
        if href and (address := _joined(base, href)):
            yield address


def _joined(base: str, href: str) -> str:
    """An address without the place within the page; empty for what is none."""
    try:
        return urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return ""
