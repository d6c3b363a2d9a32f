"""Authors: where a page prints them, the best place first."""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from crawler.extract.metadata.byline import MAX_NAME, SPACES, clean_names, is_capital
from crawler.extract.metadata.jsonld import JsonLd
from crawler.extract.metadata.meta_tags import Meta
from crawler.extract.wording.letters import squash

AUTHOR_KEYS = (
    "author", "article:author", "parsely-author", "dc.creator", "sailthru.author",
    "cxenseparse:author", "byl", "article:author_name", "citation_author", "articleauthor",
    "article.author", "dcterms.creator", "author_name",
)  # fmt: skip
BYLINE = (
    '[rel="author"], [itemprop="author"], .byline, .author, .authors, .author-name, .authorname,'
    ' .article-author, [class$="__author"], [class$="__byline"], [class*="authors__"]'
)
MAX_BYLINES = 6
MAX_SHOWN = 100  # characters of a byline as it is shown
MAX_LAID_OUT = 1000  # the same with the blanks of the markup
MAX_LABELLED = 300  # short texts of a page among which a label for the author is looked for
SAYS_AUTHOR = re.compile(
    r"(?:Author|Autor|Autorin|Autorin/Autor|Autor/-?in|Auteur|Autrice|Autore|Written by|Text|Texte"
    r"|Автор|Por|Von|By)\s?:?\s+(?=[^\W\d_])"
)
PERSON = re.compile(
    r"[^\W\d_][\w.'’-]+(?: [\w.'’-]+){1,4}$|[\u3040-\u9fff\uac00-\ud7af]{2,6}$"
)  # two words or more: no initials
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}$|www\.")  # an outlet by its address
CARD_LABELS = frozenset(("written by", "author", "geschrieben von", "verfasst von", "écrit par"))


# Where a pattern begins with spaces it looks for them where they begin, or it tries each in turn.
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
    yield linked.names("author")
    yield linked.names("creator")
    for key in AUTHOR_KEYS:
        yield [name for name in meta.get(key, ()) if "://" not in name]
    if meta.get("twitter:label1", [""])[0].lower() in CARD_LABELS:
        yield meta.get("twitter:data1", [])
    for node in tree.css(BYLINE)[:MAX_BYLINES]:
        text = SPACES.sub(" ", node.text(separator=" ")).strip()
        is_marked = node.attributes.get("itemprop") == "author" and len(text) <= MAX_NAME
        is_byline = any(PERSON.match(name) for name in clean_names([text]))
        if len(text) <= MAX_SHOWN and (is_byline or is_marked):
            yield [text]
    yield from _labelled(tree)


def _labelled(tree: LexborHTMLParser) -> Iterator[list[str]]:
    """Short texts that begin with a word for the author and go on with nothing but names."""
    for node in tree.css("p, li, span, address, small")[:MAX_LABELLED]:
        text = node.text(separator=" ")
        text = " ".join(text.split()) if len(text) <= MAX_LAID_OUT else ""
        if len(text) <= MAX_SHOWN and (found := SAYS_AUTHOR.match(text)):
            names = clean_names([text[found.end() :]])
            if names and all(PERSON.match(name) and is_capital(name) for name in names):
                yield [text[found.end() :]]
