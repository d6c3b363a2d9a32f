"""The verdict on two articles, its measures, and an independent report to compare them with."""

from typing import NamedTuple

from storage.asked import Asked


class MeasureLine(NamedTuple):
    """One measure of one pair; `met` is None for a measure without a threshold."""

    measure: str
    value: float
    threshold: float | None
    met: bool | None


class PairVerdict(NamedTuple):
    """How two articles relate, and the measures behind that.

    `channels` brought the two together. It is empty if none did and they were compared just now.
    """

    relation: str
    confidence: float
    channels: tuple[str, ...]
    lines: list[MeasureLine]


class Meaning(NamedTuple):
    """What a measure measures, and whether its threshold is a lower bound."""

    meaning: str
    is_minimum: bool


VERDICT = """
SELECT relation, confidence, channels FROM pairs
WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)
"""

EVIDENCE = """
SELECT measure, value, threshold, met FROM evidence e
WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)
ORDER BY (SELECT min(position) FROM internal.measures m WHERE m.measure = e.measure)
"""

# A pair is kept by one of the articles that have a text: what holds of it holds of the others.
FOUND_UNRELATED = """
WITH same(article, mate) AS (
    SELECT $a::BIGINT, $a::BIGINT UNION ALL SELECT $b::BIGINT, $b::BIGINT
    UNION ALL SELECT article_id, same_as FROM internal.twins
    WHERE is_same_text AND article_id IN ($a, $b))
SELECT j.relation, j.confidence, j.channels FROM internal.judged j
JOIN same one ON one.mate = j.article_id JOIN same two ON two.mate = j.other_id
WHERE j.relation = 'unrelated' AND one.article <> two.article
ORDER BY (one.article = one.mate)::INTEGER + (two.article = two.mate)::INTEGER DESC, 1, 2, 3 LIMIT 1
"""

ONE_CLASS = """
SELECT 'verbatim', 1.0, [] FROM internal.classes a JOIN internal.classes b USING (class_id)
WHERE a.article_id = $a AND b.article_id = $b
"""

COMPARED_REPORT = """
SELECT CASE WHEN article_id IN ($a, $b) THEN article_id ELSE other_id END,
       CASE WHEN article_id IN ($a, $b) THEN other_id ELSE article_id END
FROM pairs
WHERE relation = 'same_story' AND (article_id IN ($a, $b)) <> (other_id IN ($a, $b))
ORDER BY confidence DESC, article_id, other_id LIMIT 1
"""

REPORT_IN_STORY = """
SELECT $a::BIGINT, article_id FROM articles
WHERE story_id = (SELECT story_id FROM articles WHERE article_id = $a)
  AND article_id NOT IN ($a, $b)
  AND (group_id IS NULL OR group_id IS DISTINCT FROM
       (SELECT group_id FROM articles WHERE article_id = $a))
ORDER BY published_at NULLS LAST, article_id LIMIT 1
"""


def verdict(asked: Asked, one: int, two: int) -> PairVerdict | None:
    """Return the verdict in the store; None if the two articles were never compared."""
    ids = {"a": one, "b": two}
    found = asked.rows(VERDICT, ids)
    if not found:
        return None
    relation, confidence, channels = found[0]
    lines = [MeasureLine(*row) for row in asked.rows(EVIDENCE, ids)]
    return PairVerdict(relation, confidence, tuple(channels), lines)


def overruling(asked: Asked, one: int, two: int) -> PairVerdict | None:
    """How two articles without a row in `pairs` relate all the same, without measures.

    They may have been found unrelated, by a person as well. Two of one reprint class are verbatim.
    """
    ids = {"a": one, "b": two}
    found = asked.rows(FOUND_UNRELATED, ids) or asked.rows(ONE_CLASS, ids)
    if not found:
        return None
    relation, confidence, channels = found[0]
    return PairVerdict(relation, confidence, tuple(channels), [])


def independent_pair(asked: Asked, one: int, two: int) -> tuple[int, int] | None:
    """Return one of the two articles, and an independent report on the same event.

    It is the surest report that either was compared with, or else another article of the story.
    """
    ids = {"a": one, "b": two}
    found = asked.rows(COMPARED_REPORT, ids) or asked.rows(REPORT_IN_STORY, ids)
    return (int(found[0][0]), int(found[0][1])) if found else None


def meanings(asked: Asked) -> dict[str, Meaning]:
    """Return what each measure means, by its name."""
    found = asked.rows(
        "SELECT measure, meaning, is_minimum FROM internal.measures ORDER BY position"
    )
    return {measure: Meaning(*row) for measure, *row in found}
