"""The pairs that were compared, looked up by the texts of two articles.

An article stands in for every other one with the same text. `KnownPairs` never changes: `replacing`
returns a new one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from dedup.compare.direction import EVEN, Oddness
from dedup.compare.verify import VerifiedPair
from dedup.pairs import CandidatePair, Pair, ordered
from dedup.relations import COPIES, REUSE

ASKED = ("group",)  # the channel of pairs that were compared only because a group asked
REVIEW = "review"  # the channel of pairs whose relation a person has fixed


def left_of(channels: Collection[str], kept: str) -> tuple[str, ...]:
    """What is left of the channels of a pair where no other than `kept` counts.

    >>> left_of(("bands", "names"), "bands"), left_of(("names",), "bands")
    (('bands',), ('group',))
    """
    return (kept,) if kept in channels else ASKED


class KnownPair(NamedTuple):
    """A verdict on two articles, `article_id < other_id`.

    `text` and `other_text` are the hashes of their texts; the shares are the part of each that the
    other accounts for; `story` is the measure of that name, 0 where it was not worth measuring.
    """

    article_id: int
    other_id: int
    text: int
    other_text: int
    relation: str
    confidence: float
    channels: tuple[str, ...]
    article_share: float
    other_share: float
    story: float
    oddness: Oddness = EVEN

    @property
    def is_found(self) -> bool:
        """Whether a channel brought the two together.

        Whether the others were compared depends on what was there at the time: they are no evidence
        of which groups there are, nor of who was first.
        """
        return self.channels != ASKED

    @property
    def is_copy(self) -> bool:
        """Whether one text was made from the other."""
        return self.relation in COPIES

    def share_of(self, text: int) -> float:
        """The part of one of the two texts that the other one accounts for."""
        return self.article_share if text == self.text else self.other_share


class SortedOut(NamedTuple):
    """Candidates that nobody has compared yet, each two texts once; pairs with one channel more."""

    unknown: list[CandidatePair]
    found_again: list[KnownPair]


class KnownPairs:
    """Pairs that were compared, by their texts."""

    def __init__(self, text_of: Mapping[int, int], pairs: Iterable[KnownPair] = ()) -> None:
        """Take in pairs; `text_of` is the hash of each article's text.

        Of several pairs of the same two texts the first one stands.
        """
        self._text_of = text_of
        self._by_text: dict[Pair, KnownPair] = {}
        for pair in pairs:
            self._by_text.setdefault(ordered(pair.text, pair.other_text), pair)

    def __iter__(self) -> Iterator[KnownPair]:
        return iter(self._by_text.values())

    def __len__(self) -> int:
        return len(self._by_text)

    def replacing(self, pairs: Iterable[KnownPair]) -> "KnownPairs":
        """The same with these pairs added, each in the place of the one of its texts."""
        grown = KnownPairs(self._text_of)
        grown._by_text = self._by_text | {ordered(p.text, p.other_text): p for p in pairs}
        return grown

    def with_more(self, text_of: Mapping[int, int], pairs: Iterable[KnownPair]) -> "KnownPairs":
        """The same where more articles, and more pairs, are known; those that stand stay."""
        more = KnownPairs({**self._text_of, **text_of}, pairs)
        more._by_text = self._by_text | {
            texts: pair for texts, pair in more._by_text.items() if texts not in self._by_text
        }
        return more

    def text(self, article_id: int) -> int:
        """The hash of an article's text."""
        return self._text_of[article_id]

    def texts(self, a: int, b: int) -> Pair:
        """The texts of two articles, the smaller hash first."""
        return ordered(self._text_of[a], self._text_of[b])

    def is_same_text(self, a: int, b: int) -> bool:
        """Whether two articles have equal texts."""
        return self._text_of[a] == self._text_of[b]

    def find(self, a: int, b: int) -> KnownPair | None:
        """What is known of two articles' texts."""
        return self._by_text.get(self.texts(a, b))

    def found_by(self, channel: str) -> "KnownPairs":
        """The same as if no other channel than this one had found anything."""
        kept = KnownPairs(self._text_of)
        kept._by_text = {
            texts: pair._replace(channels=left_of(pair.channels, channel))
            for texts, pair in self._by_text.items()
        }
        return kept

    def sort_out(self, candidates: Iterable[CandidatePair]) -> "SortedOut":
        """Which candidates are to be compared, and which pairs were found again by a channel."""
        unknown: dict[Pair, CandidatePair] = {}
        again: dict[Pair, KnownPair] = {}
        for candidate in candidates:
            texts = self.texts(*candidate[:2])
            known = again.get(texts) or self._by_text.get(texts)
            if known is None:
                same = unknown.get(texts, candidate)
                channels = {*same.channels, *candidate.channels}
                unknown[texts] = same._replace(channels=tuple(sorted(channels)))
            elif not {*candidate.channels} <= {*known.channels, *ASKED}:
                channels = {*known.channels, *candidate.channels}
                again[texts] = known._replace(channels=tuple(sorted(channels)))
        return SortedOut(list(unknown.values()), list(again.values()))

    def with_relation(self, relations: Collection[str], channel: str) -> list[Pair]:
        """The article pairs of these relations that a channel brought together."""
        return [
            pair[:2] for pair in self if pair.relation in relations and channel in pair.channels
        ]

    def between(
        self, classes: Collection[int], relations: Collection[str]
    ) -> dict[Pair, KnownPair]:
        """The class pairs of these relations that a channel found."""
        stands_for = self.by_text(classes)
        return {
            ordered(stands_for[text], stands_for[other]): pair
            for (text, other), pair in self._found
            if pair.relation in relations and text in stands_for and other in stands_for
        }

    def of(self, class_id: int) -> Sequence[tuple[int, KnownPair]]:
        """The texts that a channel brought together with that of a class, and what came of it."""
        return self._partners.get(self._text_of[class_id], ())

    def by_text(self, classes: Iterable[int]) -> dict[int, int]:
        """The class that stands for each text."""
        return {self._text_of[class_id]: class_id for class_id in classes}

    def with_verdict(self, candidate: CandidatePair, verified: VerifiedPair) -> KnownPair:
        """What is remembered of a pair of articles that was just compared."""
        return KnownPair(
            candidate.article_id,
            candidate.other_id,
            self._text_of[candidate.article_id],
            self._text_of[candidate.other_id],
            verified.relation,
            verified.confidence,
            candidate.channels,
            verified.a_share,
            verified.b_share,
            verified.measure("story") if verified.is_worth_keeping else 0.0,
        )

    @cached_property
    def _found(self) -> list[tuple[Pair, KnownPair]]:
        return [(texts, pair) for texts, pair in self._by_text.items() if pair.is_found]

    @cached_property
    def _partners(self) -> Mapping[int, Sequence[tuple[int, KnownPair]]]:
        partners: defaultdict[int, list[tuple[int, KnownPair]]] = defaultdict(list)
        for (one, other), pair in self._found:
            partners[one].append((other, pair))
            partners[other].append((one, pair))
        return partners


def evidence(pair: KnownPair) -> tuple[object, ...]:
    """All that groups and sources are made of, of a pair, whichever article its texts are kept by.

    What a pair is that reuses nothing is left out (a report of the same story, one form, or
    unrelated): groups do not depend on it, and which reports tell one story is decided later.
    """
    relation = pair.relation if pair.relation in REUSE else None
    if pair.text < pair.other_text:
        shares, odd = (pair.article_share, pair.other_share), pair.oddness
    else:
        shares, odd = (pair.other_share, pair.article_share), pair.oddness.mirrored
    return (ordered(pair.text, pair.other_text), relation, shares, odd)
