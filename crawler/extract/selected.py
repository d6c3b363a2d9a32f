"""A page of a site that says where its articles stand: narrowed to what its selectors choose.

The general rules still clean what was chosen, and read what the page says of itself. Selectors that
match nothing change nothing: sites are redesigned, and the general rules are there to fall back on.
"""

import datetime as dt
from dataclasses import replace
from html import escape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.metadata import dates
from crawler.extract.metadata.paging import next_page
from crawler.extract.page.blocks import Block
from crawler.extract.page.encoding import decode
from crawler.extract.page.html_blocks import from_html
from crawler.extract.page.nesting import flatten
from crawler.page import RawPage, Selectors
from crawler.times.stated import stated


class Parts(NamedTuple):
    """A page with nothing but the chosen article on it, and the blocks that lie outside."""

    inside: RawPage
    outside: list[Block]


def parts(page: RawPage, longest: int) -> Parts:
    """What the page's own selectors choose, of at most `longest` bytes of it."""
    selectors = page.selectors or Selectors()
    tree = LexborHTMLParser(flatten(decode(page.body[:longest], page.charset)))
    given = page.given._replace(
        title=page.given.title or _title(tree, selectors.title),
        published_at=page.given.published_at or _date(tree, selectors.date),
    )
    page = replace(page, given=given, selectors=None)
    chosen = _outermost(tree, selectors.body)
    if not chosen:
        return Parts(page, [])
    head = tree.head.html if tree.head else ""
    heading = f"<h1>{escape(given.title)}</h1>" if given.title else ""
    story = "".join(node.html or "" for node in chosen)
    following = next_page(tree, page.final_url or page.url)
    link = f'<link rel="next" href="{escape(following)}">' if following else ""
    story = f"{link}<article>{heading}{story}</article>"
    body = f"<!doctype html><html>{head}<body>{story}</body></html>"
    for node in chosen:
        node.decompose()
    inside = replace(page, body=body.encode("utf-8", "replace"), charset="utf-8")
    return Parts(inside, list(from_html(tree).blocks))


def _outermost(tree: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    """The nodes that a selector chooses, without those that lie in another of them."""
    if selector is None:
        return []
    chosen = tree.css(selector)
    ids = {node.mem_id for node in chosen}
    return [node for node in chosen if not _is_within(node, ids)]


def _is_within(node: LexborNode, ids: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in ids:
            return True
        above = above.parent
    return False


def _title(tree: LexborHTMLParser, selector: str | None) -> str | None:
    node = tree.css_first(selector) if selector else None
    return " ".join(node.text(separator=" ").split()) or None if node else None


def _date(tree: LexborHTMLParser, selector: str | None) -> dt.datetime | None:
    """The time that a node states: in an attribute for machines, else in its text."""
    node = tree.css_first(selector) if selector else None
    if node is None:
        return None
    text = node.text(strip=True)
    said = [node.attributes.get(name) or "" for name in ("datetime", "content", "title")]
    printed = f'<html><body><p class="date">{escape(text)}</p></body></html>'
    found = next((time for each in (*said, text) if (time := stated(each))), None)
    found = found or dates.shown(printed, [Block(1, text, 1)])
    return found.at if found else None
