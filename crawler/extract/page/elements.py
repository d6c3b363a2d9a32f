"""What the tag and the attributes of an element say of it."""

from crawler.extract.page.blocks import HEADINGS, Element
from crawler.extract.page.element_names import (
    ASIDE_ROLES,
    CLEAR,
    NEUTRAL,
    QUOTE,
    WEAK,
    Signs,
    signs_of,
)
from crawler.extract.page.visibility import INVISIBLE, STYLE_ATTRIBUTES, hiding_of
from crawler.extract.wording.patterns import word_set

INLINE = word_set(
    """
    a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark meter
    nobr output picture progress q rb rp rt rtc ruby s samp small slot span strike strong sub sup
    time tt u var wbr amp-link math mi mn mo mrow ms msqrt msub msup mfrac mtext semantics
    """
)
UNITS = word_set("p li h1 h2 h3 h4 h5 h6 td dt dd")  # a text each; aria-hidden ones are seen
ASIDE_ITEMS = frozenset(["author", "caption", "datePublished", "publisher", "image"])
ASIDE_TAGS = frozenset(("aside", "figure", "form"))
BY_TAG = {
    "aside": Signs(CLEAR),
    "form": Signs(CLEAR),
    "figure": Signs(CLEAR, "caption"),
    "article": Signs(is_body=True),
}
NAME_ATTRIBUTES = ("class", "id", "data-testid", "data-component", "data-module")
OTHER_NAMES = frozenset(NAME_ATTRIBUTES[1:])
TELLING = STYLE_ATTRIBUTES | {"role", "itemprop"}  # attributes that say more than names


def element_of(
    attributes: dict[str, str | None], tag: str, parent: int, ground: str = ""
) -> Element:
    """What the attributes of an element say of it."""
    if "popover" in attributes or (tag == "dialog" and "open" not in attributes):
        return Element(parent, tag, hiding=INVISIBLE)
    if not attributes:
        return Element(parent, tag, BY_TAG.get(tag, NEUTRAL))
    if len(attributes) == 1 and "class" in attributes:  # most elements that have any
        names = attributes["class"] or ""
        hiding = hiding_of(attributes) if "d-none" in names else ""
        return Element(parent, tag, _judged(tag, names), hiding)
    judged = _judged(tag, names_of(attributes))
    if TELLING.isdisjoint(attributes) and "d-none" not in (attributes.get("class") or ""):
        return Element(parent, tag, judged)
    item = attributes.get("itemprop") or ""
    if attributes.get("role") in ASIDE_ROLES or item in ASIDE_ITEMS:
        judged = Signs(CLEAR, "caption" if item == "caption" else "pruned", judged.is_body)
    if item == "description":
        judged = judged._replace(deck=CLEAR)
    hiding = hiding_of(attributes, is_inline=tag in INLINE or tag in UNITS, ground=ground)
    return Element(parent, tag, judged, hiding, "articleBody" in item)


def _judged(tag: str, names: str) -> Signs:
    """What the tag and the names of an element say of it."""
    judged = signs_of(names)
    if tag in ASIDE_TAGS and judged.kind != QUOTE:
        judged = BY_TAG[tag]
    if judged.strength == WEAK and tag in HEADINGS:
        return NEUTRAL  # "edTag" and the like: a heading of the article is no list of tags
    return judged._replace(is_body=True) if tag == "article" else judged


def names_of(attributes: dict[str, str | None]) -> str:
    """Class, id and what test suites and page builders call the element."""
    if OTHER_NAMES.isdisjoint(attributes):
        return attributes.get("class") or ""
    return " ".join([name for key in NAME_ATTRIBUTES if (name := attributes.get(key))])
