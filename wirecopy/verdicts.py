"""What the verdict on two articles rests on: as it is in the store, or compared on the spot."""

from typing import NamedTuple

from storage.reader import Reader
from wirecopy.evidence import MeasureLine, measured
from wirecopy.lookup import text_of

VERDICT = """
SELECT relation, confidence, channels FROM pairs
WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)
"""

EVIDENCE = """
SELECT measure, value, threshold, met FROM evidence e
WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)
ORDER BY (SELECT min(position) FROM internal.measures m WHERE m.measure = e.measure)
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


class Verdict(NamedTuple):
    """What two articles were found to be, and the measures behind it."""

    relation: str
    confidence: float
    channels: tuple[str, ...]  # none: nothing brought them together, they were compared just now
    lines: list[MeasureLine]


class Independent(NamedTuple):
    """A report on the same event that one of both articles is held against."""

    held_against: int
    article: int
    values: dict[str, float]


def stored(reader: Reader, one: int, two: int) -> Verdict | None:
    """The verdict in the store, if two articles were ever compared."""
    ids = {"a": one, "b": two}
    found = reader.query(VERDICT, ids).rows
    if not found:
        return None
    relation, confidence, channels = found[0]
    lines = [MeasureLine(*row) for row in reader.query(EVIDENCE, ids).rows]
    return Verdict(relation, confidence, tuple(channels), lines)


def compared_now(reader: Reader, one: int, two: int) -> Verdict:
    """What comparing two articles gives."""
    from dedup.compare.measures import MEASURES  # noqa: PLC0415 (numpy, models: not to show what is stored)
    from dedup.compare.verify import prepare, verify  # noqa: PLC0415 (as above)

    pair = verify(prepare(text_of(reader, one)), prepare(text_of(reader, two)), thorough=True)
    return Verdict(pair.relation, pair.confidence, (), measured(MEASURES, pair.measures))


def independent(reader: Reader, one: int, two: int) -> Independent | None:
    """The surest independent report that one of both was compared with, or another of the story."""
    ids = {"a": one, "b": two}
    found = reader.query(COMPARED_REPORT, ids).rows or reader.query(REPORT_IN_STORY, ids).rows
    if not found:
        return None
    held_against, other = found[0]
    verdict = stored(reader, held_against, other) or compared_now(reader, held_against, other)
    return Independent(held_against, other, {line.measure: line.value for line in verdict.lines})
