"""Verification of candidate pairs in worker processes; no two texts are compared twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dedup import stories
from dedup.groups import Pair, ordered
from dedup.verify import VerifiedPair
from storage import articles, verdicts
from storage.articles import GroupingFacts
from storage.records import CandidatePair, PairRow, ReplacementRow, TorturedRow
from storage.store import Store
from storage.verdicts import KnownPair
from wirecopy.comparing import Task, Verdict, near_each_other, verify_task
from wirecopy.known import COPY, Known, classes_of
from wirecopy.workers import Workers, chunks

CHUNK = 500  # pairs a worker takes at a time, at most
FEWEST = 20  # ... and at least: fewer than that take less time than their way to a worker
BATCH = 10_000  # pairs between two commits: what a killed run compares again at most


class Link(NamedTuple):
    """How a member relates to the source: what MemberRow says of it."""

    relation: str
    confidence: float
    share: float


class Verifier:
    """The means to find out about pairs what is not `known` yet, and to keep it."""

    def __init__(
        self, store: Store, run_id: int, workers: Workers, facts: Sequence[GroupingFacts]
    ) -> None:
        """Read what is known already of the articles that take part in grouping."""
        self._store = store
        self._run_id = run_id
        self._workers = workers
        texts = {fact.article_id: fact.content_hash for fact in facts}
        self.known = Known(texts, verdicts.known_pairs(store))
        self.verified = 0
        self.overruled: Mapping[Pair, str] = {}  # class pairs whose relation a person has fixed

    def verify(self, candidates: Sequence[CandidatePair]) -> None:
        """Compare the candidates that nobody has compared yet, and store the verdicts."""
        unknown = []
        found_again = []
        for candidate in candidates:
            known = self.known.find(candidate.article_id, candidate.other_id)
            if known is None:
                unknown.append(candidate)
            elif not {*candidate.channels} <= {*known.channels, "group"}:
                found_again.append(
                    known._replace(channels=sorted({*known.channels, *candidate.channels}))
                )
        self._change(found_again)
        under_way: list[tuple[Sequence[CandidatePair], Iterator[list[Verdict]]]] = []
        for batch in chunks(near_each_other(unknown), BATCH):
            under_way.append((batch, self._workers.map(verify_task, self._tasks(batch))))
            if len(under_way) > 1:  # the workers are busy with the next batch meanwhile
                self._save(*under_way.pop(0))
        for batch, found in under_way:
            self._save(batch, found)

    def _tasks(self, batch: Sequence[CandidatePair]) -> list[Task]:
        texts = articles.texts(self._store, {i for c in batch for i in c[:2]})
        size = max(FEWEST, min(CHUNK, len(batch) // (2 * self._workers.count)))
        return [
            Task({i: texts[i] for pair in part for i in pair[:2]}, [c[:2] for c in part])
            for part in chunks(batch, size)
        ]

    def forget_channels(self) -> None:
        """Let every channel but the bands find its pairs again: its common keys have changed."""
        self._change(
            [
                pair._replace(channels=["bands"] if "bands" in pair.channels else ["group"])
                for pair in self.known.all
            ]
        )

    def _change(self, pairs: Sequence[KnownPair]) -> None:
        verdicts.save_changed(self._store, pairs)
        self.known.change(pairs)

    def _save(
        self, candidates: Sequence[CandidatePair], found: Iterable[Sequence[Verdict]]
    ) -> None:
        rows: list[PairRow] = []
        replacements: list[ReplacementRow] = []
        tortured: list[TorturedRow] = []
        verdicts_ = (verdict for part in found for verdict in part)
        for candidate, (pair, phrases) in zip(candidates, verdicts_, strict=True):
            rows.append(self._row(candidate, pair))
            a, b = candidate[:2]
            replacements += [
                ReplacementRow(a, b, r.a_phrase, r.b_phrase, r.times) for r in pair.replacements
            ]
            tortured += [TorturedRow(a, b, phrase) for phrase in sorted(phrases)]
        verdicts.save_pairs(self._store, rows, replacements, tortured)
        self.verified += len(rows)
        for row in rows:
            self.known.add(
                KnownPair(
                    row.article_id,
                    row.other_id,
                    self.known.text(row.article_id),
                    self.known.text(row.other_id),
                    row.relation,
                    row.confidence,
                    row.channels,
                    row.article_share,
                    row.other_share,
                    row.story,
                )
            )

    def _row(self, candidate: CandidatePair, pair: VerifiedPair) -> PairRow:
        is_kept = pair.relation != "unrelated" or 1 - pair.confidence >= stories.FAINT
        return PairRow(
            candidate.article_id,
            candidate.other_id,
            pair.relation,
            pair.confidence,
            list(candidate.channels),
            pair.a_share,
            pair.b_share,
            pair.measure("story") if is_kept else 0.0,
            pair.measure("words_replaced") if is_kept else 0.0,
            list(pair.measures) if is_kept else [],
            self._run_id,
        )

    def verify_until_joined(self, pairs: Sequence[Pair]) -> None:
        """Compare pairs that share a band, but none whose two texts are joined already.

        In each round every text meets one more of its fellows, so that a text in 300 variants
        costs about 300 comparisons, not 45,000. What is joined in the end is the same.
        """
        waiting = sorted(ordered(a, b) for a, b in pairs)
        while waiting:
            joined = classes_of(self.known.pairs_with({"verbatim"}, channel="bands"))
            waiting = [p for p in waiting if joined.get(p[0], p[0]) != joined.get(p[1], p[1])]
            turn, met = [], set[int]()
            for pair in waiting:
                if pair[1] not in met:
                    met.add(pair[1])
                    turn.append(pair)
            self.verify([CandidatePair(*pair, ("bands",)) for pair in turn])
            waiting = sorted(set(waiting).difference(turn))

    def are_copies(self, pairs: Sequence[Pair]) -> list[bool]:
        """Whether each pair is a copy; pairs that nobody has compared yet are compared."""
        self.verify([CandidatePair(*pair, ("group",)) for pair in pairs])
        found = [self.known.find(*pair) for pair in pairs]
        return [pair is not None and pair.relation in COPY for pair in found]

    def overrule(self, relations: Mapping[Pair, str]) -> None:
        """Let class pairs be what people say that they are; on record stays what was found.

        From here on they count as pairs that a channel found.
        """
        self.verify([CandidatePair(*pair, ("group",)) for pair in sorted(relations)])
        self.overruled = relations
        self.known.overrule(relations)

    def save_reports(self, told: Mapping[Pair, float]) -> None:
        """Set the relation of pairs that are no copies: one event or not, and how sure that is."""
        changed = []
        for classes, sure in told.items():
            pair = self.known.find(*classes)
            if pair is not None and classes not in self.overruled:
                is_told = sure >= stories.YES
                relation = "same_story" if is_told else "unrelated"
                confidence = round(sure if is_told else 1 - sure, 6)
                if (relation, confidence) != (pair.relation, pair.confidence):
                    changed.append(pair._replace(relation=relation, confidence=confidence))
        self._change(changed)

    def links(self, sources: Mapping[int, int], class_of: Mapping[int, int]) -> dict[int, Link]:
        """How the members of a copy group relate to their sources, given by member.

        A reprint is compared with the source itself, every other member by the articles that
        stand for both classes: what is compared must not depend on what has been before.
        """
        reprints = {m for m, source_id in sources.items() if class_of[m] == class_of[source_id]}
        ends = {
            member: (member, its) if member in reprints else (class_of[member], class_of[its])
            for member, its in sources.items()
        }
        asked = {ordered(*pair) for pair in ends.values() if not self.known.is_same_text(*pair)}
        self.verify([CandidatePair(*pair, ("group",)) for pair in sorted(asked)])
        return {
            member: self._link(*pair, is_reprint=member in reprints)
            for member, pair in ends.items()
        }

    def _link(self, mine: int, its: int, *, is_reprint: bool) -> Link:
        if self.known.is_same_text(mine, its):
            return Link("verbatim", 1.0, 1.0)
        known = self.known.find(mine, its)
        if known is None:
            return Link("verbatim" if is_reprint else "edited", 0.5, 1.0)
        relation = known.relation if known.relation in COPY else "edited"
        share = self.known.share(known, mine)
        return Link("verbatim" if is_reprint else relation, known.confidence, share)
