"""The schema.org description of the article that most news pages carry as JSON-LD.

Pages carry several nodes (site, breadcrumbs, video, the article), some refer to others by @id, and
some are broken. The node that looks most like the article wins. `articleBody` is a teaser or holds
captions too often to be trusted (F1 .86-.90 on labelled pages): fallback and evidence only.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

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
        return html.unescape(value).strip() or None if isinstance(value, str) else None

    def texts(self, key: str) -> list[str]:
        """Return a property of the article as a list of one or none."""
        text = self.text(key)
        return [text] if text else []

    def names(self, key: str) -> list[str]:
        """Names of the persons or organisations that a property of the article holds."""
        return list(self._names(self.article.get(key), depth=3))

    def _names(self, value: object, depth: int) -> Iterator[str]:
        """Names in a value: a text, a node, a reference to one, or a list of such."""
        if isinstance(value, str):
            yield html.unescape(value)
        elif isinstance(value, list) and depth:
            for item in value:
                yield from self._names(item, depth - 1)
        elif isinstance(value, dict) and depth:
            node = value if "name" in value else self.by_id.get(plain(value.get("@id")), value)
            yield from self._names(node.get("name"), depth - 1)

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


def read(tree: LexborHTMLParser) -> JsonLd:
    """Return the article that the JSON-LD of a page describes; an empty one when there is none.

    >>> page = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}'
    >>> read(LexborHTMLParser(page)).text("headline")
    'Ferry'
    """
    found = [node for script in _scripts(tree) for node in _nodes(script)]
    by_id = {plain(node["@id"]): node for node in found if "@id" in node and len(node) > 1}
    articles = [node for node in found if not _types(node).isdisjoint(ARTICLE_TYPES)]
    return JsonLd(max(articles, key=_likeness, default={}), by_id)


def _scripts(tree: LexborHTMLParser) -> Iterator[object]:
    """Parse every JSON-LD script that is valid."""
    for script in tree.css('script[type*="ld+json"]'):
        text = script.text()
        if len(text) <= MAX_SCRIPT:
            try:
                yield json.loads(_unwrapped(text), strict=False, parse_int=number)
            except (ValueError, RecursionError):
                continue


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


def _nodes(root: object) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value, in the order of the page.

    Without what readers and the posts of a live blog add: each looks like an article of its own.
    """
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(
                v
                for k, v in reversed(value.items())
                if k not in OTHERS and isinstance(v, (dict, list))
            )
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _types(node: Node) -> frozenset[str]:
    """Return the types of a node."""
    value = node.get("@type")
    return frozenset(plain(item) for item in (value if isinstance(value, list) else [value]))


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
