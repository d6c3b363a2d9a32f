"""sources.toml turned into sources, every mistake named with its remedy."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.discovery.readers import READERS
from crawler.options import is_contact
from crawler.page import Selectors
from crawler.sources.source import DELAY, KINDS, OPT_OUTS, TLS, Feed, Source
from crawler.urls import is_address, site_of

DEEPEST = 2  # listing pages of listing pages; beyond them lie archives, and traps without end
KEYS = (
    "name",
    "home",
    "feeds",
    "sitemaps",
    "sections",
    "depth",
    "hosts",
    "delay",
    "javascript",
    "selectors",
    "reader",
    "licensed_from",
    "verified",
    "tls",
    "opt_outs",
)


class SourcesError(Exception):
    """Something in sources.toml can't be used: names file, key and remedy."""


def load(path: Path) -> list[Source]:
    """The sources in a TOML file, in its order. Raises SourcesError."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise SourcesError(
            f"{path}: can't be read ({error.strerror}); name another with --sources"
        ) from error


def contact(path: Path) -> str | None:
    """Where owners of sites find who crawls, as a file says; None where it does not say it.

    A file that can't be used is for `load` to tell.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8-sig")).get("contact")
    except (OSError, ValueError):
        return None
    return found if is_contact(found) else None


def parse(text: bytes, path: str) -> list[Source]:
    """The sources in the text of a file of that name, in its order. Raises SourcesError."""
    try:
        content = tomllib.loads(text.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path}: not TOML: {error}") from error
    unknown = sorted(set(content) - {"source", "contact"})
    if unknown:
        raise SourcesError(f"{path}: unknown key {unknown[0]!r}; each source is a [[source]] block")
    if "contact" in content and not is_contact(content["contact"]):
        example = 'contact = "https://example.org/bot" or "you@example.org"'
        raise SourcesError(f"{path}: contact must be one word of plain letters, like {example}")
    blocks = content.get("source", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SourcesError(f"{path}: 'source' must be [[source]] blocks, in double brackets")
    sources = [
        _source(block, f"{path}: [[source]] {number}") for number, block in enumerate(blocks, 1)
    ]
    _check_names(path, sources)
    return sources


def _source(block: Mapping[str, Any], place: str) -> Source:
    unknown = sorted(set(block) - set(KEYS))
    if unknown:
        raise SourcesError(f"{place}: unknown key {unknown[0]!r}; known are {', '.join(KEYS)}")
    name = _text(block, "name", place)
    if not name:
        raise SourcesError(f'{place}: no name; add a line like: name = "harbor-ledger"')
    place = f"{place} ({name})"
    home = _text(block, "home", place)
    feeds = tuple(
        Feed(_address(url, key, place), kind)
        for key, kind in KINDS.items()
        for url in _texts(block, key, place)
    )
    if home is None and not feeds:
        raise SourcesError(
            f'{place}: no address; add home = "https://..." or feeds = ["https://..."]'
        )
    if home is not None:
        _address(home, "home", place)
    reader = _text(block, "reader", place)
    if reader is not None and reader not in READERS:
        raise SourcesError(f"{place}: no reader {reader!r}; there are {', '.join(READERS)}")
    return Source(
        name=name,
        site=site_of(home or feeds[0].url),
        home=home,
        feeds=feeds,
        hosts=tuple(site_of(host) for host in _texts(block, "hosts", place)),
        delay=_delay(block.get("delay", DELAY), place),
        licensed_from=tuple(_texts(block, "licensed_from", place)),
        depth=_depth(block.get("depth", 1), feeds, place),
        javascript=_truth(block, "javascript", place),
        selectors=_selectors(block.get("selectors"), place),
        reader=reader,
        verified=_text(block, "verified", place),
        tls=_one_of(TLS, block, "tls", place),
        opt_outs=_one_of(OPT_OUTS, block, "opt_outs", place),
    )


def _text(block: Mapping[str, Any], key: str, place: str) -> str | None:
    value = block.get(key)
    if value is not None and not isinstance(value, str):
        raise SourcesError(f"{place}: {key} must be a text in quotes, not {value!r}")
    return value


def _one_of(choices: Sequence[str], block: Mapping[str, Any], key: str, place: str) -> str:
    value = block.get(key, choices[0])
    if value not in choices:
        known = " or ".join(f'"{choice}"' for choice in choices)
        raise SourcesError(f"{place}: {key} must be {known}, not {value!r}")
    return str(value)


def _texts(block: Mapping[str, Any], key: str, place: str) -> Sequence[str]:
    values = block.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SourcesError(f'{place}: {key} must be a list of texts, like {key} = ["..."]')
    return values


def _address(url: str, key: str, place: str) -> str:
    if not is_address(url):
        raise SourcesError(f"{place}: {key} has {url!r}, which is no address; write https://...")
    return url


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector.

    >>> is_selector("div.story > p, h1"), is_selector("div["), is_selector("")
    (True, False, False)
    """
    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError:
        return False
    return bool(text.strip())


def _delay(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise SourcesError(f"{place}: delay must be seconds from 0 to 3600, not {value!r}")
    return float(value)


def _depth(value: object, feeds: Iterable[Feed], place: str) -> int:
    if isinstance(value, bool) or value not in range(1, DEEPEST + 1):
        raise SourcesError(f"{place}: depth must be 1 or {DEEPEST}, not {value!r}")
    if value != 1 and not any(feed.kind == "section" for feed in feeds):
        raise SourcesError(f'{place}: depth is of sections; add sections = ["https://..."]')
    return int(str(value))


def _truth(block: Mapping[str, Any], key: str, place: str) -> bool:
    value = block.get(key, False)
    if not isinstance(value, bool):
        raise SourcesError(f"{place}: {key} must be true or false, not {value!r}")
    return value


def _selectors(table: object, place: str) -> Selectors | None:
    """Selectors that can be used, every one of them tried."""
    if table is None:
        return None
    example = 'selectors = { body = "div.story" }'
    if not isinstance(table, dict) or not table:
        raise SourcesError(f"{place}: selectors must be a table, like {example}")
    for name, value in table.items():
        if name not in Selectors._fields:
            known = ", ".join(Selectors._fields)
            raise SourcesError(f"{place}: unknown selectors.{name}; known are {known}")
        if not isinstance(value, str) or not is_selector(value):
            raise SourcesError(
                f"{place}: selectors.{name} has {value!r}, which is no CSS selector; see {example}"
            )
    return Selectors(**table)


def _check_names(path: str, sources: Iterable[Source]) -> None:
    seen: set[str] = set()
    for source in sources:
        if source.name in seen:
            raise SourcesError(f"{path}: two sources are named {source.name!r}; rename one")
        seen.add(source.name)
