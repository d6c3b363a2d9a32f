"""What a site reserves in one file for many pages: /.well-known/tdmrep.json.

The third way of the TDM Reservation Protocol (W3C community group, 2024), beside the header field
and the meta element that `crawler.answer` reads: a list of paths, written as in robots.txt.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

ADDRESS = "/.well-known/tdmrep.json"


def reserves(body: str, url: str) -> bool:
    """Whether a file reserves text and data mining for a page; nonsense reserves nothing.

    One rule that does is enough, also where another one does not.

    >>> body = '[{"location": "/2026/*.html", "tdm-reservation": 1}]'
    >>> reserves(body, "https://a.example/2026/x.html"), reserves(body, "https://a.example/x.html")
    (True, False)
    """
    parts = urlsplit(url)
    place = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return any(_fits(location, place) for location in _reserved(body))


def _reserved(body: str) -> Iterator[str]:
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return
    for rule in rules if isinstance(rules, list) else [rules]:
        if isinstance(rule, dict) and str(rule.get("tdm-reservation")) == "1":
            yield str(rule.get("location") or "/")


def _fits(location: str, place: str) -> bool:
    """Whether a place begins as a location does, in which `*` is anything and a last `$` the end.

    Part by part from the left: no pattern takes longer than its length times that of the place.

    >>> _fits("/a*z$", "/abz"), _fits("/a*z$", "/abzy"), _fits("/", "/anything")
    (True, False, True)
    """
    is_whole = location.endswith("$")
    first, *parts = location.removesuffix("$").split("*")
    if not place.startswith(first):
        return False
    reached = len(first)
    for number, part in enumerate(parts, 1):
        if is_whole and number == len(parts):
            return place.endswith(part) and len(place) - len(part) >= reached
        found = place.find(part, reached)
        if found < 0:
            return False
        reached = found + len(part)
    return not is_whole or reached == len(place)
