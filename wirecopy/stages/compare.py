"""Compare pairs of articles in worker processes, and save the verdicts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from dedup.compare.batch import ComparedPair, batch_of, near_each_other, verdicts_on
from dedup.group.asking import AnsweredPair
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.pairs import CandidatePair, Pair
from storage import verdicts
from storage.records import PairRow, ReplacementRow, TorturedRow
from storage.store import Store
from wirecopy.progress import SILENT, RunProgress
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers, chunks

CHUNK = 500  # pairs a worker takes at a time, at most
FEWEST = 20  # ... and at least: fewer than that take less time than their way to a worker
MANY = 3_000  # pairs for which it pays to load compiled kernels
PAIRS_A_COMMIT = 10_000  # pairs between two commits


class Comparer:
    """All that comparing takes: texts and workers. It keeps no verdicts."""

    def __init__(self, texts: Texts, workers: Workers) -> None:
        self._texts = texts
        self._workers = workers

    def ask(self, pairs: Sequence[Pair]) -> list[ComparedPair]:
        """Return the verdicts on article pairs, in order."""
        return list(self.begin(pairs))

    def begin(self, pairs: Sequence[Pair]) -> Iterator[ComparedPair]:
        """Do the same, but return at once, with the workers under way."""
        if len(pairs) >= MANY:
            self._workers.use_kernels()
        texts = self._texts.of({article_id for pair in pairs for article_id in pair})
        size = max(FEWEST, min(CHUNK, len(pairs) // (2 * max(1, self._workers.count))))
        batches = [batch_of(part, texts) for part in chunks(pairs, size)]
        return chain.from_iterable(self._workers.map(verdicts_on, batches))


def compare(
    store: Store,
    comparer: Comparer,
    known: KnownPairs,
    candidates: Iterable[CandidatePair],
    run_id: int,
    progress: RunProgress = SILENT,
) -> tuple[KnownPairs, int]:
    """Compare the candidates that have no verdict yet.

    Returns all known pairs, and how many were compared. A batch is saved while the workers have the
    next one, so a run that is killed loses two at most.
    """
    unknown, again = known.sort_out(candidates)
    progress.begin("compare", "pairs", len(unknown))
    save_changed(store, again)
    learnt = list(again)
    under_way: list[tuple[Sequence[CandidatePair], Iterator[ComparedPair]]] = []

    def save_first() -> None:
        batch, found = under_way.pop(0)
        answers = [AnsweredPair(*each) for each in zip(batch, progress.each(found), strict=True)]
        save_answers(store, answers, run_id)
        learnt.extend(known.with_verdict(candidate, v.pair) for candidate, v in answers)

    for batch in chunks(near_each_other(unknown), PAIRS_A_COMMIT):
        under_way.append((batch, comparer.begin([candidate[:2] for candidate in batch])))
        if len(under_way) > 1:  # the workers are busy with the next batch meanwhile
            save_first()
    while under_way:
        save_first()
    return known.replacing(learnt), len(unknown)


class VerdictRows(NamedTuple):
    """Verdicts as rows of the store."""

    pairs: list[PairRow]
    replacements: list[ReplacementRow]
    tortured: list[TorturedRow]


def save_answers(store: Store, answers: Sequence[AnsweredPair], run_id: int) -> None:
    """Save verdicts, in one commit."""
    with store.transaction():
        verdicts.save_pairs(store, *rows_of(answers, run_id))


def save_changed(store: Store, pairs: Sequence[KnownPair]) -> None:
    """Save the relation, confidence and channels of known pairs that have changed."""
    verdicts.save_changed(
        store, [(p.article_id, p.other_id, p.relation, p.confidence, p.channels) for p in pairs]
    )


def rows_of(answers: Iterable[AnsweredPair], run_id: int) -> VerdictRows:
    """Return verdicts as rows of the store."""
    rows = VerdictRows([], [], [])
    for candidate, (pair, phrases) in answers:
        a, b, channels = candidate
        is_kept = pair.is_worth_keeping
        rows.pairs.append(
            PairRow(
                a,
                b,
                pair.relation,
                pair.confidence,
                list(channels),
                pair.a_share,
                pair.b_share,
                pair.measure("story") if is_kept else 0.0,
                pair.measure("words_replaced") if is_kept else 0.0,
                list(pair.measures) if is_kept else [],
                run_id,
            )
        )
        rows.replacements.extend(
            ReplacementRow(a, b, r.a_phrase, r.b_phrase, r.times) for r in pair.replacements
        )
        rows.tortured.extend(TorturedRow(a, b, phrase) for phrase in sorted(phrases))
    return rows
