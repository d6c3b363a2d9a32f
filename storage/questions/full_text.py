"""The articles that hold some words."""

import datetime as dt
from typing import NamedTuple

from storage.asked import Asked


class SearchHit(NamedTuple):
    """An article that holds all the words, and how well it does (BM25)."""

    article_id: int
    site: str
    published_at: dt.datetime | None
    title: str | None
    url: str | None
    score: float


class SearchFilter(NamedTuple):
    """Which articles are asked for: with these words and phrases, on a site, published since."""

    words: str
    site: str | None = None
    since: dt.datetime | None = None
    limit: int = 20


FOUND = """
SELECT article_id, site, published_at, title, url, round(score, 3) AS score
FROM search($words)
WHERE ($site IS NULL OR site = $site) AND ($since IS NULL OR published_at >= $since)
ORDER BY score DESC, published_at DESC NULLS LAST, article_id LIMIT $limit
"""


def found(asked: Asked, wanted: SearchFilter) -> list[SearchHit]:
    """Return the articles that hold all the words, the best first."""
    return [SearchHit(*row) for row in asked.rows(FOUND, wanted._asdict())]
