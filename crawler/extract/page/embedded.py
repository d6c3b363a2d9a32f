"""The text of an article that a page holds as data for its scripts, where its markup holds none.

Systems that build their pages in the browser send the article as JSON beside an empty page: a text
with markup, or a list of its paragraphs. Such data holds other articles too, so only what stands
in an object that bears the title of the page is taken.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from crawler.extract.wording.letters import squash
from crawler.extract.wording.telling import CLOSED

MAX_SCRIPTS = 100
MAX_VALUES = 20  # of a script
VALUE = re.compile(
    r"""=\s*(?=[\[{])(?!\[\])(?!\{\})
      | =\s*(JSON\.parse\()\s*(?:(decodeURIComponent\()\s*)?(?=")""",
    re.X,
)
MAX_DIGITS = 30  # Python itself refuses more than 4,300, and the whole script with them
MAX_SCRIPT = 5_000_000  # characters
MAX_NODES = 200_000
MIN_PARAGRAPH = 60  # characters; shorter ones do not make a list of texts an article
MIN_BODY = 300  # characters
MAX_TITLE = 300
TEXT_KEYS = ("content", "text", "html", "value", "body", "paragraph", "p")
OTHERS = re.compile(r"relat|recommend|latest|popular|trending|comment|promo|navig|footer|author")
OTHER_ITEM = re.compile(r"image|photo|picture|video|caption|embed|gallery|\bad|advert|related|link")
MARKUP = re.compile(r"<(?:p|div|br)\b")


def body(source: str, title: str | None) -> str:
    """The longest text in the data of a page that stands beside its title, as markup; or "".

    >>> story = "The ferry sailed again on Monday, a week after a storm had torn its pier. " * 5
    >>> data = json.dumps({"article": {"headline": "Ferry back again", "body": f"<p>{story}</p>"}})
    >>> page = f'<script type="application/json">{data}</script>'
    >>> body(page, "Ferry back again") == f"<p>{story}</p>", body(page, "Bakery opens today")
    (True, '')
    """
    key = squash(title or "")
    if not key or "<script" not in source:
        return ""
    texts = (text for data in _data(source) for text in _texts(data, key))
    longest = max(texts, key=len, default="")
    return longest if len(longest) >= MIN_BODY else ""


def number(digits: str) -> int | float:
    """A number of JSON without a fraction; infinite where no honest page has so many digits.

    >>> number("12"), number("9" * 5000)
    (12, inf)
    """
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


def _data(source: str) -> Iterator[object]:
    """Parse the data of a page that is valid: scripts of JSON, and what scripts assign."""
    tree = LexborHTMLParser(source)
    for script in tree.css("script:not([src])")[:MAX_SCRIPTS]:
        text = script.text()
        if len(text) > MAX_SCRIPT:
            continue
        if "json" in (script.attributes.get("type") or ""):
            yield _parsed(text.strip(), 0)
        else:
            yield from (
                _assigned(text, found) for found in islice(VALUE.finditer(text), MAX_VALUES)
            )


def _assigned(script: str, found: re.Match[str]) -> object:
    """What a script assigns: an object, or one that it parses from a string."""
    value = _parsed(script, found.end())
    if not isinstance(value, str) or not found[1]:
        return value
    return _parsed(unquote(value) if found[2] else value, 0)


def _parsed(text: str, place: int) -> object:
    """The JSON that stands at a place, None where none does."""
    try:
        return DECODER.raw_decode(text, place)[0]
    except (ValueError, RecursionError):
        return None


DECODER = json.JSONDecoder(strict=False, parse_int=number)


def _texts(root: object, title: str) -> Iterator[str]:
    """Texts inside the objects that bear a title."""
    waiting: list[tuple[object, bool]] = [(root, False)]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        value, is_ours = waiting.pop()
        if isinstance(value, dict):
            is_ours = is_ours or _bears(value, title)
            waiting.extend((v, is_ours) for k, v in value.items() if not OTHERS.search(k.lower()))
        elif isinstance(value, list):
            if is_ours:
                yield _paragraphs(value)
            waiting.extend((child, is_ours) for child in value)
        elif is_ours and isinstance(value, str) and MARKUP.search(value):
            yield value


def _bears(node: Mapping[str, Any], title: str) -> bool:
    """Whether one of the texts of an object is the title, or one of an object right inside."""
    inner = (
        child for value in node.values() if isinstance(value, dict) for child in value.values()
    )
    return any(
        isinstance(text, str) and len(text) <= MAX_TITLE and squash(text) == title
        for text in (*node.values(), *inner)
    )


def _paragraphs(items: list[Any]) -> str:
    """Return a list of paragraphs as markup, "" where a list is of something else."""
    texts = [text for item in items if (text := _paragraph(item))]
    prose = [text for text in texts if len(text) >= MIN_PARAGRAPH and CLOSED.search(text)]
    return "".join(f"<p>{text}</p>" for text in texts) if 2 * len(prose) >= len(texts) else ""


def _paragraph(item: object) -> str:
    """Return the text of an item of a list: the item itself, or what it holds under a usual key."""
    if isinstance(item, str):
        return item
    if not isinstance(item, dict) or OTHER_ITEM.search(str(item.get("type", "")).lower()):
        return ""
    found = (item[key] for key in TEXT_KEYS if isinstance(item.get(key), str))
    return next(found, "")
