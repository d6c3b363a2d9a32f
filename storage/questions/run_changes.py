"""The runs, and what changed between two of them."""

from typing import TYPE_CHECKING, NamedTuple

from storage.asked import Asked

if TYPE_CHECKING:
    from storage.reader import Reader, Rows  # loads DuckDB


class ChangedRow(NamedTuple):
    """What differs after one run from what stood after another; None where nothing stood.

    `kind` is pair, member or group; `site` and `title` are those of the article.
    """

    kind: str
    article_id: int
    other_id: int | None
    before: str | None
    after: str | None
    site: str | None
    title: str | None


# What stood after a run, as the view `changes` words it.
STOOD = """
SELECT 'pair' AS kind, article_id, other_id, relation AS stood FROM internal.pair_history
WHERE run_id <= {run}
QUALIFY row_number() OVER (PARTITION BY article_id, other_id ORDER BY run_id DESC) = 1
UNION ALL
SELECT 'member', article_id, NULL, coalesce(relation, 'earliest') || ' in ' || group_id
FROM internal.member_history WHERE run_id <= {run}
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY run_id DESC) = 1
UNION ALL
SELECT 'group', group_id, NULL,
       'source ' || CASE WHEN source_status = 'named' THEN source_id::VARCHAR ELSE source_status END
FROM internal.group_history WHERE run_id <= {run}
QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY run_id DESC) = 1
"""

BETWEEN = f"""
SELECT kind, article_id, other_id,
       any_value(stood) FILTER (run = $earlier) AS before,
       any_value(stood) FILTER (run = $later) AS after,
       any_value(site) AS site, any_value(title) AS title
FROM (SELECT $earlier AS run, * FROM ({STOOD.format(run="$earlier")})
      UNION ALL SELECT $later, * FROM ({STOOD.format(run="$later")}))
LEFT JOIN internal.articles USING (article_id)
GROUP BY ALL HAVING before IS DISTINCT FROM after
ORDER BY kind DESC, article_id, other_id
"""  # noqa: S608 (our own query)


def runs(reader: "Reader", limit: int) -> "Rows":
    """Return the runs, newest first, with all columns of the view."""
    return reader.query("SELECT * FROM runs ORDER BY run_id DESC LIMIT ?", [limit])


def run_ids(asked: Asked) -> set[int]:
    """Return the numbers of all runs."""
    return {run_id for (run_id,) in asked.rows("SELECT run_id FROM runs")}


def between(asked: Asked, earlier: int, later: int) -> list[ChangedRow]:
    """Return what differs after one run from what stood after another."""
    return [ChangedRow(*row) for row in asked.rows(BETWEEN, {"earlier": earlier, "later": later})]
