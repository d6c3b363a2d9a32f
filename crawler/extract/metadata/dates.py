"""Dates as a page shows them that declares none.

htmldate finds the day, and the shown text its time. htmldate knows every place where sites
print dates (a day is right on 97 of 100 labelled pages), and costs as much as the rest of
extraction: pages that declare a date never come here.
"""

import datetime as dt
import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from crawler.extract.page.blocks import Block
from crawler.times.stated import Stated

MAX_CHARACTERS = 2_000_000  # of markup; larger pages would hold a worker for seconds
MAX_BLOCKS = 400  # of the page, from the top, among which the time is looked for
MAX_WORDS = 30
EARLIEST, LATEST = (
    "1990-01-01",
    "2100-01-01",
)  # fixed: the same page gives the same date tomorrow
CLOCKS = {  # behind each day of a month
    day: re.compile(
        rf"\b0?{day}\b[^\n]{{0,24}}?"
        r"\b([01]?\d|2[0-3])(?::|\.(?=\d\d\s*(?:Uhr|h\b)))([0-5]\d)\b"
    )
    for day in range(1, 32)
}


@cache
def _find_date() -> Any:
    """Return htmldate's function, imported when the first page needs it (0.2 s)."""
    from htmldate import find_date  # noqa: PLC0415 - as above

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it reports pages without markup
    return find_date


def shown(source: str, blocks: Sequence[Block]) -> Stated | None:
    """The date that a page shows, with its time where one stands beside it; no time zone.

    >>> page = "<p class=date>erstellt: 01. April 2025, 15:25</p><p>It sails.</p>"
    >>> shown(page, [Block(1, "erstellt: 01. April 2025, 15:25", 6)])
    Stated(at=datetime.datetime(2025, 4, 1, 15, 25), precision='minute')
    """
    if not source.strip() or len(source) > MAX_CHARACTERS:
        return None
    # Bytes, because htmldate downloads what looks like an address in a str.
    found = _find_date()(
        source.encode("utf-8", "replace"),
        extensive_search=False,  # the rest guesses, after 1.5 s of loading a date parser
        original_date=True,
        min_date=EARLIEST,
        max_date=LATEST,
    )
    if found is None:
        return None
    day = dt.datetime.fromisoformat(found)
    clock = _clock(day, blocks)
    return Stated(day + clock, "minute" if clock else "day")


def _clock(day: dt.datetime, blocks: Sequence[Block]) -> dt.timedelta:
    """The time that is printed right after a day, midnight where none is."""
    pattern = CLOCKS[day.day]
    for block in blocks[:MAX_BLOCKS]:
        if block.words <= MAX_WORDS and (clock := pattern.search(block.text)):
            return dt.timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    return dt.timedelta()
