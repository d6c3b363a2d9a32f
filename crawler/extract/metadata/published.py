"""When a page says that its article was published and changed: the declarations, the best first.

JSON-LD and meta tags speak of the page as a whole. Marks beside a time (schema.org as microdata and
RDFa, the microformats hAtom and h-entry) speak of what they stand in, and a bare <time> of
anything: tickers, comments and other stories have theirs. Of these the one that stands nearest
below the headline counts, and none that stands in a box, a list of stories or the comments, or
beside a word for an update.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.metadata.jsonld import JsonLd
from crawler.extract.metadata.meta_tags import Meta, first_contents
from crawler.extract.wording.telling import CLOSED
from crawler.times.combine import finest
from crawler.times.stated import Stated, stated

PUBLISHED_KEYS = (
    "article:published_time", "datepublished", "parsely-pub-date",
    "og:published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publish_date", "citation_publication_date",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
VAGUE_KEYS = ("date", "dc.date")  # of anything: they count where nothing else is said
MODIFIED_KEYS = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "dc.date.modified",
    "dcterms.modified",
)
MARKS = {
    "published": '[itemprop~="datePublished"], [property$="datePublished"], .dt-published,'
    ' abbr.published, time.published, .entry-date.published, time[pubdate], [property="dc:date"],'
    ' [property="dcterms:created"], [property="dc:created"]',
    "modified": '[itemprop~="dateModified"], [property$="dateModified"], .dt-updated, abbr.updated,'
    " time.updated, abbr.modified",
}
TIMES = "time, abbr[title]"
FOREIGN = re.compile(
    r"(?:^|[\s_-])(?:comments?|ticker|related|recommend\w*|teasers?|most-?read|popular|trending"
    r"|sidebar|newsletter|replies|reply|breaking|latest|live|promo|more-?on|river)(?:$|[\s_-])",
    re.I,
)
FOREIGN_TAGS = frozenset(("aside", "nav"))
HEADLINE_WORDS = 4  # of a link: an item of a list with one is another story
UPDATED = re.compile(
    r"(?:更新|수정|업데이트|عديل|تحديث"
    r"|\b(?:updated?|modified|edited|changed|aktualisiert|stand|geändert|mis à jour|màj|modifié"
    r"|actualizado|actualizada|aggiornato|atualizado|bijgewerkt|gewijzigd|uppdaterad|oppdatert"
    r"|opdateret|zaktualizowano|aktualizacja|aktualizováno|aktualizované|frissítve|frissítés|actualizat"
    r"|güncelleme|güncellendi|päivitetty|muokattu|обновлено|изменено|оновлено|ενημέρωση|ενημερώθηκε"
    r"|עודכן|ažurirano|cập nhật|diperbarui)\b)[^.]{0,12}$",
    re.I,
)
INLINE = frozenset(("a", "b", "em", "i", "small", "span", "strong"))
BYLINE_WORDS = 15  # of a line that says who wrote it and when
MOST_LEVELS = 30  # above a time that are looked at
MOST_TIMES = 60  # of one page that are looked at
MOST_LABEL = 8  # words of a line with a time that may be no sentence
BEFORE = 60  # characters before a time in which a word may say what it is


class Times(NamedTuple):
    """When the article of a page was published and last changed, as far as the page says."""

    published: Stated | None = None
    modified: Stated | None = None


def read(tree: LexborHTMLParser, meta: Meta, linked: JsonLd, language: str) -> Times:
    """The times of a page; `language` is its tag.

    >>> page = "<nav><time datetime=2026-03-09></time></nav><h1>A</h1><time datetime=2026-03-02>"
    >>> read(LexborHTMLParser(page), {}, JsonLd({}, {}), "").published.at.day
    2
    """

    def times(texts: Iterable[str], other: dt.date | None = None) -> Iterator[Stated]:
        return (time for text in texts if (time := stated(text, language, other)))

    changed = finest(
        times([*linked.texts("dateModified"), *first_contents(meta, MODIFIED_KEYS)])
    ) or finest(times(_marked(tree, "modified")))
    day = changed.at.date() if changed else None  # tells the order of 03/07/2026
    declared = [*linked.texts("datePublished"), *first_contents(meta, PUBLISHED_KEYS)]
    published = finest(times(declared, day)) or next(
        times(first_contents(meta, VAGUE_KEYS), day), None
    )
    if published is None or published.precision == "day":
        marked = times(_marked(tree, "published"), day)
        published = finest([*([published] if published else []), *marked])
    if published is None:  # a bare time may be of a change: it makes no declared day more exact
        published = next(times(_beside_headline(tree), day), None)
    late = times([*linked.texts("dateCreated"), *linked.texts("uploadDate")])
    return Times(published or next(late, None) or changed, changed)


def _marked(tree: LexborHTMLParser, kind: str) -> list[str]:
    """What nodes state that are marked as a time of this kind, nearest below the headline first."""
    return [text for node in _ordered(tree, MARKS[kind]) if (text := _text(node))]


def _beside_headline(tree: LexborHTMLParser) -> Iterator[str]:
    """What the times state that are not marked, nearest below the headline first."""
    modified = {node.mem_id for node in tree.css(MARKS["modified"])[:MOST_TIMES]}
    return (
        text
        for node in _ordered(tree, TIMES)
        if node.mem_id not in modified
        and (text := _text(node))
        and not (_is_update(node) or _is_in_sentence(node))
    )


def _ordered(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Nodes of the article: those below the first headline, then those above it."""
    found = [(node, node.tag == "h1") for node in islice(tree.css(f"h1, {selector}"), MOST_TIMES)]
    first = next((place for place, (_, is_headline) in enumerate(found) if is_headline), 0)
    turned = [*found[first:], *found[:first]]
    return [node for node, is_headline in turned if not is_headline and not _is_foreign(node)]


