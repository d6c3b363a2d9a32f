"""Names of time zones, and what they are ahead of UTC.

There is no standard for them beyond RFC 5322 (4.3), which has the ten of North America. Some stand
for zones of several countries: what RFC 5322 defines is as it says, except that CST on a Chinese
page is China's; BST is the British summer's, except on a Bengali page; IST, AST, AMT, GST and the
like are only known where the page's language tells them, and else are unknown. A name that is not
here is unknown, and so are the military letters but Z, which RFC 822 defined the wrong way round.
"""

import datetime as dt
import re
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

OFFSETS = {  # name -> minutes ahead of UTC
    name: int(hours * 60)
    for hours, group in (
        (0, "z ut utc gmt wet uct"),
        (1, "cet mez wat west bst hnec"),
        (2, "cest mest mesz cat eet sast haec oez"),
        (3, "eest msk мск eat trt oesz idt"),
        (3.5, "irst"),
        (4, "msd samt"),
        (4.5, "aft irdt"),
        (5, "pkt uzt yekt"),
        (5.75, "npt"),
        (6, "bdt omst almt"),
        (6.5, "mmt"),
        (7, "ict wib krat novt"),
        (8, "hkt sgt myt awst wita pht irkt"),
        (9, "jst kst wit yakt"),
        (9.5, "acst"),
        (10, "aest chst vlat"),
        (10.5, "acdt"),
        (11, "aedt magt"),
        (12, "nzst fjt pett"),
        (13, "nzdt"),
        (-1, "azot"),
        (-2, "fnt"),
        (-2.5, "ndt"),
        (-3, "brt art adt uyt"),
        (-3.5, "nst"),
        (-4, "edt clt vet"),
        (-5, "est cdt pet cot"),
        (-6, "cst mdt"),
        (-7, "mst pdt"),
        (-8, "pst akdt"),
        (-9, "akst"),
        (-10, "hst"),
    )
    for name in group.split()
}  # fmt: skip
BY_LANGUAGE = {  # where a language tells, and a name means something else or nothing
    "ist": {
        **dict.fromkeys(("hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "en-in"), 330),
        **dict.fromkeys(("ga", "en-ie"), 60),
        **dict.fromkeys(("he", "iw", "en-il"), 120),
    },
    "cst": {"zh": 480},
    "bst": {"bn": 360, "en-bd": 360},
    "ast": {"ar": 180, "en-ca": -240},
    "amt": {"hy": 240, "pt": -240},
    "gst": {"ar": 240, "en-ae": 240},
    "pst": {"fil": 480, "tl": 480, "en-ph": 480},
    "est": {"en-au": 600},
    "edt": {"en-au": 660},
}
REGIONS = {  # what papers write of the year round
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
MOST_MINUTES = 14 * 60  # no zone is farther from UTC
NUMERIC = re.compile(r"(?:utc|gmt|z)?\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?(?::?00)?")


def ahead(zone: str, local: dt.datetime, language: str = "") -> dt.timedelta | None:
    """How far a zone is ahead of UTC at a local time; None where it is not known.

    `zone` in small letters is a name, a distance or a place; `language` a tag such as `en-IN`.

    >>> summer = dt.datetime(2026, 7, 3, 8, 57)
    >>> [str(ahead(zone, summer)) for zone in ("cest", "utc+2", "gmt+0200", "europe/berlin")]
    ['2:00:00', '2:00:00', '2:00:00', '2:00:00']
    >>> ahead("ist", summer), str(ahead("ist", summer, "en-IN")), ahead("xyz", summer)
    (None, '5:30:00', None)
    """
    minutes = _minutes(zone, language.lower())
    if minutes is not None:
        return dt.timedelta(minutes=minutes) if abs(minutes) <= MOST_MINUTES else None
    place = _place(REGIONS.get(zone, zone))
    if place is None:
        return None
    early, late = (local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    return early if early == late else None  # the hour that comes twice


def _minutes(zone: str, language: str) -> int | None:
    if found := NUMERIC.fullmatch(zone):
        sign, hours, minutes = found.groups()
        return (-1 if sign == "-" else 1) * (int(hours) * 60 + int(minutes or 0))
    told = BY_LANGUAGE.get(zone, {})
    for tag in (language, language.partition("-")[0]):
        if tag in told:
            return told[tag]
    return OFFSETS.get(zone)


@lru_cache(256)
def _place(name: str) -> ZoneInfo | None:
    """The zone of a place, in whatever letters it is written."""
    proper = _places().get(name.lower()) if "/" in name else None
    return ZoneInfo(proper) if proper else None


@cache
def _places() -> dict[str, str]:
    """The names of zones as the database has them, by their small letters."""
    return {name.lower(): name for name in available_timezones()}


def is_zone(name: str) -> bool:
    """Whether a name in small letters stands for a zone at all."""
    return name in OFFSETS or name in BY_LANGUAGE or name in REGIONS
