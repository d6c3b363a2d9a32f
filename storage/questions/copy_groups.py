"""Copy groups: which there are, and what the source of each is."""

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.asked import Asked

if TYPE_CHECKING:
    from storage.reader import Reader, Relation  # loads DuckDB


class CopyGroupRow(NamedTuple):
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


class GroupFilter(NamedTuple):
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


# Only the conditions that are asked for go into the query: one that is always true still costs.
CONDITIONS = {
    "relation": "{'verbatim': n_verbatim, 'edited': n_edited, 'spun': n_spun,"
    " 'rewritten': n_rewritten}[$relation] > 0",
    "site": "group_id IN (SELECT group_id FROM articles WHERE site = $site)",
    "source": "source_site = $source",
    "since": "last_at >= $since",
    "unlicensed": "group_id IN (SELECT group_id FROM copies WHERE NOT is_licensed)",
}


def listed(asked: Asked, wanted: GroupFilter) -> list[CopyGroupRow]:
    """Return the copy groups that match, the largest first."""
    query, given = _matching(", ".join(CopyGroupRow._fields), wanted)
    return [CopyGroupRow(*row) for row in asked.rows(query, given)]


def relation(reader: "Reader", wanted: GroupFilter) -> "Relation":
    """Return the same groups as a DuckDB relation with all columns of the view."""
    return reader.relation(*_matching("*", wanted))


def _matching(columns: str, wanted: GroupFilter) -> tuple[str, dict[str, Any]]:
    """Return the query for these columns of the groups that match, and its parameters."""
    given = {name: value for name, value in wanted._asdict().items() if value not in (None, False)}
    conditions = [CONDITIONS[name] for name in given if name in CONDITIONS] or ["true"]
    limit = "LIMIT $limit" if "limit" in given else ""
    query = f"""
        SELECT {columns} FROM copy_groups WHERE {" AND ".join(conditions)}
        ORDER BY n_copies DESC, first_at, group_id {limit}
        """  # noqa: S608 (our own parts)
    return query, {name: value for name, value in given.items() if f"${name}" in query}
