"""Lengths of time as people write them."""

import datetime as dt
import re

WRITTEN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

DAY = dt.timedelta(days=1)
WINDOW = 30 * DAY  # copies further apart are not looked for, reprints aside


def duration(text: str, unit: str = "d") -> dt.timedelta:
    """Read 90s, 10m, 6h or 30d; a bare number counts `unit`s. Raises ValueError.

    >>> duration("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no length of time; write 90s, 10m, 6h or 30d")
    return dt.timedelta(seconds=float(found[1]) * UNITS[found[2] or unit])
