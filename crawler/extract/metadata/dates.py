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
from crawler.times.stated import Stated, stated, timed

MAX_CHARACTERS = 2_000_000  # of markup; larger pages would hold a worker for seconds
MAX_BLOCKS = 400  # of the page, from the top, among which the time is looked for
MAX_WORDS = 30
BEHIND = 16  # characters behind a clock that may be its zone
EARLIEST, LATEST = (
    "1990-01-01",
    "2100-01-01",
)  # fixed: the same page gives the same date tomorrow
NUMBERS = re.compile(r"(?<![\d/-])(\d\d?)[/-](\d\d?)[/-](\d{4})(?![\d/-])")
CLOCKS = {  # behind each day of a month
    day: re.compile(
        rf"\b0?{day}\b[^\n]{{0,24}}?\b(?:[01]?\d|2[0-3])(?::|\.(?=\d\d\s*(?:Uhr|h\b|[ap]\.?m)))"
        rf"[0-5]\d(?!\d)|\b0?{day}\b[^\n]{{0,24}}?\b(?:klo?|ore|alle)\.?\s?\d\d?\.[0-5]\d(?!\d)",
        re.IGNORECASE,
    )
    for day in range(1, 32)
}


@cache
def _find_date() -> Any:
    """Return htmldate's function, imported when the first page needs it (0.2 s)."""
    from htmldate import find_date  # noqa: PLC0415 - as above

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it reports pages without markup
    return find_date


def shown(source: str, blocks: Sequence[Block], language: str = "") -> Stated | None:
    """The date that a page shows, with its time and zone where they stand beside it.

    `language` is the page's tag: it tells the order of 03/07/2026, which is no date without it.

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
    lines = [block.text for block in blocks[:MAX_BLOCKS] if block.words <= MAX_WORDS]
    day = _settled(dt.date.fromisoformat(found), source, lines, language)
    return None if day is None else _with_clock(day, lines, language)


def _settled(day: dt.date, source: str, lines: Sequence[str], language: str) -> dt.date | None:
    """The day that was found; where the page shows it in numbers alone, as its language has them.

    htmldate takes the first number for the day, whatever the page's language.
    """
    if f"{day:%Y-%m-%d}" in source or f"{day:%Y/%m/%d}" in source:
        return day
    found = next(
        (date for line in lines for date in NUMBERS.finditer(line) if _may_be(date, day)), None
    )
    if not found or any((time := stated(line)) and time.at.date() == day for line in lines):
        return day
    read = stated(found[0], language)
    return read.at.date() if read else None


def _may_be(numbers: re.Match[str], day: dt.date) -> bool:
    """Whether a date in numbers is a day in one of the two orders."""
    first, second, year = map(int, numbers.groups())
    return year == day.year and {first, second} == {day.day, day.month}


def _with_clock(day: dt.date, lines: Sequence[str], language: str) -> Stated:
    """A day with the time that is printed right after it, if one is."""
    for line in lines:
        if clock := CLOCKS[day.day].search(line):
            return timed(day, line[clock.start() : clock.end() + BEHIND], language)
    return Stated(dt.datetime(day.year, day.month, day.day), "day")  # noqa: DTZ001 (none is known)
