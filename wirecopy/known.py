"""What is known of pairs, in memory: all that were ever verified, and what grouping asks of them.

Answers are keyed by the articles' texts, so that an article stands in for every other one with
the same text.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from dedup.compared import Compared
from dedup.direction import EVEN, Oddness
from dedup.groups import Pair, components, ordered
from storage.verdicts import KnownPair

COPY = frozenset({"verbatim", "edited", "spun", "rewritten"})
REUSE = COPY | {"partial"}
REPORTS = frozenset({"same_story", "unrelated"})


class Known:
    """All pairs ever verified."""

    def __init__(self, text_of: Mapping[int, int], pairs: Iterable[KnownPair]) -> None:
        """Take in what the store holds; `text_of` is the content hash of each article's text."""
        self._text = text_of
        self._by_ids: dict[Pair, KnownPair] = {}
        self._by_text: dict[Pair, KnownPair] = {}
        self._partners: defaultdict[int, list[tuple[int, KnownPair]]] | None = None
        self._odd: Mapping[Pair, Oddness] = {}
        for pair in pairs:
            self.add(pair)

    def add(self, pair: KnownPair) -> None:
        """Take in a pair that was just verified."""
        self._by_ids[pair.article_id, pair.other_id] = pair
        self._by_text.setdefault(ordered(pair.text, pair.other_text), pair)

    def change(self, pairs: Iterable[KnownPair]) -> None:
        """Take in what has changed of some pairs."""
        for pair in pairs:
            self._by_ids[pair.article_id, pair.other_id] = pair
            key = ordered(pair.text, pair.other_text)
            if self._by_text[key][:2] == pair[:2]:
                self._by_text[key] = pair

    def overrule(self, relations: Mapping[Pair, str]) -> None:
        """Let article pairs be what people say, as if a channel had found them."""
        self._partners = None
        for (a, b), relation in relations.items():
            key = ordered(self._text[a], self._text[b])
            known = self._by_text[key]
            self._by_text[key] = known._replace(
                relation=relation, confidence=1.0, channels=[*known.channels, "review"]
            )

    def learn_oddness(self, odd: Mapping[Pair, Oddness]) -> None:
        """Take in how odd the words are of article pairs in which words were replaced."""
        self._odd = odd

    @property
    def all(self) -> Collection[KnownPair]:
        """Every pair."""
        return self._by_ids.values()

    @property
    def related(self) -> int:
        """Pairs that have something to do with each other."""
        return sum(pair.relation != "unrelated" for pair in self._by_ids.values())

    def text(self, article_id: int) -> int:
        """The content hash of an article's text."""
        return self._text[article_id]

    def find(self, a: int, b: int) -> KnownPair | None:
        """What is known of two articles' texts."""
        return self._by_text.get(ordered(self._text[a], self._text[b]))

    def is_same_text(self, a: int, b: int) -> bool:
        """Whether two articles have equal texts."""
        return self._text[a] == self._text[b]

    def pairs_with(self, relations: Collection[str], channel: str) -> list[Pair]:
        """The article pairs of these relations that a channel brought together."""
        return [
            key
            for key, pair in self._by_ids.items()
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
            for (text, other), pair in self.found_by_channels()
            if pair.relation in relations and text in stands_for and other in stands_for
        }

    def reports_between(self, classes: Collection[int]) -> dict[Pair, float]:
        """The story measure of the class pairs that a channel found and that are no copies."""
        stands_for = self.by_text(classes)
        return {
            ordered(stands_for[text], stands_for[other]): pair.story
            for (text, other), pair in self.found_by_channels()
            if pair.relation in REPORTS and text in stands_for and other in stands_for
        }

    def compared(self, classes: Collection[int]) -> Mapping[Pair, Compared]:
        """What source attribution needs of the class pairs that a channel found."""
        stands_for = self.by_text(classes)
        found = {}
        for text, class_id in stands_for.items():
            for other, known in self._partners_of(text):
                its = stands_for.get(other, class_id)
                if class_id < its:
                    found[class_id, its] = self._compared(known, text)
        return found

    def _compared(self, known: KnownPair, text: int) -> Compared:
        """What source attribution needs of a pair, seen from one of its texts."""
        odd = self._odd.get(known[:2], EVEN)
        is_spun = known.relation == "spun"
        if text == known.text:
            return Compared(known.article_share, known.other_share, is_spun, odd)
        return Compared(known.other_share, known.article_share, is_spun, odd.mirrored)

    def found_by_channels(self) -> Iterator[tuple[Pair, KnownPair]]:
        """The pairs that a channel brought together, by their texts."""
        return (item for item in self._by_text.items() if item[1].channels != ["group"])

    def evidence(self, pair: KnownPair) -> tuple[object, ...]:
        """All that groups and sources are made of, of a pair.

        Which of both independent reports are decides none of that, and later in a run.
        """
        odd = self._odd.get(pair[:2], EVEN)
        relation = None if pair.relation in REPORTS else pair.relation
        return (pair.text, relation, pair.article_share, pair.other_share, odd)

    def by_text(self, classes: Collection[int]) -> dict[int, int]:
        """The class that stands for each text."""
        return {self._text[class_id]: class_id for class_id in classes}

    def accounted_for(self, class_id: int) -> list[tuple[int, float]]:
        """The texts that are copies of a class's, or it of them, and their share of it.

        Those are left out that were compared only because a copy group asked.
        """
        return [
            (other, self.share(pair, class_id))
            for other, pair in self._partners_of(self._text[class_id])
            if pair.relation in COPY
        ]

    def _partners_of(self, text: int) -> list[tuple[int, KnownPair]]:
        """The texts that a channel brought together with this one, and what came of it."""
        if self._partners is None:
            self._partners = defaultdict(list)
            for (one, other), pair in self.found_by_channels():
                self._partners[one].append((other, pair))
                self._partners[other].append((one, pair))
        return self._partners[text]

    def share(self, known: KnownPair, article_id: int) -> float:
        """The part of an article that the other one of a pair accounts for."""
        return known.article_share if known.text == self._text[article_id] else known.other_share


def classes_of(pairs: Iterable[Pair]) -> dict[int, int]:
    """The smallest id of the component that each id is in.

    >>> classes_of([(1, 2), (2, 3)])
    {1: 1, 2: 1, 3: 1}
    """
    return {node: nodes[0] for nodes in components(pairs) for node in nodes}
