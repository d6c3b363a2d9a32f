"""Lengths of time as people write them."""

import datetime as dt
import re

WRITTEN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

DAY = dt.timedelta(days=1)
MOST = 36_500 * DAY  # a hundred years: a date can be reckoned from it, and no clock overflows
WINDOW = 30 * DAY  # copies further apart are not looked for, reprints aside


def duration(text: str, unit: str = "d") -> dt.timedelta:
    """Read 90s, 10m, 6h or 30d, MOST at most; a bare number counts `unit`s. Raises ValueError.

    >>> duration("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no length of time; write 90s, 10m, 6h or 30d")
    seconds = float(found[1]) * UNITS[found[2] or unit]
    if seconds > MOST.total_seconds():
        raise ValueError(f"{text!r} is longer than {MOST.days:,} days")
    return dt.timedelta(seconds=seconds)
