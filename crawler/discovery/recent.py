"""Which of the links that a finder names are news: the rest is an archive, or never ends."""

import datetime as dt
from collections.abc import Sequence

from crawler.discovery.link import Link
from storage.records import now

OLDEST = dt.timedelta(days=30)  # what a plain sitemap names from before is archive, not news
UNDATED = 1000  # links without a date that are taken from one finder
# The newest of one finder; as many addresses as `canonicalize` remembers, 1.2 s. No outlet has so
# many in a month.
MOST_WANTED = 10_000
OLD = dt.datetime.min  # noqa: DTZ901 (naive UTC, as all times of the store)


def recent(links: Sequence[Link], kind: str, since: dt.datetime | None) -> list[Link]:
    """The links of one finder that are not older than `since`, in its order.

    What a news sitemap or a feed dates is news as long as it stands there; what else is older than
    a month in a sitemap is an archive. Of too many the newest are taken.
    """
    archive = now() - OLDEST if kind == "sitemap" else None
    found, undated = [], 0
    for link in links:
        dated = _date_of(link)
        undated += dated is None
        oldest = since or (None if link.published_at else archive)
        too_old = dated is not None and oldest is not None and dated < oldest
        if not too_old and (dated is not None or undated <= UNDATED):
            found.append(link)
    if len(found) > MOST_WANTED:
        found.sort(key=lambda link: _date_of(link) or OLD, reverse=True)
    return found[:MOST_WANTED]


def _date_of(link: Link) -> dt.datetime | None:
    return link.published_at or link.modified_at
