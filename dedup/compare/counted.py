"""A comparison whose features are counted by compiled kernels, all at once."""

from collections.abc import Iterator
from functools import cached_property
from itertools import compress
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from dedup.compare import changes as kinds
from dedup.compare.align import ALIKE, Counterpart, Profile
from dedup.compare.comparison import Comparison, Feature
from dedup.compare.kernels import pair as kernels
from dedup.compare.kernels.columns import HAS_ENOUGH, Columns, Floats, Ints, columns_of, ints
from dedup.compare.models import feature
from dedup.compare.phrases import PhraseChange
from dedup.compare.prepared import Prepared

FEATURES: tuple[Feature, ...] = tuple(map(feature, kernels.FEATURES))
FIRST = FEATURES[: kernels.FIRST]

_columns: WeakKeyDictionary[Prepared, Columns] = WeakKeyDictionary()


class Counts(NamedTuple):
    """What a kernel says of a pair."""

    values: Floats  # as `kernels.counts` orders them
    changes: Ints
    places: Ints  # of the counterpart of each sentence; -1 where it has none
    likeness: Floats


class CountedComparison(Comparison):
    """Two texts, and what kernels have counted on them. Says what a `Comparison` says."""

    def value(self, feature: Feature) -> float:
        """What `feature` finds on this pair."""
        value = self._values.get(feature)
        if value is None:
            self._count(feature)
            value = super().value(feature)
        return value

    def _count(self, asked: Feature) -> None:
        """Have all features counted; the first ones alone, as long as no other is asked for."""
        if asked in FIRST:
            self._values.update(zip(FIRST, kernels.first(*self._sides), strict=True))
        elif FEATURES[-1] not in self._values:
            values = self._counts.values.tolist()
            self._values.update(zip(FEATURES, values, strict=False))

    @property
    def _sides(self) -> tuple[Columns, Columns]:
        return columns(self.short), columns(self.long)

    @cached_property
    def _counts(self) -> Counts:
        return Counts(*kernels.counts(*self._sides))

    def _number(self, place: int) -> float:
        return float(self._counts.values[place])

    @cached_property
    def links(self) -> list[Counterpart]:
        """The shorter text's sentences with their counterparts."""
        return list(compress(self._linked, self._has_enough))

    @cached_property
    def _has_enough(self) -> list[int]:
        found: list[int] = ints.py_func(columns(self.short), HAS_ENOUGH).tolist()
        return found

    @property
    def _linked(self) -> Iterator[Counterpart]:
        """Each sentence with its counterpart; where it has none, with itself."""
        found = zip(self._counts.places.tolist(), self._counts.likeness.tolist(), strict=True)
        for sentence, (place, likeness) in zip(self.short.sentences, found, strict=True):
            other = self.long.sentences[place] if place >= 0 else sentence
            yield Counterpart(sentence, other, place, likeness)

    @cached_property
    def alike(self) -> list[tuple[Counterpart, list[PhraseChange]]]:
        """The sentences that are alike, and what lies between the words that they share."""
        changes: dict[int, list[PhraseChange]] = {}
        for number, *change in self._counts.changes.tolist():
            changes.setdefault(number, []).append(PhraseChange(*change))
        return [
            (link, changes.get(number, []))
            for number, link in enumerate(self._linked)
            if self._has_enough[number] and link.likeness >= ALIKE
        ]

    @cached_property
    def profile(self) -> Profile:
        """What happened inside the aligned sentences."""
        words = (int(self._number(place)) for place in (kernels.SHORT_WORDS, kernels.LONG_WORDS))
        return Profile._make([*(self.value(feature(name)) for name in kernels.PROFILE), *words])

    @cached_property
    def changes(self) -> kinds.Changes:
        """What kind of changes there are inside the sentences that are alike."""
        shares = (self.value(feature(name)) for name in kernels.CHANGES)
        return kinds.Changes._make([*shares, int(self._number(kernels.SLOTS))])

    @cached_property
    def common_words(self) -> int:
        """The length of the longest common subsequence of words."""
        return int(self._number(kernels.COMMON_WORDS))

    @cached_property
    def shared_name_weight(self) -> float:
        """The weight of the names and numbers that both have."""
        return self._number(kernels.NAME_WEIGHT)


def columns(text: Prepared) -> Columns:
    """The columns of a text, made once."""
    found = _columns.get(text)
    if found is None:
        found = _columns[text] = _made(text)
    return found


def _made(text: Prepared) -> Columns:
    made: Columns = columns_of(
        text.letters,
        text.weights,
        text.stem_of,
        text.is_content,
        np.array(text.lengths, np.int64),
        text.name_letters,
        text.name_weights,
        text.is_number,
        text.is_fact,
        text.is_quoted,
        text.is_english,
        text.is_unspaced,
    )
    return made
