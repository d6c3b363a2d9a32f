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

from crawler.extract import engines, selected
from crawler.extract import plain_text as plain
from crawler.extract.metadata import dates, wire
from crawler.extract.metadata import declared as metadata
from crawler.extract.metadata.declared import Metadata
from crawler.extract.metadata.language import language_of
from crawler.extract.opinion import unconfirmed
from crawler.extract.page import body, embedded
from crawler.extract.page.blocks import Block, Document
from crawler.extract.page.body import Cut
from crawler.extract.page.classify import classify
from crawler.extract.page.encoding import decode
from crawler.extract.page.html_blocks import from_html
from crawler.extract.page.nesting import flatten
from crawler.extract.page.text_blocks import from_text
from crawler.extract.rules.cut import cut_reasons
from crawler.extract.rules.lines import Lines
from crawler.extract.status import agreement, body_status, is_paywalled, text_status
from crawler.extract.wording.letters import without_link_notes
from crawler.page import RawPage

EXTRACTOR = "wirecopy-9"  # stored with each article: a change of rules that changes texts raises it
ENGINES = ("wirecopy", "boilerpy3", "trafilatura")
# Captions and bylines are kept one by one, other blocks that the markup cuts as runs.
RUN_RULES = frozenset(body.MARKUP_RULES) - {"caption", "byline"}
MAX_BYTES = 10_000_000  # the rest of a larger page is not read; the largest labelled one has 2.1 MB
MIN_BODY = 300  # characters; below it the DOM failed and JSON-LD's articleBody may do better


class Removal(NamedTuple):
    """A line that is not the article; `line` is its number in a text file, its block in HTML."""

    line: int
    rule: str
    text: str


class Article(NamedTuple):
    """The article of a page. `text` has one paragraph a line; datetimes keep their time zone."""

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


def extract(page: RawPage, *, engine: str = "wirecopy") -> Article:
    r"""The article of a page or a plain text, with what was cut from it and why.

    `engine` takes the text from another extractor, which gives no reasons; what is known of the
    article comes from the page all the same. Raises ValueError for an engine that is not in
    ENGINES, and nothing else.

    >>> body = "Ferry back\n\nBEIJING (AP) — The ferry sailed again today, a week after the storm."
    >>> page = RawPage("", body.encode(), "text/plain")
    >>> extract(page).title, extract(page).dateline, extract(page).agency
    ('Ferry back', 'BEIJING', 'AP')
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; choose one of {', '.join(ENGINES)}")
    if page.selectors is not None:
        return _selected(page, engine)
    source = decode(page.body[:MAX_BYTES], page.charset)
    if page.content_type.startswith("text/plain"):
        return _of_text(page, from_text(source))
    source = flatten(source)
    tree = LexborHTMLParser(source)
    about = metadata.read(
        tree, page.final_url or page.url
    )  # before blocks: they take the head away
    if engine == "wirecopy":
        document = from_html(tree)
        cleaned = _confirmed(_clean(document, about), tree)
        cleaned = _or_linked_body(cleaned, about, source)
        about = _dated(about, cleaned, source)
    else:
        document = from_text(engines.TEXT_OF[engine](source))
        cleaned = _as_it_is(document)
    is_cut = document.is_cut or len(page.body) > MAX_BYTES
    return _article(page, about, *_judged(cleaned, about, is_cut=is_cut))


def _selected(page: RawPage, engine: str) -> Article:
    """The article of a page whose site says where it stands; the rest of the page counts as cut."""
    inside, outside = selected.parts(page, MAX_BYTES)
    article = extract(inside, engine=engine)
    after = max((removal.line for removal in article.removals), default=0)
    rest = [Cut(block._replace(line=after + block.line), "outside_article") for block in outside]
    return article._replace(removals=(*article.removals, *_removals(rest)))


def _of_text(page: RawPage, document: Document) -> Article:
    """The article of a plain text, which says nothing of itself."""
    found = plain.clean(document.blocks, page.given.title)
    voted = list(compress(document.blocks, classify(document.blocks)))
    cleaned = Cleaned(found.kept, found.cuts, document.blocks, voted, agreement(found.kept, voted))
    is_cut = document.is_cut or len(page.body) > MAX_BYTES
    return _article(page, Metadata(title=found.title), cleaned, text_status(found.kept, is_cut))


class Cleaned(NamedTuple):
    """Blocks of the article, those that were cut, all of the page, and boilerpy3's choice."""

    kept: Sequence[Block]
    cuts: Sequence[Cut]
    seen: Sequence[Block]
    voted: Sequence[Block] = ()
    confidence: float = 0.0


