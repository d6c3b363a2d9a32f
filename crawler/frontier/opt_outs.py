"""What pages and sites say against being kept: `noarchive`, text and data mining reservations.

A page says it in its header fields or in its head; a site in one file for many pages,
/.well-known/tdmrep.json, a list of paths that are written as in robots.txt. The reservations are
those of the TDM Reservation Protocol (W3C community group, 2024).
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.answer import Answer

ROBOTS_META = re.compile(
    rb"<meta[^>]{1,200}?name\s*=\s*[\"']?(?:robots|wirecopy)[\"']?[^>]{0,200}>", re.IGNORECASE
)
TDM_META = re.compile(
    rb"<meta[^>]{1,100}?tdm-reservation[\"']?[^>]{0,50}content\s*=\s*[\"']?1", re.IGNORECASE
)
HEAD = 64 << 10  # bytes of a page in which its head ends
DATED_RULES = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")

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
        if isinstance(rule, dict) and _is_one(rule.get("tdm-reservation")):
            location = rule.get("location")
            yield location if isinstance(location, str) and location else "/"


def _is_one(value: object) -> bool:
    """Whether a value is the integer that the protocol knows, also where it is written as text.

    >>> [_is_one(value) for value in (1, "1", True, 1.0, 0, [1])]
    [True, True, False, False, False, False]
    """
    return isinstance(value, (int, str)) and not isinstance(value, bool) and value in (1, "1")


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


def opt_outs(answer: Answer) -> str | None:
    """What a page says against being kept: `noarchive`, a text and data mining reservation.

    X-Robots-Tag may come more than once, and may speak to one robot only: "googlebot: noarchive".
    The reservation is that of the TDM Reservation Protocol (W3C community group, 2024).

    >>> opt_outs(Answer("", "", "ok", headers=(("X-Robots-Tag", "noarchive"),)))
    'noarchive'
    """
    head = answer.body[:HEAD]
    tags = (value for name, value in answer.headers if name.lower() == "x-robots-tag")
    said = " ".join(value for value in map(str.lower, tags) if _is_for_us(value)).encode()
    said += b" ".join(found.group(0).lower() for found in ROBOTS_META.finditer(head))
    found = ["noarchive"] if b"noarchive" in said else []
    if answer.header("tdm-reservation") == "1" or TDM_META.search(head):
        found.append("tdm-reservation")
    return ", ".join(found) or None


def _is_for_us(tag: str) -> bool:
    """Whether an X-Robots-Tag speaks to every robot, or to this one by name."""
    robot, colon, _ = tag.partition(":")
    is_rule = "," in robot or robot.strip() in DATED_RULES
    return not colon or is_rule or robot.strip() == "wirecopy"
