"""What a page declares in its markup: its meta tags, JSON-LD scripts and first-level headings."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

Meta = Mapping[str, list[str]]


class Nodes(NamedTuple):
    """The nodes of a page that declare something, in its order."""

    metas: list[LexborNode]
    scripts: list[LexborNode]
    headings: list[LexborNode]


def declaring(tree: LexborHTMLParser) -> Nodes:
    """The nodes of a page that declare something, in one walk: each takes as long as decoding."""
    found: dict[str | None, list[LexborNode]] = {}
    for node in tree.css('meta[content], script[type*="ld+json"], h1'):
        found.setdefault(node.tag, []).append(node)
    return Nodes(*(found.get(tag, []) for tag in ("meta", "script", "h1")))


def meta_tags(nodes: Sequence[LexborNode]) -> Meta:
    """All meta tags: name in lower case -> contents in order."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        attributes = node.attributes
        content = html.unescape(attributes.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            name = attributes.get(key)
            if name and content:
                found.setdefault(name.lower(), []).append(content)
    return found


def first_contents(meta: Meta, keys: Iterable[str]) -> Iterator[str]:
    """First contents of the meta tags of these names, in the order of the names."""
    return (meta[key][0] for key in keys if key in meta)
