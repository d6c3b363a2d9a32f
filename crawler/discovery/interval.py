"""What a feed says of itself about how often to come: `ttl` of RSS, the syndication module of RDF.

Both stand before the first item and are read as they stand: a broken feed may still have them.
"""

import re

HEAD = 16 << 10  # bytes; channels with longer heads hold pictures, and say it earlier
TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod>\s*(\w+)\s*<", re.IGNORECASE)
FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
FIRST_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
SECONDS = {
    b"hourly": 3600.0,
    b"daily": 86400.0,
    b"weekly": 7 * 86400.0,
    b"monthly": 30 * 86400.0,
    b"yearly": 365 * 86400.0,
}


def stated_interval(body: bytes) -> float | None:
    """The seconds between polls that a feed asks for; None where it says nothing that makes sense.

    The longer of the two where it says both: each is a plea to come no sooner.

    >>> stated_interval(b"<rss><channel><ttl>15</ttl><item>")
    900.0
    >>> stated_interval(b"<sy:updatePeriod> hourly </sy:updatePeriod>"
    ...                 b"<sy:updateFrequency>2</sy:updateFrequency>")
    1800.0
    """
    head = body[:HEAD]
    first = FIRST_ITEM.search(head)
    head = head[: first.start()] if first else head
    said = [seconds for seconds in (_ttl(head), _period(head)) if seconds]
    return max(said, default=None)


def _ttl(head: bytes) -> float | None:
    found = TTL.search(head)
    return float(found.group(1)) * 60 if found else None


def _period(head: bytes) -> float | None:
    """http://purl.org/rss/1.0/modules/syndication/: a period, and how often within it."""
    period = PERIOD.search(head)
    seconds = SECONDS.get(period.group(1).lower()) if period else None
    if seconds is None:
        return None
    frequency = FREQUENCY.search(head)
    return seconds / max(int(frequency.group(1)), 1) if frequency else seconds
