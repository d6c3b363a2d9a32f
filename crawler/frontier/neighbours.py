"""The pages before and behind a page of an article, as its links name them: they are asked for.

Only tags that may say so are parsed. Extraction reads the whole page; the reactor has not the time.
"""

import re
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from crawler.answer import Answer
from crawler.extract.metadata.paging import MAX_LINKS, is_numbered, next_page, page_before

TAG = re.compile(r"<(?:base|a|link)\s[^<>]{0,2000}>", re.I)
NAMES = re.compile(rb"\brel\s*=\s*[\"']?[\w\s-]{0,100}\b(?:next|prev)\b", re.I)  # 1 page in 15
SAYS = re.compile(r"<base|\brel\s*=\s*[\"']?[\w\s-]{0,100}\b(?:next|prev|canonical)\b", re.I)


class Neighbours(NamedTuple):
    """Addresses of pages of one text."""

    before: str | None
    following: str | None


def neighbours(answer: Answer) -> Neighbours:
    """The pages before and behind the one that came.

    >>> body = b"<!-- <link rel=next href=/c?page=2> --><link rel=next href=/a?page=2>"
    >>> neighbours(Answer("https://x.example/a", "https://x.example/a", "ok", body=body)).following
    'https://x.example/a?page=2'
    """
    if not NAMES.search(answer.body) and not is_numbered(answer.final_url):
        return Neighbours(None, None)
    tree = LexborHTMLParser(_links(answer.body.decode("utf-8", "replace")))
    url = answer.final_url
    return Neighbours(page_before(tree, url), next_page(tree, url))


def _links(source: str) -> str:
    """The tags outside of comments that may name a neighbour."""
    first, *rest = source.split("<!--")
    shown = "".join((first, *(part.partition("-->")[2] for part in rest)))
    return "".join(islice(filter(SAYS.search, TAG.findall(shown)), MAX_LINKS))
