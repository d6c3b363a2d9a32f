"""The schema.org description of the article that most news pages carry as JSON-LD.

Pages carry several nodes (site, breadcrumbs, video, the article, articles of others), some refer to
others by @id, and some are broken. The node that agrees with the page's titles and addresses wins,
of several the one that looks most like an article. `articleBody` is a teaser or holds
captions too often to be trusted (F1 .86-.90 on labelled pages): fallback and evidence only.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.extract.page.embedded import number
from crawler.extract.wording.patterns import word_set

Node = Mapping[str, Any]

ARTICLE_TYPES = word_set(
    """
    NewsArticle Article ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting Report WebPage
    ScholarlyArticle VideoObject
    """
)
WRAPPING = re.compile(r"^(?:<!--|(?://)?\s*<!\[CDATA\[)|(?:-->|(?://)?\s{0,8}\]\]>)\s{0,8};?$")
MARKUP = re.compile(r"<[^<>]+>")
OTHERS = frozenset(("liveBlogUpdate", "comment", "review"))
# Properties that hold other works than the one that they belong to.
OF_OTHERS = word_set(
    """
    itemListElement hasPart isPartOf mentions citation relatedLink isRelatedTo isBasedOn subjectOf
    blogPost blogPosts significantLink about workExample exampleOfWork recommendation related
    relatedArticles video associatedMedia
    """
)
Within: TypeAlias = Literal["page", "others"]
WORD = re.compile(r"\w+")
COMMENT = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|/\*.*?(?:\*/|\Z)|//[^\n]*', re.S)
COMMA = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|,(?=\s*[}\]])', re.S)
ESCAPE = re.compile(r"(\\[\"\\/bfnrtu])|\\")  # any other is none of JSON's
VALUE = re.compile(r"[{\[]")
AMP_END = re.compile(r"/amp$|\.amp$")
PREFIX_END = re.compile(r"[/#:]")  # of the name of a type: https://schema.org/Article
DECODER = json.JSONDecoder(strict=False, parse_int=number)
LONGEST_HEADLINE = 1000  # characters that are compared
MAX_SCRIPT = 2_000_000  # characters; the largest seen on a labelled page has 150,000


class JsonLd(NamedTuple):
    """The article's node, and all nodes that have an @id."""

    article: Node
    by_id: Mapping[str, Node]

    def text(self, key: str) -> str | None:
        """Return a property of the article as text; of several the first."""
        value = self.article.get(key)
        if isinstance(value, list):
            value = next(iter(value), None)
        if isinstance(value, dict):
            value = value.get("@value")
        return html.unescape(value).strip() or None if isinstance(value, str) else None

    def texts(self, key: str) -> list[str]:
        """Return a property of the article as a list of one or none."""
        value = self.article.get(key)
        text = str(value) if type(value) is int else self.text(key)  # seconds since 1970
        return [text] if text else []

    def names(self, key: str) -> list[str]:
        """Names of the persons or organisations that a property of the article holds."""
        return [name for name in self._names(self.article.get(key), depth=3) if name.strip()]

    def _names(self, value: object, depth: int) -> Iterator[str]:
        """Names in a value: a text, a node, a reference to one, or a list of such."""
        if isinstance(value, str):
            node = self.by_id.get(value, {}) if depth else {}
            yield from self._names(node["name"], 0) if "name" in node else [html.unescape(value)]
        elif isinstance(value, list) and depth:
            for item in value:
                yield from self._names(item, depth - 1)
        elif isinstance(value, dict) and depth:
            node = value if "name" in value else self.by_id.get(plain(value.get("@id")), value)
            parts = (plain(node.get(key) or "") for key in ("givenName", "familyName"))
            yield from self._names(node.get("name") or " ".join(filter(None, parts)), depth - 1)
            yield from self._names(node.get("@list") or node.get("@value"), depth - 1)

    def is_free(self) -> bool | None:
        """What the page says of its price: None when it says nothing."""
        value = self.article.get("isAccessibleForFree")
        if value is None:
            return None
        return plain(value).strip().lower() not in ("false", "no", "0")

    def body(self) -> str:
        """`articleBody` as plain text, "" when there is none."""
        value = self.article.get("articleBody")
        if isinstance(value, list):
            value = "\n".join(map(plain, value))
        return MARKUP.sub(" ", html.unescape(value)).strip() if isinstance(value, str) else ""


def read(
    scripts: Iterable[LexborNode], titles: Iterable[str] = (), addresses: Iterable[str] = ()
) -> JsonLd:
    """Return the article that the JSON-LD of a page describes; an empty one when there is none.

    `titles` and `addresses` are what the page calls itself elsewhere: of several articles the one
    that agrees with them is the page's. One that stands in a list or box of others, or has another
    headline and another address, is none.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> page = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}'
    >>> read(LexborHTMLParser(page).css("script")).text("headline")
    'Ferry'
    """
    found = [each for script in _scripts(scripts) for each in _nodes(script)]
    by_id = {plain(node["@id"]): node for node, _ in found if "@id" in node and len(node) > 1}
    page = Page([words_of(title) for title in titles], {place_of(url) for url in addresses} - {""})
    ranked = [(_rank(node, within, page), node) for node, within in found if _is_article(node)]
    own = [(rank, _likeness(node), node) for rank, node in ranked if rank is not None]
    best = max(own, key=lambda each: each[:2], default=(0, 0, {}))
    return JsonLd(best[2], by_id)


