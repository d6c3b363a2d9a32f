"""Pairs compared directly, whether a candidate channel would offer them or not."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks import corpus, scoring
from benchmarks.corpus import Pair
from benchmarks.running import Cost, Outcome
from benchmarks.scoring import INDEPENDENT, Answers, Place
from dedup.compare.verify import prepare, verify
from dedup.relations import COPIES

SEED = 1


class Claim(NamedTuple):
    """A pair of articles that nobody has labelled a copy, and what wirecopy calls it."""

    a: str
    b: str
    relation: str
    confidence: float


def texts_of(articles: Path, limit: int | None) -> dict[str, str]:
    """The texts of the first articles, by id."""
    rows = zip(range(limit or 10**9), corpus.rows(articles), strict=False)
    return {row["id"]: row["text"] for _, row in rows}


def outcome(texts: Mapping[str, str], pairs: Sequence[Pair]) -> Outcome:
    """Verify every labelled pair; the source is the one that the replacements name."""
    started, cpu_started = time.monotonic(), time.process_time()
    ready = {name: prepare(texts[name]) for pair in pairs for name in (pair.a, pair.b)}
    verdicts = [verify(ready[pair.a], ready[pair.b]) for pair in pairs]
    sources = {
        pair.b: Place(source=pair.a if verdict.direction > 0 else pair.b)
        for pair, verdict in zip(pairs, verdicts, strict=True)
        if verdict.direction and pair.source
    }
    relations = {
        frozenset((pair.a, pair.b)): verdict.relation
        for pair, verdict in zip(pairs, verdicts, strict=True)
    }
    cost = Cost(time.monotonic() - started, time.process_time() - cpu_started, 0.0)
    return Outcome("verify alone", Answers(relations, sources, len(pairs)), cost)


def random_claims(texts: Mapping[str, str], pairs: Sequence[Pair], count: int) -> list[Claim]:
    """Compare random pairs of articles; those that are called copies or partial.

    Pairs that are connected by labelled copies are passed over: they are no mistakes. Raises
    ValueError when there are not that many pairs.
    """
    chosen = random_pairs(list(texts), pairs, count)
    ready = {name: prepare(texts[name]) for name in sorted({n for pair in chosen for n in pair})}
    verdicts = [(a, b, verify(ready[a], ready[b])) for a, b in chosen]
    return [
        Claim(a, b, verdict.relation, verdict.confidence)
        for a, b, verdict in verdicts
        if verdict.relation in COPIES or verdict.relation == "partial"
    ]


def random_pairs(names: Sequence[str], pairs: Sequence[Pair], count: int) -> list[tuple[str, str]]:
    """That many different pairs, none of which is connected by labelled copies."""
    related = scoring.components((p.a, p.b) for p in pairs if p.label not in INDEPENDENT)
    sizes = Counter(related.values())
    if count > scoring.couples(len(names)) - sum(scoring.couples(n) for n in sizes.values()):
        raise ValueError(f"{len(names)} articles have no {count} pairs that are not copies")
    random, found = Random(SEED), dict[tuple[str, str], None]()
    while len(found) < count:
        a, b = sorted(random.sample(names, 2))
        if related.get(a, a) != related.get(b, b):
            found[a, b] = None
    return list(found)
