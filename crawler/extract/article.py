"""A raw page -> an article: the text, what is known of it, and every line that was cut.

This is the only door to extraction: a page from a crawl, a file and an imported row all pass it.
It reads bytes and gives values; no network, no files, no store. It never fails on bad input: a page
without an article is an article without text, and `body_status` says why.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from crawler.extract import engines, plain_text, selected
from crawler.extract.cleaned import (
    Cleaned,
    as_it_is,
    clean,
    confirmed,
    or_address,
    or_data_body,
    or_plain_body,
)
from crawler.extract.metadata import dates, declared, wire
from crawler.extract.metadata.declared import Metadata
from crawler.extract.metadata.language import language_of
from crawler.extract.page import sheets
from crawler.extract.page.blocks import Cut
from crawler.extract.page.classify import classify
from crawler.extract.page.encoding import decode
from crawler.extract.page.html_blocks import from_html
from crawler.extract.page.nesting import flatten
from crawler.extract.page.text_blocks import from_text
from crawler.extract.removals import Removal, removals_of
from crawler.extract.rules.gluing import unglued
from crawler.extract.status import agreement, body_status, is_paywalled, text_status
from crawler.page import RawPage
from crawler.times.stated import Precision

# Stored with each article: whoever changes rules so that texts come out otherwise raises it.
EXTRACTOR = "wirecopy-13"
MAX_BYTES = 10_000_000  # the rest of a larger page is not read; the largest labelled one has 2.1 MB


class Article(NamedTuple):
    """The article of a page. `text` has one paragraph a line; datetimes keep their time zone.

    `published_precision` says how exact `published_at` is: a day is its beginning; `published_from`
    says who stated it, page or file.
    `deck` is what stands between headline and text, None where nothing does.
    `next_page` is the address of the page that has more of it, `later_pages` those of the pages
    that the text goes on on (crawler/extract/joining.py).
    """

    text: str
    title: str | None
    authors: tuple[str, ...]
    published_at: dt.datetime | None
    modified_at: dt.datetime | None
    language: str | None
    canonical_url: str | None
    dateline: str | None
    agency: str | None
    contributors: tuple[str, ...]
    is_paywalled: bool
    body_status: str
    confidence: float
    removals: tuple[Removal, ...]
    originally_from: str | None
    deck: str | None = None
    published_precision: Precision | None = None
    published_from: str | None = None
    next_page: str | None = None
    later_pages: tuple[str, ...] = ()


def extract(page: RawPage, *, engine: str = "wirecopy") -> Article:
    r"""The article of a page or a plain text, with what was cut from it and why.

    `engine` takes the text from another extractor, which gives no reasons; what is known of the
    article comes from the page all the same. Raises ValueError for an engine that is not in
    `engines.ENGINES`, and nothing else.

    >>> body = "Ferry back\n\nBEIJING (AP) — The ferry sailed again today, a week after the storm."
    >>> page = RawPage("", body.encode(), "text/plain")
    >>> extract(page).title, extract(page).dateline, extract(page).agency
    ('Ferry back', 'BEIJING', 'AP')
    """
    if engine not in engines.ENGINES:
        raise ValueError(f"no engine {engine!r}; choose one of {', '.join(engines.ENGINES)}")
    if page.selectors is not None:
        return _selected(page, engine)
    source = decode(page.body[:MAX_BYTES], page.charset)
    is_text = page.content_type.startswith("text/plain")
    return _of_text(page, source) if is_text else _of_html(page, flatten(source), engine)


def _of_html(page: RawPage, source: str, engine: str) -> Article:
    """The article of a page: what it says of itself, its blocks, which of them stay."""
    tree = LexborHTMLParser(source)
    about = declared.read(tree, page.final_url or page.url)  # first: blocks take the head away
    if engine == "wirecopy":
        document = from_html(tree, sheets.read(tree, source))
        cleaned = clean(document, about)
        cleaned = confirmed(cleaned, tree)
        cleaned = or_plain_body(cleaned, about, source)
        cleaned = or_data_body(cleaned, about, source)
        cleaned = or_address(cleaned, source)
        about = _dated(about, cleaned, source)
    else:
        document = from_text(engines.TEXT_OF[engine](source))
        cleaned = as_it_is(document)
    is_cut = document.is_cut or len(page.body) > MAX_BYTES
    cleaned, status = _with_status(cleaned, about, is_cut=is_cut)
    return _article(page, about, cleaned, status)


def _of_text(page: RawPage, source: str) -> Article:
    """The article of a plain text, which says nothing of itself."""
    document = from_text(source)
    title = None
    if page.is_clean:
        cleaned = as_it_is(document)
    else:
        title, kept, cuts = plain_text.clean(document.blocks, page.given.title)
        voted = list(compress(document.blocks, classify(document.blocks)))
        cleaned = Cleaned(kept, cuts, document.blocks, voted, agreement(kept, voted))
    is_cut = document.is_cut or len(page.body) > MAX_BYTES
    status = text_status(cleaned.kept, is_cut)
    return _article(page, Metadata(title=title), _emptied(cleaned, status), status)


def _selected(page: RawPage, engine: str) -> Article:
    """The article of a page whose site says where it stands; the rest of the page counts as cut."""
    inside, outside = selected.parts(page, MAX_BYTES)
    article = extract(inside, engine=engine)
    if page.given.published_at is None and inside.given.published_at is not None:
        article = article._replace(published_from="page")
    after = max((removal.line for removal in article.removals), default=0)
    rest = [Cut(block._replace(line=after + block.line), "outside_article") for block in outside]
    return article._replace(removals=(*article.removals, *removals_of(rest)))


def _dated(about: Metadata, cleaned: Cleaned, source: str) -> Metadata:
    """What is known of a page, with the date that it shows where it declares none."""
    if about.published_at or not cleaned.kept:
        return about
    found = dates.shown(source, cleaned.seen, about.language_tag)
    if found is None:
        return about
    return about._replace(published_at=found.at, published_precision=found.precision)


def _with_status(cleaned: Cleaned, about: Metadata, *, is_cut: bool) -> tuple[Cleaned, str]:
    """A page's text with its status; what is no article has no text, and says what it had."""
    kept, cuts = cleaned.kept, cleaned.cuts
    paywalled = is_paywalled(about.is_free, cuts, kept)
    status = body_status(kept, cuts, cleaned.seen, about, paywalled=paywalled, is_cut=is_cut)
    return _emptied(cleaned, status), status


