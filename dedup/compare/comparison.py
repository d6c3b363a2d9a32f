"""Two texts and what has been found out about them so far: everything is counted once, when asked.

A comparison always looks from the shorter text to the longer, so that what is counted on it does
not depend on which text comes first.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Editops, LCSseq

from dedup.compare.align import ALIKE, Counterpart, Profile, found_in, links, profile
from dedup.compare.changes import Changes, changes_in
from dedup.compare.passages import PASSAGE, passages
from dedup.compare.phrases import PhraseChange, gaps
from dedup.compare.prepared import Prepared
from dedup.words.sets import among, shared_weight


class Comparison:
    """Two texts, and what has been found out about them so far."""

    def __init__(self, one: Prepared, two: Prepared) -> None:
        in_order = sorted((one, two), key=lambda text: (len(text.words), text.words))
        self.short, self.long = in_order
        self._values: dict[Feature, float] = {}

    def value(self, feature: "Feature") -> float:
        """What `feature` finds on this pair, counted once."""
        value = self._values.get(feature)
        if value is None:
            value = self._values[feature] = feature(self)
        return value

    @property
    def with_decks(self) -> "Comparison":
        """The two articles from their decks on: this comparison, where neither has one."""
        return self._from_decks or self

    @cached_property
    def _from_decks(self) -> "Comparison | None":
        # never this comparison itself: what refers to itself is freed late
        one, two = self.short.with_deck, self.long.with_deck
        return None if one is self.short and two is self.long else type(self)(one, two)

    @property
    def is_same(self) -> bool:
        """Whether both have the same words."""
        return self.short.words == self.long.words

    @cached_property
    def links(self) -> list[Counterpart]:
        """The shorter text's sentences with their counterparts."""
        return links(self.short, self.long)

    @cached_property
    def alike(self) -> list[tuple[Counterpart, list[PhraseChange]]]:
        """The sentences that are alike, and what lies between the words that they share."""
        return [
            (link, list(gaps(link.short.words, link.long.words)))
            for link in self.links
            if link.likeness >= ALIKE
        ]

    @cached_property
    def profile(self) -> Profile:
        """What happened inside the aligned sentences."""
        return profile(self.links, self.alike)

    @cached_property
    def is_contained(self) -> bool:
        """Whether the longer text has the shorter as it is; the edits are not asked for then."""
        return self.short.words in self.long.words

    @cached_property
    def edits(self) -> Editops:
        """The words to leave out and to put in, one by one, that make the longer text."""
        return LCSseq.editops(self.short.words, self.long.words)

    @cached_property
    def common_words(self) -> int:
        """The length of the longest common subsequence of words."""
        short, long = self.short.words, self.long.words
        return len(short) if self.is_contained else (len(short) + len(long) - len(self.edits)) // 2

    @cached_property
    def shared_trigrams(self) -> NDArray[np.int64]:
        """The set of word trigrams that both have."""
        trigrams = self.short.trigrams
        return trigrams[among(trigrams, self.long.trigrams)]

    @cached_property
    def short_is_shared(self) -> NDArray[np.bool_]:
        """Whether the longer text has each three words in a row of the shorter."""
        return among(self.short.runs, self.shared_trigrams)

    @cached_property
    def passages(self) -> list[int]:
        """The lengths of the shorter text's word runs, of eight and more, that the longer has."""
        size = 2 * PASSAGE if self.short.is_unspaced else PASSAGE
        if len(self.shared_trigrams) < size - 2:
            return []
        return passages(self.short.words, self.long.words, self.short_is_shared, size)

    @cached_property
    def own_passages(self) -> list[int]:
        """The same outside quotations: runs of the shorter text's own words."""
        if not self.passages or not self.short.is_quoted.any():
            return self.passages
        size = 2 * PASSAGE if self.short.is_unspaced else PASSAGE
        own = self.short.own_marked
        return passages(own, self.long.words, self.short_is_shared, size)

    @cached_property
    def own_words(self) -> int:
        """Words of the shorter text outside quotations."""
        return len(self.short.words) - int(np.count_nonzero(self.short.is_quoted))

    @cached_property
    def common_stems(self) -> int:
        """The length of the longest common subsequence of word stems."""
        return LCSseq.similarity(self.short.stemmed, self.long.stemmed)

    @cached_property
    def common_own_stems(self) -> int:
        """The same of the words outside quotations."""
        if not self.short.is_quoted.any() and not self.long.is_quoted.any():
            return self.common_stems
        return LCSseq.similarity(self.short.own_stemmed, self.long.own_stemmed)

    @cached_property
    def shared_stems(self) -> NDArray[np.bool_]:
        """Which of the shorter text's different content stems the longer has."""
        return among(self.short.stem_firsts.values, self.long.stem_firsts.values)

    @cached_property
    def sentences_held(self) -> NDArray[np.float64]:
        """Part of each sentence of the shorter text that one of the longer holds, by stems."""
        return found_in(self.short.stem_contents, self.long.stem_contents)

    @cached_property
    def lone_facts(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which words of each text are names or numbers that the other text has nowhere."""
        short, long = self.short, self.long
        return (
            short.is_fact & ~among(short.letters, long.firsts[0]),
            long.is_fact & ~among(long.letters, short.firsts[0]),
        )

    @cached_property
    def changes(self) -> Changes:
        """What kind of changes there are inside the sentences that are alike."""
        starts = [sentence.start for sentence in self.long.sentences]
        return changes_in(self.alike, starts, *self.lone_facts, 2 if self.short.is_unspaced else 1)

    @cached_property
    def common_names(self) -> int:
        """The length of the longest common subsequence of names and numbers."""
        return LCSseq.similarity(self.short.names, self.long.names)

    @cached_property
    def shared_names(self) -> NDArray[np.int64]:
        """The set of names and numbers that both have."""
        names = self.short.named.values
        return names[among(names, self.long.named.values)]

    @cached_property
    def shared_name_weight(self) -> float:
        """The weight of these."""
        return shared_weight(self.short.named, self.long.named)

    @property
    def name_shares(self) -> tuple[float, float]:
        """The shared names and numbers by weight, of the shorter text's and of the longer's."""
        shared = self.shared_name_weight
        return part(shared, self.short.named.total), part(shared, self.long.named.total)

    @cached_property
    def shared_content_weight(self) -> float:
        """The weight of the content words that both have."""
        return shared_weight(self.short.content, self.long.content)

    @cached_property
    def shared_rare(self) -> NDArray[np.int64]:
        """The set of rare words that both have."""
        return self.short.rare[among(self.short.rare, self.long.rare)]


Feature = Callable[[Comparison], float]


def part(count: float, whole: float) -> float:
    """A count as a part of a whole; 0 of nothing.

    >>> part(1, 4), part(1, 0)
    (0.25, 0.0)
    """
    return count / whole if whole else 0.0