def _is_foreign(node: LexborNode) -> bool:
    """Whether a node stands in something beside the article: a box, a list, the comments."""
    above: LexborNode | None = node
    in_footer = False  # of the page, if of no article: themes print the date in that of the article
    for _ in range(MOST_LEVELS):
        if above is None or above.tag in ("body", "html"):
            break
        in_footer = (in_footer or above.tag == "footer") and above.tag != "article"
        names = f"{above.attributes.get('class') or ''} {above.attributes.get('id') or ''}"
        is_named = above.tag not in ("main", "article") and FOREIGN.search(names)
        if above.tag in FOREIGN_TAGS or is_named or (above.tag == "li" and _is_story(above)):
            return True
        above = above.parent
    return in_footer


def _is_story(item: LexborNode) -> bool:
    """Whether an item of a list links to a story: its link is as long as a headline."""
    return any(len(link.text().split()) >= HEADLINE_WORDS for link in item.css("a[href]")[:3])


def _text(node: LexborNode) -> str:
    """The time of a node: in an attribute for machines, else what it shows."""
    attributes = node.attributes
    for name in ("datetime", "content", "title", "data-datetime"):
        if attributes.get(name):
            return attributes[name] or ""
    inner = node.css_first("time[datetime], [title].value, .value-title[title]")
    if inner is not None:
        return inner.attributes.get("datetime") or inner.attributes.get("title") or ""
    return node.text(separator=" ")


def _is_in_sentence(node: LexborNode) -> bool:
    """Whether a time stands in a paragraph of the text, which tells of something on that day."""
    above = node.parent
    while above is not None and above.tag in INLINE:
        above = above.parent
    if above is None or above.tag != "p":
        return False
    text = above.text(separator=" ").rstrip()
    n_words = len(text.split())
    is_sentence = n_words > MOST_LABEL and CLOSED.search(text) is not None
    return is_sentence or n_words > BYLINE_WORDS


def _is_update(node: LexborNode) -> bool:
    """Whether the words right before a time say that it is one of a change."""
    above = node.parent
    if above is None:
        return False
    before = above.text(separator=" ").partition(node.text(separator=" ") or "\0")[0]
    own = f"{node.attributes.get('class') or ''} {node.attributes.get('itemprop') or ''}"
    return bool(UPDATED.search(before[-BEFORE:].strip(" :")) or "updat" in own or "modif" in own)
