"""What people decided on pairs of articles, and what wirecopy says of a pair."""

import datetime as dt
from typing import NamedTuple

from storage.asked import Asked


class Decision(NamedTuple):
    """A decision as labelled data, with the names of both articles."""

    decision_id: int
    verb: str
    article_id: int
    other_id: int
    label: str | None
    found: str
    stands: bool
    who: str
    why: str | None
    made_at: dt.datetime
    url: str | None
    other_url: str | None
    title: str | None
    other_title: str | None


class DecisionWithTexts(NamedTuple):
    """A decision as labelled data, with both texts."""

    decision_id: int
    verb: str
    article_id: int
    other_id: int
    label: str | None
    found: str
    stands: bool
    who: str
    why: str | None
    made_at: dt.datetime
    url: str | None
    other_url: str | None
    title: str | None
    other_title: str | None
    text: str | None
    other_text: str | None


class StandingDecision(NamedTuple):
    """A decision that stands, seen from one of its articles; `label` as in the view `decisions`."""

    verb: str
    label: str
    other_id: int
    who: str
    day: dt.date
    why: str | None


class FoundRelation(NamedTuple):
    """What wirecopy says of two articles, and whether their texts are equal word for word."""

    relation: str
    is_same_text: bool


LISTED = """
SELECT decision_id, verb, d.article_id, other_id, label, found, stands, who, why, made_at,
       a.url, b.url, a.title, b.title{texts}
FROM decisions d
LEFT JOIN articles a USING (article_id) LEFT JOIN articles b ON b.article_id = other_id
ORDER BY decision_id
"""

ON_ARTICLE = """
SELECT verb, label, CASE WHEN article_id = $one THEN other_id ELSE article_id END, who,
       made_at::DATE, why
FROM decisions
WHERE stands AND $one IN (article_id, other_id)
  AND ($two IS NULL OR $two IN (article_id, other_id)) ORDER BY decision_id
"""

FOUND = """
SELECT coalesce((SELECT relation::VARCHAR FROM pairs
                 WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)), 'unrelated'),
       (SELECT count(DISTINCT content_hash) FROM internal.articles WHERE article_id IN ($a, $b)) = 1
"""


def listed(asked: Asked) -> list[Decision]:
    """Return all decisions, in the order in which they were made."""
    return [Decision(*row) for row in asked.rows(LISTED.format(texts=""))]


def listed_with_texts(asked: Asked) -> list[DecisionWithTexts]:
    """Return all decisions, each with both texts."""
    query = LISTED.format(texts=", a.text, b.text")
    return [DecisionWithTexts(*row) for row in asked.rows(query)]


def standing(asked: Asked, article_id: int, other_id: int | None = None) -> list[StandingDecision]:
    """Return the decisions that stand on an article, or on a pair of articles."""
    return [
        StandingDecision(*row)
        for row in asked.rows(ON_ARTICLE, {"one": article_id, "two": other_id})
    ]


def found(asked: Asked, a: int, b: int) -> FoundRelation:
    """Return what wirecopy says of two articles."""
    (row,) = asked.rows(FOUND, {"a": a, "b": b})
    return FoundRelation(*row)