def _emptied(cleaned: Cleaned, status: str) -> Cleaned:
    """What is no article has no text; all that it said is on record."""
    if status != "not_an_article":
        return cleaned
    said = [*cleaned.deck, *cleaned.kept]
    cuts = [*cleaned.cuts, *(Cut(block, "not_an_article") for block in said)]
    return cleaned._replace(kept=(), cuts=cuts, confidence=0.0, deck=())


def _article(page: RawPage, about: Metadata, cleaned: Cleaned, status: str) -> Article:
    """Put together what the page says of its article and what its text says."""
    given, kept = page.given, cleaned.kept
    published = _given_time(page) or about
    paragraphs = [unglued(block.text) for block in kept]
    text = "\n".join(paragraphs)
    opening = wire.find_dateline(paragraphs)
    cuts = sorted(cleaned.cuts, key=lambda cut: cut.block.line)
    bylines = about.bylines or given.authors
    paywalled = is_paywalled(about.is_free, cuts, kept)
    return Article(
        text=text,
        title=given.title or about.title,
        authors=given.authors or about.authors,
        published_at=published.published_at,
        modified_at=about.modified_at,
        language=given.language or language_of(text, about.language),
        canonical_url=about.canonical_url,
        dateline=opening.place if opening else None,
        agency=wire.find_agency(
            opening, paragraphs, bylines, _texts(cuts, "credit"), _texts(cuts, "signature")
        ),
        contributors=_contributors(cuts),
        is_paywalled=paywalled,
        body_status=status,
        confidence=cleaned.confidence,
        removals=removals_of(cuts),
        originally_from=wire.originally_from([*paragraphs, *_cut_lines(cuts)]),
        deck="\n".join(block.text for block in cleaned.deck) or None,
        published_precision=published.published_precision,
        published_from=("file" if published is not about else "page")
        if published.published_at
        else None,
        next_page=about.next_page,
    )


def _given_time(page: RawPage) -> Metadata | None:
    """The time that a row states; one without a clock is a day."""
    at = page.given.published_at
    if at is None:
        return None
    return Metadata(
        published_at=at, published_precision="second" if at.time() != dt.time() else "day"
    )


def _texts(cuts: Sequence[Cut], rule: str) -> list[str]:
    """Return the texts that a rule cut."""
    return [cut.block.text for cut in cuts if cut.rule == rule]


def _cut_lines(cuts: Sequence[Cut]) -> list[str]:
    """What was cut, without what no site says of a story: menus and buttons."""
    return [cut.block.text for cut in cuts if cut.rule != "controls"]


def _contributors(cuts: Sequence[Cut]) -> tuple[str, ...]:
    """Names in the lines of contributors, once each."""
    lines = _texts(cuts, "contributors")
    return tuple(dict.fromkeys(name for line in lines for name in wire.contributor_names(line)))
