"""Copy groups: which there are, and where each has its text from."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from storage.questions.asking import Asked

if TYPE_CHECKING:
    from storage.reader import Reader, Relation  # loads DuckDB


class CopyGroup(NamedTuple):
    """A copy group: one source and how its copies relate to it."""

    group_id: int
    source_site: str | None
    source_title: str | None
    n_copies: int
    n_verbatim: int
    n_edited: int
    n_spun: int
    n_rewritten: int
    n_sites: int
    median_lag_minutes: float | None
    source_status: str


class Wanted(NamedTuple):
    """Which groups are asked for; None asks for all.

    `relation`: with such a copy; `site`: with an article of this site; `source`: with a source on
    this site; `since`: with an article so recent, UTC; `unlicensed`: with a copy without a licence.
    """

    relation: str | None = None
    site: str | None = None
    source: str | None = None
    since: dt.datetime | None = None
    unlicensed: bool = False
    limit: int | None = None


MATCHING = """
FROM copy_groups
WHERE ($relation IS NULL OR {'verbatim': n_verbatim, 'edited': n_edited, 'spun': n_spun,
                             'rewritten': n_rewritten}[$relation] > 0)
  AND ($site IS NULL OR group_id IN (SELECT group_id FROM articles WHERE site = $site))
  AND ($source IS NULL OR source_site = $source)
  AND ($since IS NULL OR last_at >= $since)
  AND (NOT $unlicensed OR group_id IN (SELECT group_id FROM copies WHERE NOT is_licensed))
ORDER BY n_copies DESC, first_at, group_id LIMIT $limit
"""
LISTED = f"SELECT {', '.join(CopyGroup._fields)} {MATCHING}"


def listed(asked: Asked, wanted: Wanted) -> list[CopyGroup]:
    """The copy groups, the largest first."""
    return [CopyGroup(*row) for row in asked.rows(LISTED, wanted._asdict())]


def relation(reader: "Reader", wanted: Wanted) -> "Relation":
    """The same groups as a relation with all columns of the view."""
    return reader.relation(f"SELECT * {MATCHING}", wanted._asdict())
