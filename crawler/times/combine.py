"""Several times of one publication: the most exact that does not contradict the first stands."""

import datetime as dt
from collections.abc import Iterable

from crawler.times.stated import Stated

DAY = dt.timedelta(days=1)
FARTHEST = dt.timedelta(hours=14)  # that a zone may be from UTC
QUARTER = dt.timedelta(minutes=15)  # every zone is some quarters of an hour from UTC


def finest(times: Iterable[Stated]) -> Stated | None:
    """The first of some times; or one that says the same more exactly, with a zone.

    >>> day = Stated(dt.datetime(2026, 3, 2), "day")
    >>> minute = Stated(dt.datetime(2026, 3, 2, 9, 42, tzinfo=dt.UTC), "minute")
    >>> later = minute._replace(at=minute.at + 5 * DAY)
    >>> finest([day, minute]) == minute, finest([day, later]) == day, finest([later, day]) == later
    (True, True, True)
    """
    found: Stated | None = None
    for time in times:
        if found is None or (_exactness(time) > _exactness(found) and agree(found, time)):
            found = time
    return found


def agree(rough: Stated, fine: Stated) -> bool:
    """Whether both may be one time: one within the other's day or minute, in some zone.

    >>> local = Stated(dt.datetime(2026, 3, 2, 9, 42), "minute")
    >>> agree(local, Stated(dt.datetime(2026, 3, 2, 8, 42, 7, tzinfo=dt.UTC), "second"))
    True
    """
    apart = _utc(fine) - _utc(rough)
    is_local = rough.at.tzinfo is None and fine.at.tzinfo is not None
    if rough.precision == "day":
        slack = FARTHEST if is_local else dt.timedelta()
        return -slack <= apart < DAY + slack
    if is_local:
        apart = (apart + QUARTER * 200) % QUARTER if abs(apart) <= FARTHEST + QUARTER else DAY
    return (
        dt.timedelta()
        <= apart
        < dt.timedelta(minutes=1 if rough.precision == "minute" else 0, seconds=1)
    )


def _exactness(time: Stated) -> tuple[bool, bool, bool]:
    """Whether it has a clock; a zone; seconds."""
    return time.precision != "day", time.at.tzinfo is not None, time.precision == "second"


def _utc(time: Stated) -> dt.datetime:
    """What a time is in UTC, where that is its zone if it has none."""
    at = time.at
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