class Page(NamedTuple):
    """What a page calls itself: its titles as lists of words, its addresses without their hosts."""

    titles: list[list[str]]
    addresses: set[str]


def words_of(text: str) -> list[str]:
    """The words of a headline in small letters."""
    return WORD.findall(html.unescape(text[:LONGEST_HEADLINE]).casefold())


def place_of(url: str) -> str:
    """An address without host, query and mark: sites have several hosts; "" for a front page.

    >>> place_of("https://m.ledger.example/2026/ferry/?amp=1#top"), place_of("https://a.example/?p=1")
    ('/2026/ferry', '/?p=1')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = AMP_END.sub("", parts.path.rstrip("/"))
    return path or (f"/?{parts.query}" if parts.query else "")


def _rank(node: Node, within: Within, page: Page) -> int | None:
    """How surely a node is the article of the page; None where it is surely another."""
    headline = words_of(plain(node.get("headline") or node.get("name") or ""))
    likeness = max((_agreement(headline, title) for title in page.titles), default=0)
    places = {place_of(url) for url in _urls(node)} - {""}
    is_here = bool(places & page.addresses)
    is_elsewhere = bool(places and page.addresses) and not is_here
    is_other = bool(headline and page.titles) and not likeness
    if (within == "others" and not (likeness or is_here)) or (is_elsewhere and is_other):
        return None
    types = _types(node)
    weak = 3 * ("WebPage" in types) + 4 * ("VideoObject" in types)
    return 3 * likeness + 3 * is_here - 3 * is_elsewhere - 6 * (within == "others") - weak


def _agreement(one: list[str], other: list[str]) -> int:
    """How far two headlines agree: 2 where one holds the other, 1 where half the words."""
    if not one or not other:
        return 0
    short, long = sorted((one, other), key=len)
    if "".join(short) in "".join(long) and (len(short) > 2 or len(short) == len(long)):
        return 2
    return int(2 * len({*short} & {*long}) >= len({*short}))


def _urls(node: Node) -> Iterator[str]:
    """The addresses that a node gives the page that it is about."""
    for key in ("mainEntityOfPage", "url", "@id"):
        value = node.get(key)
        for inner in (value.get("@id"), value.get("url")) if isinstance(value, dict) else (value,):
            if (text := plain(inner)).startswith(("http://", "https://", "/")):
                yield text


def _scripts(nodes: Iterable[LexborNode]) -> Iterator[object]:
    """Parse every JSON-LD script, as far as it can be read."""
    for script in nodes:
        text = script.text()
        if len(text) <= MAX_SCRIPT:
            yield from _values(_unwrapped(text))


def _values(text: str) -> Iterator[object]:
    """The values of a script: one or more; commas too many and comments are passed over."""
    try:
        yield DECODER.decode(text)
    except ValueError:
        yield from _mended(text)
    except RecursionError:
        return


def _mended(text: str) -> Iterator[object]:
    """The values of a script that is no valid JSON, up to where it can't be read any more."""
    if "&quot;" in text and '"' not in text:  # escaped as markup is
        text = html.unescape(text)
    text = ESCAPE.sub(r"\1", COMMA.sub(_if_text, COMMENT.sub(_if_text, text)))
    end = 0
    while (start := VALUE.search(text, end)) is not None:
        try:
            value, end = DECODER.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            return
        yield value


def _if_text(found: re.Match[str]) -> str:
    """A string of a script as it is; nothing for anything else."""
    return found[0] if found[0].startswith('"') else " "


def plain(value: object) -> str:
    """A value as text; "" for lists and objects, which may nest deeper than can be written.

    >>> plain("Article"), plain(12), plain([[]])
    ('Article', '12', '')
    """
    return str(value) if isinstance(value, str | int | float | None) else ""


def _unwrapped(script: str) -> str:
    """Take the comment marks off a script; most have none, and looking for them is slow."""
    script = script.strip()
    is_bare = script[:1] in ("{", "[") and script[-1:] in ("}", "]")
    return script if is_bare else WRAPPING.sub("", script)


def _nodes(root: object) -> Iterator[tuple[dict[str, Any], Within]]:
    """Every object inside a JSON value, in the order of the page, and where it stands.

    Without what readers and the posts of a live blog add: each looks like an article of its own.
    """
    waiting: list[tuple[object, Within]] = [(root, "page")]
    while waiting:
        value, within = waiting.pop()
        if isinstance(value, dict):
            yield value, within
            waiting.extend(
                (v, "others" if k in OF_OTHERS else within)
                for k, v in reversed(value.items())
                if k not in OTHERS and isinstance(v, (dict, list))
            )
        elif isinstance(value, list):
            waiting.extend((each, within) for each in reversed(value))


def _is_article(node: Node) -> bool:
    """Whether a node is of a type that articles have."""
    return any(t in ARTICLE_TYPES or t.endswith(("Article", "Posting")) for t in _types(node))


def _types(node: Node) -> frozenset[str]:
    """Return the types of a node."""
    value = node.get("@type")
    types = value if isinstance(value, list) else [value]
    return frozenset(PREFIX_END.split(plain(item))[-1] for item in types)


def _likeness(node: Node) -> int:
    """How much a node looks like the article of the page."""
    types = _types(node)
    return (
        3 * ("headline" in node)
        + 2 * ("datePublished" in node)
        + 2 * ("author" in node)
        + ("articleBody" in node)
        + 2 * ("NewsArticle" in types)
        - 3 * ("WebPage" in types)
        - 4 * ("VideoObject" in types)
    )
