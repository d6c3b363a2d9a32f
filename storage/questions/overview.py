"""What a store holds, in a few numbers."""

from typing import NamedTuple

from storage.asked import Asked


class Counts(NamedTuple):
    """How much there is."""

    n_articles: int
    n_distinct: int
    n_stories: int
    n_copies: int


COUNTS = """
SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM distinct_articles),
       (SELECT count(*) FROM stories), (SELECT count(*) FROM copies)
"""

REMOVED = """
SELECT rule, count(*) AS n FROM removed_lines GROUP BY rule ORDER BY n DESC, rule LIMIT $limit
"""

SPUN = """
SELECT copy_id, source_id FROM copies WHERE relation = 'spun' AND source_id IS NOT NULL
ORDER BY confidence DESC, copy_id LIMIT 1
"""


def counts(asked: Asked) -> Counts:
    """How many articles, distinct texts, stories and copies there are."""
    (row,) = asked.rows(COUNTS)
    return Counts(*row)


def removed_by_rule(asked: Asked, limit: int) -> list[tuple[str, int]]:
    """Return how many passages each rule has cut, the busiest rules first."""
    return [(rule, int(n)) for rule, n in asked.rows(REMOVED, {"limit": limit})]


def surest_spun(asked: Asked) -> tuple[int, int] | None:
    """Return the ids of the surest spun copy and of its source; None if there is none."""
    found = asked.rows(SPUN)
    return (int(found[0][0]), int(found[0][1])) if found else None
