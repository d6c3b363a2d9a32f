"""Authors: where a page prints them, and their names, one entry a person.

Without "By", e-mail addresses and the site's own name.
"""

import html
import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from crawler.extract.metadata.jsonld import JsonLd
from crawler.extract.metadata.meta_tags import Meta
from crawler.extract.wording.letters import squash

AUTHOR_KEYS = (
    "author", "article:author", "parsely-author", "dc.creator", "sailthru.author",
    "cxenseparse:author", "byl", "article:author_name", "citation_author",
)  # fmt: skip
BYLINE = (
    '[rel="author"], [itemprop="author"], .byline, .author, .authors, .author-name, .authorname,'
    ' .article-author, [class$="__author"], [class$="__byline"], [class*="authors__"]'
)
MAX_BYLINES = 6
PERSON = re.compile(
    r"[^\W\d_][\w.'’-]+(?: [\w.'’-]+){1,4}$|[\u3040-\u9fff\uac00-\ud7af]{2,6}$"
)  # two words or more: no initials
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}$|www\.")  # an outlet by its address
CARD_LABELS = frozenset(("written by", "author", "geschrieben von", "verfasst von", "écrit par"))

BY = re.compile(r"^\s*(?:by|von|par|por|di|av|af|door|texte?\s+par|written\s+by)\s*:?\s+", re.I)
# Where a pattern begins with spaces it looks for them where they begin, or it tries each in turn.
LIST_MARK = re.compile(
    r"(?:(?<!\s)\s+)?(?:[,;|•·]|&|\b(?:and|und|et|y|og|och|e|en)\b(?=\s+[A-ZÀ-ÞŠŽ]))\s*"
)
IN_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^)]{0,60}\)\s*$")
NO_NAME = re.compile(r"@|https?:|www\.|\d{4,}|^[\W\d_]*$")
SPACES = re.compile(r"\s+")
# After a person's name these end a byline that names the house too: "Ann Ode, Northern Wire".
HOUSE = re.compile(
    r"""^The\ | \b(?:Agency|Agentur|Broadcasting|Chronicle|Courier|Daily|Gazette|Herald|Ledger
      |Magazine|Media|Network|News|Newspapers?|Observer|Radio|Register|Review|Service|Telegraph|Television
      |Times|Tribune|TV|Wire|Zeitung)\b""",
    re.X,
)
MAX_NAME = 60  # characters; longer ones are sentences about the author


def clean_names(bylines: Iterable[str], sites: Iterable[str] = ()) -> tuple[str, ...]:
    """Names in some bylines, in order and once each; `sites` are names of the outlet.

    Agencies stay, as evidence of where a story comes from, and the outlet when it is all there is.

    >>> clean_names(["By Ann Ode and Bo Lund, Ledger", "bo@ledger.example"], ["Ledger"])
    ('Ann Ode', 'Bo Lund')
    """
    outlet = {squash(site) for site in sites}
    names = [name for byline in bylines for name in _people(_split(byline)) if _is_name(name)]
    others = [name for name in names if squash(name) not in outlet]
    return tuple(dict.fromkeys(others or names))


def _people(parts: list[str]) -> list[str]:
    """Return a byline's parts without the houses that follow a person.

    >>> _people(["Ann Ode", "Northern Wire"]), _people(["Northern Wire"])
    (['Ann Ode'], ['Northern Wire'])
    """
    return [part for place, part in enumerate(parts) if not place or not HOUSE.search(part)]


def _split(byline: str) -> list[str]:
    """Return the single names of a byline."""
    text = SPACES.sub(" ", html.unescape(byline)).strip()
    parts = LIST_MARK.split(BY.sub("", text))
    return [IN_BRACKETS.sub("", part).strip() for part in parts]


def _is_name(text: str) -> bool:
    """Whether a text can be the name of a person."""
    return 1 < len(text) <= MAX_NAME and not NO_NAME.search(text)


def printed_bylines(
    tree: LexborHTMLParser, meta: Meta, linked: JsonLd, sites: Iterable[str]
) -> list[str]:
    """Authors as printed: the first place that names somebody beside the outlet itself."""
    outlet = {squash(site) for site in sites}
    found: list[str] = []
    for names in _printed_authors(tree, meta, linked):
        if any(not DOMAIN.search(name) for name in names) and any(
            squash(name) not in outlet for name in clean_names(names)
        ):
            return names
        found = found or names
    return found


def _printed_authors(tree: LexborHTMLParser, meta: Meta, linked: JsonLd) -> Iterator[list[str]]:
    """Bylines of the page, best place first: JSON-LD, meta tags, share cards, what is shown."""
    yield [name for name in linked.names("author") if name.strip()]
    for key in AUTHOR_KEYS:
        yield [name for name in meta.get(key, ()) if "://" not in name]
    if meta.get("twitter:label1", [""])[0].lower() in CARD_LABELS:
        yield meta.get("twitter:data1", [])
    for node in tree.css(BYLINE)[:MAX_BYLINES]:
        text = SPACES.sub(" ", node.text(separator=" ")).strip()
        if len(text) <= 100 and any(PERSON.match(name) for name in clean_names([text])):
            yield [text]
