r"""Pages that React sends as rows of escaped data beside an empty page, made markup again.

Next.js writes `self.__next_f.push([1,"..."])` many times over; what these hold, put together, are
rows `number:value`. A value is JSON in which `["$", "p", null, {"children": ...}]` is an element;
`number:T4b2,` has that many bytes of text behind it (hexadecimal), to which `"$number"` refers.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from typing import Any

from crawler.extract.page.embedded import number

PUSH = re.compile(r"self\.__next_f\.push\(\s*(?=\[)")
ROW = re.compile(r"([0-9a-f]{1,8}):")
TEXT_ROW = re.compile(r"([0-9a-f]{1,8}):T([0-9a-f]{1,8}),")
TAG = re.compile(r"[a-z][a-z0-9-]{0,20}")
MAX_PUSHES = 2000
MAX_DEPTH = 200
MAX_MARKUP = 5_000_000  # characters
DECODER = json.JSONDecoder(strict=False, parse_int=number)


def rendered(source: str) -> str:
    r"""The markup of the rows in a page, "" where it has none.

    >>> bold = '["$","b",null,{"children":"sails"}]'
    >>> row = json.dumps('1:["$","p",null,{"children":["It ",' + bold + "]}]")
    >>> rendered(f"<script>self.__next_f.push([1,{row}])</script>")
    '<p>It <b>sails</b></p>'
    """
    values, texts = _rows(_joined(source))
    pieces: list[str] = []
    size = 0
    for value in values:
        for piece in _markup(value, texts, 0):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_MARKUP:
                return "".join(pieces)
    return "".join(pieces)


def _joined(source: str) -> str:
    """What a page pushes, in order."""
    pushed: list[str] = []
    for found in PUSH.finditer(source):
        if len(pushed) > MAX_PUSHES:
            break
        try:
            value, _ = DECODER.raw_decode(source, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            pushed.append(value[1])
    return "".join(pushed)


def _rows(data: str) -> tuple[list[Any], dict[str, str]]:
    """The values of rows that are JSON, and the texts by their numbers."""
    values: list[Any] = []
    texts: dict[str, str] = {}
    place = 0
    while place < len(data):
        if text := TEXT_ROW.match(data, place):
            size = int(text[2], 16)
            held = data[text.end() : text.end() + size].encode("utf-8", "replace")[:size]
            texts[text[1]] = held.decode("utf-8", "ignore")
            place = text.end() + len(texts[text[1]])
            continue
        end = data.find("\n", place)
        end = len(data) if end < 0 else end
        if row := ROW.match(data, place):
            with suppress(ValueError, RecursionError):
                values.append(DECODER.raw_decode(data, row.end())[0])
        place = end + 1
    return values, texts


def _markup(value: object, texts: Mapping[str, str], depth: int) -> Iterator[str]:
    """A value as markup: elements, their children, texts."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        yield texts.get(value[1:], "") if value.startswith("$") else escape(value, quote=False)
    elif isinstance(value, list) and len(value) == 4 and value[0] == "$":
        yield from _element(value, texts, depth)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, str | list):
                yield from _markup(item, texts, depth + 1)


def _element(value: list[Any], texts: Mapping[str, str], depth: int) -> Iterator[str]:
    """An element with its classes; of a component what it holds."""
    tag = value[1] if isinstance(value[1], str) and TAG.fullmatch(value[1]) else ""
    facts = value[3] if isinstance(value[3], dict) else {}
    names = facts.get("className")
    said = f' class="{escape(names)}"' if isinstance(names, str) else ""
    link = facts.get("href")
    said += f' href="{escape(link)}"' if isinstance(link, str) and tag == "a" else ""
    if tag:
        yield f"<{tag}{said}>"
    inner = facts.get("dangerouslySetInnerHTML")
    html = inner.get("__html") if isinstance(inner, dict) else None
    if isinstance(html, str):
        yield texts.get(html[1:], "") if html.startswith("$") else html
    else:
        yield from _markup(facts.get("children"), texts, depth + 1)
    if tag:
        yield f"</{tag}>"
