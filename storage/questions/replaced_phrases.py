"""Phrases of sources that stand as others in their copies."""

from typing import NamedTuple

from storage.asked import Asked


class ReplacedPhrase(NamedTuple):
    """A phrase of sources, and the phrase that replaces it in copies.

    It is replaced `times` times `of` all places where it could have been, in `n_pairs` pairs.
    """

    source_phrase: str
    copy_phrase: str
    times: int
    of: int
    n_pairs: int


class Replaced(NamedTuple):
    """A replacement as the store counts it, before its occurrences in the sources are counted."""

    source_phrase: str
    copy_phrase: str
    times: int
    n_pairs: int


class ReplacementFilter(NamedTuple):
    """Which copies are asked for: those on a site, or of two articles; None asks for all."""

    site: str | None = None
    a: int | None = None
    b: int | None = None


REPLACED = """
SELECT source_phrase, copy_phrase, sum(times)::BIGINT AS times, count(*) AS n_pairs
FROM replacements r JOIN articles c ON c.article_id = r.copy_id
WHERE ($site IS NULL OR c.site = $site)
  AND ($a IS NULL OR [r.source_id, r.copy_id] IN ([$a, $b], [$b, $a]))
GROUP BY ALL ORDER BY times DESC, n_pairs DESC, source_phrase, copy_phrase LIMIT $limit
"""

SOURCES = """
SELECT s.text, count(DISTINCT r.copy_id)
FROM replacements r JOIN articles c ON c.article_id = r.copy_id
JOIN articles s ON s.article_id = r.source_id
WHERE ($site IS NULL OR c.site = $site)
  AND ($a IS NULL OR [r.source_id, r.copy_id] IN ([$a, $b], [$b, $a]))
GROUP BY s.article_id, s.text
"""


def replaced(asked: Asked, wanted: ReplacementFilter, limit: int) -> list[Replaced]:
    """Return the replacements, the most frequent first."""
    return [Replaced(*row) for row in asked.rows(REPLACED, {**wanted._asdict(), "limit": limit})]


def source_texts(asked: Asked, wanted: ReplacementFilter) -> list[tuple[str, int]]:
    """Return the source texts with replaced phrases, each with the number of its copies."""
    return [(text, int(n)) for text, n in asked.rows(SOURCES, wanted._asdict())]
