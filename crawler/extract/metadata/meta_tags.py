"""The meta tags of a page: name -> contents."""

import html
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser

Meta = Mapping[str, list[str]]


def meta_tags(tree: LexborHTMLParser) -> Meta:
    """All meta tags: name in lower case -> contents in order."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
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