def _clean(document: Document, about: Metadata) -> Cleaned:
    """Find the article among the blocks, and cut from it what the rules know."""
    votes = classify(document.blocks)
    found = body.find(document, votes, about.sites)
    reasons = cut_reasons(Lines(found.blocks, found.is_prose, about.title or ""))
    kept = [
        block._replace(text=without_link_notes(block.text)) if block.linked else block
        for place, block in enumerate(found.blocks)
        if place not in reasons
    ]
    cuts = [
        *found.cuts,
        *(Cut(found.blocks[place], rule) for place, rule in reasons.items()),
    ]
    named = {cut.block.line for cut in found.cuts if cut.rule != "outside_article"}
    pairs = zip(document.blocks, votes, strict=True)
    voted = [block for block, vote in pairs if vote and block.line not in named]
    return Cleaned(kept, cuts, document.blocks, voted, agreement(kept, voted))


def _confirmed(cleaned: Cleaned, tree: LexborHTMLParser) -> Cleaned:
    """Cut the lines that a second opinion does not confirm, where such lines matter.

    `tree` is the page without its scripts and menus, as making blocks leaves it.
    """
    out = unconfirmed(cleaned.kept, cleaned.voted, lambda: tree.html or "")
    if not out:
        return cleaned
    kept = [block for block in cleaned.kept if block.line not in out]
    cuts = [
        *cleaned.cuts,
        *(Cut(b, "unconfirmed") for b in cleaned.kept if b.line in out),
    ]
    return cleaned._replace(kept=kept, cuts=cuts)


def _dated(about: Metadata, cleaned: Cleaned, source: str) -> Metadata:
    """What is known of a page, with the date that it shows where it declares none."""
    if about.published_at or not cleaned.kept:
        return about
    return about._replace(published_at=dates.shown(source, cleaned.seen))


def _as_it_is(document: Document) -> Cleaned:
    """Take the text of another engine, which gives neither reasons nor confidence."""
    return Cleaned(document.blocks, (), document.blocks)


def _or_linked_body(cleaned: Cleaned, about: Metadata, source: str) -> Cleaned:
    """What the page holds as data where the DOM has no text: pages that scripts fill.

    JSON-LD's articleBody, else the data of the scripts.
    """
    found = sum(len(block.text) for block in cleaned.kept)
    if found >= MIN_BODY:
        return cleaned
    blocks = from_text(about.article_body).blocks
    if len(about.article_body) < MIN_BODY:
        blocks = from_html(LexborHTMLParser(embedded.body(source, about.title))).blocks
    if sum(len(block.text) for block in blocks) < max(MIN_BODY, 2 * found):
        return cleaned
    kept, cuts = plain.settle(blocks)
    return Cleaned(kept, [*cleaned.cuts, *cuts], blocks, confidence=0.5)


def _judged(cleaned: Cleaned, about: Metadata, *, is_cut: bool) -> tuple[Cleaned, str]:
    """A page's text with its status; what is no article has no text, and says what it had."""
    kept, cuts = cleaned.kept, cleaned.cuts
    paywalled = is_paywalled(about.is_free, cuts, kept)
    status = body_status(kept, cuts, cleaned.seen, about, paywalled=paywalled, is_cut=is_cut)
    if status == "not_an_article":
        cuts = [*cuts, *(Cut(block, "not_an_article") for block in kept)]
        cleaned = cleaned._replace(kept=(), cuts=cuts, confidence=0.0)
    return cleaned, status


def _article(page: RawPage, about: Metadata, cleaned: Cleaned, status: str) -> Article:
    """Put together what the page says of its article and what its text says."""
    given, kept = page.given, cleaned.kept
    paragraphs = [block.text for block in kept]
    text = "\n".join(paragraphs)
    opening = wire.find_dateline(paragraphs)
    cuts = sorted(cleaned.cuts, key=lambda cut: cut.block.line)
    bylines = about.bylines or given.authors
    paywalled = is_paywalled(about.is_free, cuts, kept)
    return Article(
        text=text,
        title=given.title or about.title,
        authors=given.authors or about.authors,
        published_at=given.published_at or about.published_at,
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
        removals=_removals(cuts),
        originally_from=wire.originally_from([*paragraphs, *(cut.block.text for cut in cuts)]),
    )


def _texts(cuts: Sequence[Cut], rule: str) -> list[str]:
    """Return the texts that a rule cut."""
    return [cut.block.text for cut in cuts if cut.rule == rule]


def _contributors(cuts: Sequence[Cut]) -> tuple[str, ...]:
    """Names in the lines of contributors, once each."""
    lines = _texts(cuts, "contributors")
    return tuple(dict.fromkeys(name for line in lines for name in wire.contributor_names(line)))


def _removals(cuts: Sequence[Cut]) -> tuple[Removal, ...]:
    """Cuts as removals: one for each line, and one for a run of blocks that the page's markup cut.

    A page has hundreds of blocks of navigation; what matters of them is that they were seen, and
    where.
    """
    runs: list[list[Cut]] = []
    for cut in cuts:
        is_run = runs and cut.rule in RUN_RULES and cut.rule == runs[-1][-1].rule
        if is_run and cut.block.line == runs[-1][-1].block.line + 1:
            runs[-1].append(cut)
        else:
            runs.append([cut])
    return tuple(
        Removal(run[0].block.line, run[0].rule, "\n".join(cut.block.text for cut in run))
        for run in runs
    )
