"""What the verdict on two articles rests on: as it is in the store, or compared on the spot."""

from typing import NamedTuple

from storage.questions import article_facts, pair_evidence
from storage.questions.pair_evidence import PairVerdict
from storage.reader import Reader
from wirecopy.show.measures import measured


class Independent(NamedTuple):
    """A report on the same event that one of both articles is held against."""

    held_against: int
    article: int
    values: dict[str, float]


def verdict_on(reader: Reader, one: int, two: int) -> PairVerdict:
    """The verdict in the store; where two articles were never compared, they are now.

    What a person has said of them, or their reprint class, outweighs that.
    """
    found = pair_evidence.verdict(reader, one, two)
    if found is not None:
        return found
    now = compared_now(reader, one, two)
    said = pair_evidence.overruling(reader, one, two)
    return now if said is None else said._replace(lines=now.lines)


def compared_now(reader: Reader, one: int, two: int) -> PairVerdict:
    """What comparing two articles gives, without furniture as in every comparison of the store."""
    from dedup.compare.measures import MEASURES  # noqa: PLC0415 (numpy, models: not to show what is stored)
    from dedup.compare.verify import prepare, verify  # noqa: PLC0415 (as above)

    a, b = (prepare(*article_facts.compared(reader, each)) for each in (one, two))
    pair = verify(a, b, thorough=True)
    return PairVerdict(pair.relation, pair.confidence, (), measured(MEASURES, pair.measures))


def independent(reader: Reader, one: int, two: int) -> Independent | None:
    """The surest independent report that one of both was compared with, or another of the story."""
    found = pair_evidence.independent_pair(reader, one, two)
    if found is None:
        return None
    verdict = verdict_on(reader, *found)
    return Independent(*found, {line.measure: line.value for line in verdict.lines})
