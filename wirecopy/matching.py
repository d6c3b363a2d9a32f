"""The copies that somebody asks for: by relation, sites, time and licence, and whether new."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from storage.reader import Reader

MATCHING = """
WITH matching AS (
    SELECT c.copy_id, c.group_id, c.relation::VARCHAR AS relation, c.confidence, c.share,
           c.lag_minutes, c.is_licensed, c.copy_site, c.copy_title, c.copy_url,
           c.source_id, c.source_site, c.source_title, c.source_url,
           coalesce(a.published_at, a.first_seen_at, r.started_at) AS appeared_at,
           ($since IS NULL OR coalesce(a.published_at, a.first_seen_at) IS NULL
            OR coalesce(a.published_at, a.first_seen_at) >= $since)
           AND c.copy_id NOT IN (SELECT unnest($seen::BIGINT[])) AS is_new
    FROM copies c
    JOIN internal.articles a ON a.article_id = c.copy_id
    JOIN internal.copy_groups g ON g.group_id = c.group_id
    LEFT JOIN internal.runs r ON r.run_id = g.run_id
    WHERE ($relation IS NULL OR c.relation = $relation)
      AND ($source IS NULL OR (c.source_site = $source AND c.copy_site <> $source))
      AND ($site IS NULL OR c.group_id IN (SELECT m.group_id FROM articles m WHERE m.site = $site))
      AND NOT ($unlicensed AND c.is_licensed))
"""

COPIES = f"""{MATCHING}
SELECT * FROM matching WHERE is_new ORDER BY appeared_at DESC, copy_id LIMIT $limit
"""  # noqa: S608 (parts of our own)

BY_GROUP = f"""{MATCHING}, latest AS (
    SELECT group_id, max(appeared_at) AS latest_at FROM matching
    GROUP BY group_id HAVING bool_or(is_new) ORDER BY latest_at DESC, group_id LIMIT $limit)
SELECT m.* FROM matching m JOIN latest USING (group_id)
ORDER BY latest_at DESC, group_id, appeared_at, copy_id
"""  # noqa: S608 (parts of our own)

PRESENT = "SELECT article_id FROM internal.members"


class Copy(NamedTuple):
    """A copy, where its text is from, when it appeared or else was found, and whether it is new."""

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


class Wanted(NamedTuple):
    """Which copies are asked for; None asks for all.

    `site` has an article in the copy group, `source` is the site that the text is from; `seen` are
    copies that were shown before.
    """

    relation: str | None = None
    site: str | None = None
    source: str | None = None
    since: dt.datetime | None = None
    unlicensed: bool = False
    seen: Collection[int] = ()
    limit: int = 50


def copies(reader: Reader, wanted: Wanted) -> list[Copy]:
    """The copies that are new and match, the latest first."""
    return _answer(reader, COPIES, wanted)


def by_group(reader: Reader, wanted: Wanted) -> list[Copy]:
    """The matching copies of the groups that have a new one; the limit counts groups."""
    return _answer(reader, BY_GROUP, wanted)


def present(reader: Reader) -> set[int]:
    """All articles that are in a copy group."""
    return {article_id for (article_id,) in reader.query(PRESENT).rows}


def _answer(reader: Reader, query: str, wanted: Wanted) -> list[Copy]:
    parameters = {**wanted._asdict(), "seen": list(wanted.seen)}
    return [Copy._make(row) for row in reader.query(query, parameters).rows]
