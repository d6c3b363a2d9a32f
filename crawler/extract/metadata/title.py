"""The title: of a page what it declares, without the site; of a plain text its first line."""

import html
import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser

from crawler.extract.metadata.jsonld import JsonLd
from crawler.extract.metadata.meta_tags import Meta, first_contents
from crawler.extract.page.blocks import Block
from crawler.extract.wording.letters import squash
from crawler.extract.wording.telling import CLOSED

TITLE_KEYS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "parsely-title",
    "sailthru.title",
)
SPACES = re.compile(r"\s+")
SUFFIX = re.compile(r"(?<!\s)\s+[|–—·•»-]\s+")
MIN_TITLE = 15  # characters; a shorter part is the kicker
CUT_SHORT = ("…", "...")

MAX_TITLE_WORDS = 14  # longer first lines of labelled texts are summaries
MIN_NEXT_WORDS = 10
NO_TITLE = re.compile(r"www\.|https?:|!\s|\w{4}\.\s")  # addresses, more than one sentence


def split_title(
    blocks: Sequence[Block], given: str | None = None
) -> tuple[str | None, Sequence[Block]]:
    """The title and the lines of the text without it.

    A `given` title outranks the text: then the first line goes only when it repeats that title.
    Otherwise a short first line without a stop, above a longer paragraph and apart from it, is one.

    >>> line, story = Block(1, "Ferry back", 2), Block(3, "The ferry sailed again ...", 20)
    >>> split_title([line, story])[0]
    'Ferry back'
    >>> split_title([line, story], "Bakery opens")[1][0].text
    'Ferry back'
    """
    if not blocks:
        return given, blocks
    first = blocks[0].text
    if given:
        return given, _without(given, blocks)
    return (first, _without(first, blocks[1:])) if _is_title(blocks) else (None, blocks)


def _without(title: str, blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks below the lines at the top that say the title."""
    key = squash(title)
    first = next((i for i, block in enumerate(blocks) if squash(block.text) != key), len(blocks))
    return blocks[first:]


def _is_title(blocks: Sequence[Block]) -> bool:
    """Whether the first line reads like the title of the rest."""
    if len(blocks) < 2 or blocks[1].words <= MIN_NEXT_WORDS:
        return False
    first = blocks[0]
    if CLOSED.search(first.text) or NO_TITLE.search(first.text):
        return False
    return 1 < first.words <= MAX_TITLE_WORDS


def strip_site(title: str, sites: Iterable[str]) -> str:
    """A title without the name of its site at the end or the start.

    >>> strip_site("Ferry back in service | Harbor Ledger", ["Harbor Ledger"])
    'Ferry back in service'
    """
    parts = SUFFIX.split(title)
    known = {squash(site) for site in sites}
    if len(parts) > 1 and squash(parts[-1]) in known:
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»-")
    if len(parts) > 1 and squash(parts[0]) in known:
        return title[len(parts[0]) :].lstrip(" |–—·•»-")
    return title


def page_title(
    tree: LexborHTMLParser, meta: Meta, linked: JsonLd, sites: Iterable[str]
) -> str | None:
    """Headline, og:title or <title>, without the site.

    Where the h1 or the second of them is a part of the first, that part: the rest is a kicker.
    """
    declared = [*linked.texts("headline"), *first_contents(meta, TITLE_KEYS)]
    node = tree.css_first("title")
    fallback = SPACES.sub(" ", html.unescape(node.text())).strip() if node else ""
    if not declared and fallback:
        head = SUFFIX.split(fallback)
        declared = [
            fallback[: fallback.rindex(head[-1])].rstrip(" |–—·•»-") if head[1:] else fallback
        ]
    if not declared:
        return None
    title, *others = [
        strip_site(SPACES.sub(" ", html.unescape(text)).strip(), sites) for text in declared[:2]
    ]
    headings = [heading.text(separator=" ") for heading in tree.css("h1")[:4]]
    parts = [
        text
        for text in (SPACES.sub(" ", part).strip() for part in (*headings, *others))
        if len(text) > MIN_TITLE and not text.endswith(CUT_SHORT) and squash(text) in squash(title)
    ]
    return min(parts, key=len, default=title if squash(title) else None)
