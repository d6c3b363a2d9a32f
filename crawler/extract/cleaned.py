"""The blocks of a page sorted: those of its article, and those that were cut, with reasons."""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from crawler.extract.deck import find_deck
from crawler.extract.metadata.declared import Metadata
from crawler.extract.opinion import unconfirmed
from crawler.extract.page import body, embedded, flight
from crawler.extract.page.blocks import FORWARDING, Block, Cut, Document
from crawler.extract.page.body import Body
from crawler.extract.page.classify import classify
from crawler.extract.page.html_blocks import from_html
from crawler.extract.page.text_blocks import from_text
from crawler.extract.plain_text import settle
from crawler.extract.rules.cut import cut_reasons
from crawler.extract.rules.lines import Lines
from crawler.extract.status import agreement
from crawler.extract.wording.link_notes import without_link_notes

NOSCRIPT = re.compile(r"</?noscript\b[^>]{0,200}>", re.I)
REFRESH = re.compile(  # the HTML standard, "http-equiv=refresh": "0; url=https://..."
    r"""<meta\b(?=[^>]{0,500}\bhttp-equiv\s*=\s*["']?refresh)[^>]{0,500}\bcontent\s*=\s*["']?\s*(?P<after>\d{0,9})[\d.]*\s*
        [;,]\s*(?:url\s*=\s*)?["']?(?P<to>[^"'>]{1,2000})""",
    re.I | re.X,
)
MAX_HEAD = 100_000  # characters that are searched for it
LOCATION = re.compile(  # the same by a script: location.replace("https://..."), location = "..."
    r"""\blocation(?:\.href)?\s{0,9}(?:=|\.(?:replace|assign)\s{0,9}\()
        \s{0,9}["'`](?P<to>[^"'`<>\s]{1,2000})["'`]""",
    re.X,
)
MAX_SECONDS, MAX_NOTICE = 10, 60  # until a page leads elsewhere, words that it shows meanwhile
MAX_SENDER = 4_000  # characters of a page that does nothing else; scripts of others have many uses
MIN_BODY = 300  # characters; below it the DOM failed and JSON-LD's articleBody may do better


class Cleaned(NamedTuple):
    """Blocks of the article, those that were cut, all of the page, boilerpy3's choice, the deck."""

    kept: Sequence[Block]
    cuts: Sequence[Cut]
    seen: Sequence[Block]
    voted: Sequence[Block] = ()
    confidence: float = 0.0
    deck: Sequence[Block] = ()


def clean(document: Document, about: Metadata) -> Cleaned:
    """Find the article among the blocks, and cut from it what the rules know."""
    votes = classify(document.blocks)
    title = about.title or ""
    container = body.find(document, votes, about.sites, title)
    article = Lines(container.blocks, container.is_prose, title, container.quotes)
    reasons = cut_reasons(article)
    kept = [
        block._replace(text=without_link_notes(block.text)) if block.linked else block
        for place, block in enumerate(container.blocks)
        if place not in reasons
    ]
    cuts = [
        *container.cuts,
        *(Cut(container.blocks[place], rule) for place, rule in reasons.items()),
    ]
    deck = _deck(document, kept, cuts, container, about)
    if deck:
        kept = [block for block in kept if block.line not in deck]
        cuts = [cut for cut in cuts if cut.block.line not in deck or cut.rule == "controls"]
    disowned = {
        cut.block.line for cut in container.cuts if cut.rule not in ("outside_article", "controls")
    }
    pairs = zip(document.blocks, votes, strict=True)
    voted = [block for block, vote in pairs if vote and block.line not in disowned]
    said = [block for block in document.blocks if block.line in deck]
    return Cleaned(kept, cuts, document.blocks, voted, agreement(kept, voted), said)


def _deck(
    document: Document, kept: Sequence[Block], cuts: Sequence[Cut], found: Body, about: Metadata
) -> frozenset[int]:
    """Lines of the deck of a page whose blocks are sorted."""
    pairs = zip(found.blocks, found.is_prose, strict=True)
    prose = frozenset(block.line for block, is_prose in pairs if is_prose)
    reasons = {cut.block.line: cut.rule for cut in cuts if cut.rule != "controls"}
    return find_deck(document, kept, prose, reasons, about.descriptions, about.title or "")


def confirmed(cleaned: Cleaned, tree: LexborHTMLParser) -> Cleaned:
    """Cut the lines that a second opinion does not confirm, where such lines matter.

    `tree` is the page without its scripts and menus, as making blocks leaves it.
    """
    refused = unconfirmed(cleaned.kept, cleaned.voted, lambda: tree.html or "")
    if not refused:
        return cleaned
    kept = [block for block in cleaned.kept if block.line not in refused]
    cuts = [
        *cleaned.cuts,
        *(Cut(b, "unconfirmed") for b in cleaned.kept if b.line in refused),
    ]
    return cleaned._replace(kept=kept, cuts=cuts)


def as_it_is(document: Document) -> Cleaned:
    """Take the text of another engine, which gives neither reasons nor confidence."""
    return Cleaned(document.blocks, (), document.blocks)


def or_plain_body(cleaned: Cleaned, about: Metadata, source: str) -> Cleaned:
    """The page as browsers show it without scripts, or after them, where it has no text itself."""
    shown = _size(cleaned)
    if shown >= MIN_BODY:
        return cleaned
    pages = [NOSCRIPT.sub(" ", source)] if "<noscript" in source else []
    pages += [flight.rendered(source)] if "__next_f" in source else []
    found = (clean(from_html(LexborHTMLParser(page)), about) for page in pages)
    longest = max(found, key=_size, default=cleaned)
    return longest if _size(longest) >= max(MIN_BODY, 2 * shown) else cleaned


def _size(cleaned: Cleaned) -> int:
    """Characters of a text."""
    return sum(len(block.text) for block in cleaned.kept)


def or_address(cleaned: Cleaned, source: str) -> Cleaned:
    """What a page says that only sends its readers on: the address to which it does.

    It has no text, or a few words for the seconds until then.
    """
    if sum(block.words for block in cleaned.kept) > MAX_NOTICE:
        return cleaned
    refresh = REFRESH.search(source[:MAX_HEAD])
    if cleaned.kept and not (refresh and int(refresh["after"] or 0) <= MAX_SECONDS):
        return cleaned
    found = refresh or (LOCATION.search(source) if len(source) <= MAX_SENDER else None)
    if not found:
        return cleaned
    sent = Block(1, html.unescape(found["to"]).replace("\\/", "/").strip(), 1)
    return cleaned._replace(cuts=[*cleaned.cuts, Cut(sent, FORWARDING)])


def or_data_body(cleaned: Cleaned, about: Metadata, source: str) -> Cleaned:
    """What the page holds as data where the DOM has no text: pages that scripts fill.

    JSON-LD's articleBody, else the data of the scripts.
    """
    shown = _size(cleaned)
    if shown >= MIN_BODY:
        return cleaned
    blocks = from_text(about.article_body).blocks
    if len(about.article_body) < MIN_BODY:
        blocks = from_html(LexborHTMLParser(embedded.body(source, about.title))).blocks
    if sum(len(block.text) for block in blocks) < max(MIN_BODY, 2 * shown):
        return cleaned
    kept, cuts = settle(blocks)
    return Cleaned(kept, [*cleaned.cuts, *cuts], blocks, confidence=0.5, deck=cleaned.deck)
