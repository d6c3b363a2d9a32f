"""The title: of a page what it declares, without the site; of a plain text its first line."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.metadata.jsonld import JsonLd
from crawler.extract.metadata.meta_tags import Meta, first_contents
from crawler.extract.page.blocks import Block
from crawler.extract.wording.letters import squash
from crawler.extract.wording.patterns import word_set
from crawler.extract.wording.telling import CLOSED

TITLE_KEYS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "parsely-title",
    "sailthru.title",
)
SPACES = re.compile(r"\s+")
SUFFIX = re.compile(r"(?<!\s)\s+(?:[|–—·•»«-]|::|\|\|)\s+")
MIN_TITLE = 15  # characters; a shorter part is the kicker
CUT_SHORT = re.compile(r"(?:[…]|\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))$")
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # in a headline: soft hyphens and the like
NO_HEADLINES = word_set("untitled untitleddocument home homepage index document newpage1")
LONGEST_HEADLINE = (
    100  # characters; schema.org's users are told to keep below 110, and programs cut
)
LONGEST_LINE = 1000  # characters; longer ones are no headlines
MAX_HEADINGS = 4
# Only what a headline is dressed in: any other "<name>" is told of, as in "The <script> tag at 30".
TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|p|q|s|small|span"
    r"|strike|strong|su[bp]|time|tt|u|wbr)(?:[\s/][^<>]{0,200})?>",
    re.I,
)
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.I)
MARK = re.compile(r"(?<!\s)\s*[|–—·•»｜:/*(!?.,]\s*|\s-\s|-(?=\w)|(?<=\w)-")
PARTING = " |–—·•»｜:/*(,-"
KICKER = re.compile(
    r"kicker|overline|eyebrow|pretitle|pre-title|topline|supertitle|rubric|offscreen|sr-only"
    r"|visually-?hidden|screen-reader|assistive|vorspann|dachzeile|spitzmarke|antetitulo|surtitre",
    re.I,
)

MARKDOWN = re.compile(r"^#{1,6} +")  # before a heading
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
    if not _is_title(blocks):
        return None, blocks
    return MARKDOWN.sub("", first, count=1), _without(first, blocks[1:])


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
    if len(parts) == 1:
        return title
    known = {squash(site) for site in sites}
    if squash(parts[-1]) in known:
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»«:-")
    if squash(parts[0]) in known:
        return title[len(parts[0]) :].lstrip(" |–—·•»«:-")
    return title


class Declared(NamedTuple):
    """The headlines that a page declares, without tags, entities and the name of its site."""

    headline: str  # of JSON-LD
    name: str  # of the same node
    shared: str  # og:title, or what other programs are told
    headings: list[str]  # the h1s, without their kickers
    titles: list[str]  # <title>, whole and without its last part


def stated_titles(tree: LexborHTMLParser, headings: Sequence[LexborNode], meta: Meta) -> list[str]:
    """What a page calls itself, JSON-LD aside: its first headings, shared titles and <title>."""
    first = [node.text(separator=" ") for node in headings[:MAX_HEADINGS]]
    node = tree.css_first("title")
    return [*first, *first_contents(meta, TITLE_KEYS), node.text() if node else ""]


def page_title(
    tree: LexborHTMLParser,
    headings: Sequence[LexborNode],
    meta: Meta,
    linked: JsonLd,
    sites: Iterable[str],
) -> str | None:
    """The headline of a page: of those that it declares the one that most others agree with.

    That is JSON-LD's, else the shared one, with four exceptions. The node's `name`, or what both
    heading and shared title say, where more agree with that. The whole where the headline is cut.
    A part, where heading or shared title have that alone: the rest is a kicker, or the site.
    """
    said = _declared(tree, headings, meta, linked, sites)
    if not _key(chosen := _preferred(said)):
        said = _declared(tree, headings, meta, linked, sites, without_sites=False)
    if not _key(chosen := chosen or _preferred(said)):
        return None
    if chosen.isupper():  # letters of a design, where others say the same
        same = (each for each in _others(said) if each.upper() == chosen and each != chosen)
        chosen = next(same, chosen)
    whole = _uncut(chosen, _others(said))
    return _without_kicker(whole, said) if _key(whole) == _key(chosen) else whole


def _declared(
    tree: LexborHTMLParser,
    h1s: Sequence[LexborNode],
    meta: Meta,
    linked: JsonLd,
    sites: Iterable[str],
    *,
    without_sites: bool = True,
) -> Declared:
    """Read the headlines of a page, without those that are the name of its site and no more."""
    known = list(sites)
    nothing = NO_HEADLINES.union(map(squash, known)) if without_sites else frozenset()

    def clean(text: str | None) -> str:
        headline = strip_site(plain_line(text or ""), known)
        return headline if squash(headline) not in nothing else ""

    node = tree.css_first("title")
    last = plain_line(node.text()) if node else ""
    parts = SUFFIX.split(last)
    short = last[: last.rindex(parts[-1])].rstrip(" |–—·•»«:-") if parts[1:] else last
    headline, name = clean(linked.text("headline")), clean(linked.text("name"))
    shared = clean(next(first_contents(meta, TITLE_KEYS), ""))
    headings = []
    for whole, *rest in (map(clean, _heading(h1)) for h1 in h1s[:MAX_HEADINGS]):
        headings += [whole] if _is_said(whole, [headline, shared]) else [*rest, whole]
    headings = [heading for heading in headings if _key(heading)]
    return Declared(
        headline, name, shared, headings, list(dict.fromkeys((clean(last), clean(short))))
    )


def plain_line(text: str) -> str:
    """A headline as one line without tags and entities; a lone "<" is no tag.

    >>> plain_line("CO<sub>2</sub> &amp;amp; profit < loss")
    'CO2 & profit < loss'
    >>> plain_line("The &lt;script&gt; tag at 30")
    'The <script> tag at 30'
    """
    text = html.unescape(html.unescape(" ".join(text.split())[:LONGEST_LINE]))
    return SPACES.sub(" ", TAG.sub("", BREAK.sub(" ", UNSEEN.sub("", text)))).strip(" ¶")


def _heading(h1: LexborNode) -> list[str]:
    """What a heading says: as a whole, and without its kicker where one is marked as such."""
    whole = h1.text() if h1.css_first("sub, sup") is not None else h1.text(separator=" ")
    rest = whole
    for node in h1.css("span, small, strong, em"):
        if KICKER.search(node.attributes.get("class") or ""):
            rest = rest.replace(node.text(separator=" "), " ", 1)
    return [whole, rest.strip(" \n:|-–—·")] if rest != whole else [whole]


def _preferred(said: Declared) -> str:
    """The headline of JSON-LD, or what more of the others say."""
    heading = next(iter(said.headings), "")
    if not said.headline:
        return said.shared or said.name or said.titles[-1] or heading
    if said.name and _support(said.name, said) > max(1, _support(said.headline, said)):
        return said.name
    is_for_search = _is_said(said.headline, said.titles) and not _is_said(
        said.headline, [*said.headings, said.shared]
    )
    if is_for_search and _is_said(said.shared, said.headings):
        return said.shared
    return said.headline


def _others(said: Declared) -> list[str]:
    """What is said beside JSON-LD."""
    return [*said.headings, said.shared, *said.titles]


def _support(text: str, said: Declared) -> int:
    """How many of heading, shared title and <title> say a text."""
    return sum(_is_said(text, texts) for texts in (said.headings, [said.shared], said.titles))


@lru_cache(maxsize=256)  # the same few headlines are compared again and again
def _key(headline: str) -> str:
    return squash(headline)


def _is_said(text: str, texts: Iterable[str]) -> bool:
    key = _key(text)
    return bool(key) and any(_key(other) == key for other in texts)


def _uncut(title: str, others: Iterable[str]) -> str:
    """The whole of a headline that was cut: at dots, within a word, or at a bound of characters."""
    key = _key(title)
    for other in others:
        full = _key(other)
        if full.startswith(key) and not CUT_SHORT.search(other):
            if full == key and CUT_SHORT.search(title):
                return other
            if len(full) > len(key) and _is_cut(title, other):
                return other
    return title


def _is_cut(title: str, whole: str) -> bool:
    """Whether a beginning of a headline breaks off, and does not end."""
    if CUT_SHORT.search(title):
        return True
    rest = whole[len(title) :] if whole.startswith(title) else ""
    return rest[:1].isalnum() or (len(title) >= LONGEST_HEADLINE and rest.lstrip()[:1].isalnum())


def _without_kicker(title: str, said: Declared) -> str:
    """A title without its kicker or site, where heading or shared title have the rest alone.

    A heading alone does not shorten what JSON-LD and the shared title both say.
    """
    parts = [
        piece.strip()
        for piece, is_head in _pieces(title)
        if len(piece) > MIN_TITLE and _stands_alone(piece, said, is_head=is_head)
    ]
    return min(parts, key=len, default=title)


def _stands_alone(piece: str, said: Declared, *, is_head: bool) -> bool:
    """Whether shared title or heading is a piece of a title alone."""
    is_agreed = _is_said(said.headline, [said.shared])
    is_headed = _is_said(piece, said.headings) and (is_head or not is_agreed)
    return is_headed or _is_said(piece, [said.shared])


def _pieces(title: str) -> Iterator[tuple[str, bool]]:
    """What stands before each mark of a title (True) and behind it (False)."""
    for mark in MARK.finditer(title):
        head, tail = title[: mark.end()].rstrip(PARTING), title[mark.end() :].strip()
        if _key(tail):
            yield head, True
        if _key(head):
            yield tail, False
