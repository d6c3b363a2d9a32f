"""Copies: by relation, sites, time and licence, and which of them are new."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from storage.asked import Asked

if TYPE_CHECKING:
    from storage.reader import Reader, Relation  # loads DuckDB


class Copy(NamedTuple):
    """A copy and its source. `appeared_at` is its date, or else when a run found it."""

    copy_id: int
    group_id: int
    relation: str
    confidence: float
    share: float
    lag_minutes: float | None
    is_licensed: bool
    copy_site: str
    copy_title: str | None
    copy_url: str | None
    source_id: int | None
    source_site: str | None
    source_title: str | None
    source_url: str | None
    appeared_at: dt.datetime | None
    is_new: bool


class Head(NamedTuple):
    """The article that stands for a group: its source, or else its earliest member."""

    group_id: int
    source_status: str
    site: str
    title: str | None
    url: str | None
    effective_at: dt.datetime | None


class CopyFilter(NamedTuple):
    """Which copies are asked for; None asks for all.

    `site` has an article in the copy group, `source` is another site that the text is from; `seen`
    are copies that were shown before.
    """

    relation: str | None = None
    site: str | None = None
    source: str | None = None
    since: dt.datetime | None = None
    unlicensed: bool = False
    seen: Collection[int] = ()
    limit: int = 50


# What has no date is never outside a window: it is new when it was not seen.
MATCHING = """
WITH matching AS (
    SELECT c.copy_id, c.group_id, c.relation::VARCHAR AS relation, c.confidence, c.share,
           c.lag_minutes, c.is_licensed, c.copy_site, c.copy_title, c.copy_url,
           c.source_id, c.source_site, c.source_title, c.source_url,
           coalesce(c.copy_at, r.started_at) AS appeared_at,
           ($since IS NULL OR c.copy_at IS NULL OR c.copy_at >= $since)
           AND c.copy_id NOT IN (SELECT unnest($seen::BIGINT[])) AS is_new
    FROM copies c
    JOIN internal.copy_groups g ON g.group_id = c.group_id
    LEFT JOIN internal.runs r ON r.run_id = g.run_id
    WHERE ($relation IS NULL OR c.relation = $relation)
      AND ($source IS NULL OR (c.source_site = $source AND c.copy_site <> $source))
      AND ($site IS NULL OR c.group_id IN (SELECT m.group_id FROM articles m WHERE m.site = $site))
      AND NOT ($unlicensed AND c.is_licensed))
"""

LATEST = f"""{MATCHING}
SELECT * FROM matching WHERE is_new ORDER BY appeared_at DESC, copy_id LIMIT $limit
"""  # noqa: S608 (parts of our own)

BY_GROUP = f"""{MATCHING}, latest AS (
    SELECT group_id, max(appeared_at) AS latest_at FROM matching
    GROUP BY group_id HAVING bool_or(is_new) ORDER BY latest_at DESC, group_id LIMIT $limit)
SELECT m.* FROM matching m JOIN latest USING (group_id)
ORDER BY latest_at DESC, group_id, appeared_at, copy_id
"""  # noqa: S608 (parts of our own)

HEADS = """
SELECT g.group_id, g.source_status, a.site, a.title, a.url, a.effective_at
FROM internal.copy_groups g
JOIN internal.dated a ON a.article_id = coalesce(g.source_id, g.group_id)
WHERE g.group_id IN (SELECT unnest($groups::BIGINT[]))
"""

RELATION = """
SELECT * FROM copies
WHERE ($relation IS NULL OR relation = $relation)
  AND ($site IS NULL OR copy_site = $site) AND ($source IS NULL OR source_site = $source)
  AND ($since IS NULL OR copy_at >= $since)
  AND NOT ($unlicensed AND is_licensed)
ORDER BY copy_at DESC NULLS LAST, copy_id
"""


def latest(asked: Asked, wanted: CopyFilter) -> list[Copy]:
    """Return the copies that match and are new, the latest first."""
    return _answer(asked, LATEST, wanted)


def by_group(asked: Asked, wanted: CopyFilter) -> list[Copy]:
    """Return all matching copies of each group that has a new one. The limit counts groups."""
    return _answer(asked, BY_GROUP, wanted)


def heads(asked: Asked, group_ids: Sequence[int]) -> dict[int, Head]:
    """Return the article that stands for each of some groups, by group id."""
    found = asked.rows(HEADS, {"groups": list(group_ids)})
    return {row[0]: Head(*row) for row in found}


def grouped(asked: Asked) -> set[int]:
    """Return all articles that are in a copy group."""
    return {article_id for (article_id,) in asked.rows("SELECT article_id FROM internal.members")}


def is_site(asked: Asked, site: str) -> bool:
    """Whether the store knows a site."""
    return bool(asked.rows("SELECT 1 FROM sites WHERE site = $site", {"site": site}))


def relation(
    reader: "Reader",
    *,
    relation: str | None,
    site: str | None,
    source: str | None,
    since: dt.datetime | None,
    unlicensed: bool,
) -> "Relation":
    """Return copies as a DuckDB relation with all columns of the view.

    `site` is where the copy is, `source` the site that its text is from. None asks for all.
    """
    wanted = {"relation": relation, "site": site, "source": source, "since": since}
    return reader.relation(RELATION, {**wanted, "unlicensed": unlicensed})


def _answer(asked: Asked, query: str, wanted: CopyFilter) -> list[Copy]:
    return [
        Copy(*row) for row in asked.rows(query, {**wanted._asdict(), "seen": list(wanted.seen)})
    ]
