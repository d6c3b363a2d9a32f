"""Verification of candidate pairs in worker processes; no two texts are compared twice."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dedup import stories
from dedup.groups import Pair, components, ordered
from dedup.hints import tortured_phrases
from dedup.measures import MEASURES
from dedup.source import Compared
from dedup.verify import Prepared, VerifiedPair, prepare, verify
from storage import articles, verdicts
from storage.records import CandidatePair, PairRow, ReplacementRow, TorturedRow
from storage.store import Store
from storage.verdicts import KnownPair
from wirecopy.workers import Workers, chunks

COPY = frozenset({"verbatim", "edited", "spun", "rewritten"})
REUSE = COPY | {"partial"}
REPORTS = frozenset({"same_story", "unrelated"})
STORY = next(n for n, measure in enumerate(MEASURES) if measure.name == "story")
POINTED = 0.1  # direction from which it is clear which of two texts was spun: right in 99 of 100
READY = 4_000  # texts that a worker keeps ready: 60 KB each; 28,000 are made, at 2,000 34,000
CHUNK = 500  # pairs a worker takes at a time, at most
FEWEST = 20  # ... and at least: fewer than that take less time than their way to a worker
BATCH = 10_000  # pairs between two commits: what a killed run compares again at most


class Task(NamedTuple):
    """Some pairs to compare, and the texts that they are about."""

    texts: dict[int, str]
    pairs: Sequence[Pair]


class Link(NamedTuple):
    """How a member relates to the source: what MemberRow says of it."""

    relation: str
    confidence: float
    share: float


@lru_cache(maxsize=READY)
def ready(text: str) -> Prepared:
    """A text made ready for comparing, once for all the pairs of it that a worker gets in a row."""
    return prepare(text)


class Verdict(NamedTuple):
    """How two texts relate, and the phrases in the spun one of them that nobody writes."""

    pair: VerifiedPair
    tortured: frozenset[str]


def verify_task(task: Task) -> list[Verdict]:
    """Compare the pairs of a task; runs in a worker."""
    return [verdict_on(task.texts[a], task.texts[b]) for a, b in task.pairs]


def verdict_on(a: str, b: str) -> Verdict:
    """Compare two texts; where one was spun from the other, look for what that has left behind."""
    pair = verify(ready(a), ready(b))
    if pair.relation != "spun" or abs(pair.direction) < POINTED:
        return Verdict(pair, frozenset())
    if pair.direction > 0:
        return Verdict(pair, tortured_phrases(a, b, [r.b_phrase for r in pair.replacements]))
    return Verdict(pair, tortured_phrases(b, a, [r.a_phrase for r in pair.replacements]))


def near_each_other(candidates: Sequence[CandidatePair]) -> list[CandidatePair]:
    """The pairs in an order in which those of one text follow closely on each other.

    Making a text ready takes longer than most comparisons: breadth-first through the graph of
    candidates, 104,000 pairs of 20,000 texts make 34,000 texts ready instead of 112,000.

    >>> [pair[:2] for pair in near_each_other([(1, 9, ()), (2, 3, ()), (4, 9, ())])]
    [(1, 9), (4, 9), (2, 3)]
    """
    near: defaultdict[int, list[int]] = defaultdict(list)
    for a, b, _ in candidates:
        near[a].append(b)
        near[b].append(a)
    rank: dict[int, int] = {}
    for start in sorted(near, key=lambda node: (len(near[node]), node)):
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node not in rank:
                rank[node] = len(rank)
                queue.extend(sorted(near[node], key=lambda other: (len(near[other]), other)))
    return sorted(candidates, key=lambda c: sorted((rank[c[0]], rank[c[1]]), reverse=True))


class Verifier:
    """All pairs ever verified, and the means to verify more.

    Answers are keyed by the articles' texts, so that an article stands in for every other one
    with the same text.
    """

    def __init__(self, store: Store, run_id: int, workers: Workers) -> None:
        """Read what is known already."""
        self._store = store
        self._run_id = run_id
        self._workers = workers
        self._text = {f.article_id: f.content_hash for f in articles.grouping_facts(store)}
        self._known: dict[Pair, KnownPair] = {}
        self._by_text: dict[Pair, KnownPair] = {}
        self._partners: defaultdict[int, list[tuple[int, KnownPair]]] | None = None
        self.verified = 0
        self.overruled: Mapping[Pair, str] = {}  # class pairs whose relation a person has fixed
        for pair in verdicts.known_pairs(store, STORY + 1):
            self._remember(pair)

    def _remember(self, pair: KnownPair) -> None:
        self._known[pair.article_id, pair.other_id] = pair
        self._by_text.setdefault(ordered(pair.text, pair.other_text), pair)

    @property
    def related(self) -> int:
        """Pairs that have something to do with each other."""
        return sum(pair.relation != "unrelated" for pair in self._known.values())

    def find(self, a: int, b: int) -> KnownPair | None:
        """What is known of two articles' texts."""
        return self._by_text.get(ordered(self._text[a], self._text[b]))

    def verify(self, candidates: Sequence[CandidatePair]) -> None:
        """Compare the candidates that nobody has compared yet, and store the verdicts."""
        unknown = []
        found_again = []
        for candidate in candidates:
            known = self.find(candidate.article_id, candidate.other_id)
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
                for pair in self._known.values()
            ]
        )

    def _change(self, pairs: Sequence[KnownPair]) -> None:
        verdicts.save_changed(self._store, pairs)
        for pair in pairs:
            self._known[pair.article_id, pair.other_id] = pair
            key = ordered(pair.text, pair.other_text)
            if self._by_text[key][:2] == pair[:2]:
                self._by_text[key] = pair

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
            a, b = row.article_id, row.other_id
            story = row.measures[STORY] if row.measures else 0.0
            self._remember(KnownPair(a, b, self._text[a], self._text[b], *row[2:9], story))

    def _row(self, candidate: CandidatePair, pair: VerifiedPair) -> PairRow:
        related = pair.relation != "unrelated"
        return PairRow(
            candidate.article_id,
            candidate.other_id,
            pair.relation,
            pair.confidence,
            list(candidate.channels),
            pair.a_share,
            pair.b_share,
            pair.a_oddness,
            pair.b_oddness,
            list(pair.measures) if related or 1 - pair.confidence >= stories.FAINT else [],
            self._run_id,
        )

    def verify_until_joined(self, pairs: Sequence[Pair]) -> None:
        """Compare pairs that share a band, but none whose two texts are joined already.

        In each round every text meets one more of its fellows, so that a text in 300 variants
        costs about 300 comparisons, not 45,000. What is joined in the end is the same.
        """
        waiting = sorted(ordered(a, b) for a, b in pairs)
        while waiting:
            joined = self._joined()
            waiting = [p for p in waiting if joined.get(p[0], p[0]) != joined.get(p[1], p[1])]
            turn, met = [], set[int]()
            for pair in waiting:
                if pair[1] not in met:
                    met.add(pair[1])
                    turn.append(pair)
            self.verify([CandidatePair(*pair, ("bands",)) for pair in turn])
            waiting = sorted(set(waiting).difference(turn))

    def _joined(self) -> dict[int, int]:
        return classes_of(self.pairs_with({"verbatim"}, channel="bands"))

    def pairs_with(self, relations: Collection[str], channel: str) -> list[Pair]:
        """The pairs of these relations that a channel brought together."""
        return [
            key
            for key, pair in self._known.items()
            if pair.relation in relations and channel in pair.channels
        ]

    def shares(
        self, classes: Collection[int], relations: Collection[str]
    ) -> dict[Pair, tuple[float, float]]:
        """The class pairs of these relations that a channel found; what each accounts for.

        Pairs that were compared only because a copy group asked are left out: whether they
        were depends on what was there at the time.
        """
        stands_for = self.by_text(classes)
        return {
            ordered(stands_for[text], stands_for[other]): (pair.article_share, pair.other_share)
            for (text, other), pair in self._by_text.items()
            if pair.relation in relations
            and pair.channels != ["group"]
            and text in stands_for
            and other in stands_for
        }

    def reports_between(self, classes: Collection[int]) -> dict[Pair, float]:
        """The story measure of the class pairs that a channel found and that are no copies."""
        stands_for = self.by_text(classes)
        return {
            ordered(stands_for[text], stands_for[other]): pair.story
            for (text, other), pair in self._by_text.items()
            if pair.relation in REPORTS
            and pair.channels != ["group"]
            and text in stands_for
            and other in stands_for
        }

    def save_reports(self, told: Mapping[Pair, float]) -> None:
        """Set the relation of pairs that are no copies: one event or not, and how sure that is."""
        changed = []
        for classes, sure in told.items():
            pair = self.find(*classes)
            if pair is not None and classes not in self.overruled:
                is_told = sure >= stories.YES
                relation = "same_story" if is_told else "unrelated"
                confidence = round(sure if is_told else 1 - sure, 6)
                if (relation, confidence) != (pair.relation, pair.confidence):
                    changed.append(pair._replace(relation=relation, confidence=confidence))
        self._change(changed)

    def overrule(self, relations: Mapping[Pair, str]) -> None:
        """Let class pairs be what people say that they are; on record stays what was found.

        From here on they count as pairs that a channel found.
        """
        self.verify([CandidatePair(*pair, ("group",)) for pair in sorted(relations)])
        self.overruled = relations
        self._partners = None
        for (a, b), relation in relations.items():
            key = ordered(self._text[a], self._text[b])
            known = self._by_text[key]
            self._by_text[key] = known._replace(
                relation=relation, confidence=1.0, channels=[*known.channels, "review"]
            )

    def are_copies(self, pairs: Sequence[Pair]) -> list[bool]:
        """Whether each pair is a copy; pairs that nobody has compared yet are compared."""
        self.verify([CandidatePair(*pair, ("group",)) for pair in pairs])
        found = [self.find(*pair) for pair in pairs]
        return [pair is not None and pair.relation in COPY for pair in found]

    def compared(self, classes: Collection[int]) -> Mapping[Pair, Compared]:
        """What source attribution needs of the class pairs that a channel found."""
        stands_for = self.by_text(classes)
        found = {}
        for text, class_id in stands_for.items():
            for other, known in self._partners_of(text):
                its = stands_for.get(other, class_id)
                if class_id < its:
                    found[class_id, its] = compared_from(known, text)
        return found

    def by_text(self, classes: Collection[int]) -> dict[int, int]:
        """The class that stands for each text."""
        return {self._text[class_id]: class_id for class_id in classes}

    def accounted_for(self, class_id: int) -> list[tuple[int, float]]:
        """The texts that are copies of a class's, or it of them, and their share of it.

        Those are left out that were compared only because a copy group asked.
        """
        return [
            (other, self._share(pair, class_id))
            for other, pair in self._partners_of(self._text[class_id])
            if pair.relation in COPY
        ]

    def _partners_of(self, text: int) -> list[tuple[int, KnownPair]]:
        """The texts that a channel brought together with this one, and what came of it."""
        if self._partners is None:
            self._partners = defaultdict(list)
            for (one, other), pair in self._by_text.items():
                if pair.channels != ["group"]:
                    self._partners[one].append((other, pair))
                    self._partners[other].append((one, pair))
        return self._partners[text]

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
        asked = {ordered(*pair) for pair in ends.values() if not self.is_same_text(*pair)}
        self.verify([CandidatePair(*pair, ("group",)) for pair in sorted(asked)])
        return {
            member: self._link(*pair, is_reprint=member in reprints)
            for member, pair in ends.items()
        }

    def is_same_text(self, a: int, b: int) -> bool:
        """Whether two articles have equal texts."""
        return self._text[a] == self._text[b]

    def _link(self, mine: int, its: int, *, is_reprint: bool) -> Link:
        if self.is_same_text(mine, its):
            return Link("verbatim", 1.0, 1.0)
        known = self.find(mine, its)
        relation = known.relation if known and known.relation in COPY else "edited"
        confidence = known.confidence if known else 0.5
        return Link("verbatim" if is_reprint else relation, confidence, self._share(known, mine))

    def _share(self, known: KnownPair | None, article_id: int) -> float:
        if known is None:
            return 1.0
        return known.article_share if known.text == self._text[article_id] else known.other_share


def compared_from(known: KnownPair, text: int) -> Compared:
    """What source attribution needs of a pair, seen from one of its texts."""
    turned = text != known.text
    shares = (known.article_share, known.other_share)
    oddness = (known.article_oddness, known.other_oddness)
    (a, b), (x, y) = (shares[::-1], oddness[::-1]) if turned else (shares, oddness)
    return Compared(a, b, known.relation == "spun", x, y)


def classes_of(pairs: Sequence[Pair]) -> dict[int, int]:
    """The smallest id of the component that each id is in.

    >>> classes_of([(1, 2), (2, 3)])
    {1: 1, 2: 1, 3: 1}
    """
    return {node: nodes[0] for nodes in components(pairs) for node in nodes}
