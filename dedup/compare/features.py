"""What can be counted on a pair of texts: plain functions of one lazily computed `Comparison`.

Every function is symmetric, because a comparison always looks from the shorter text to the longer,
and lies between 0 and 1. `measures.py` lists them with their thresholds, docs/measures.md
says what each is worth.
"""

from collections.abc import Callable, Sized
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Editops, LCSseq

from dedup.compare.align import ALIKE, Counterpart, Profile, links, profile
from dedup.compare.passages import PASSAGE, longest_own, passages
from dedup.compare.phrases import PhraseChange, gaps
from dedup.compare.prepared import Prepared
from dedup.words.sets import among, distinct, in_common, shared_weight

# Rewritten texts are told from reports of one event by what they do *not* share; in shorter texts
# two reporters happen to name the same few things: all 8 of the worst false claims were shorter.
REWRITE_WORDS = 100
STEMS = 0.2  # of the distinct words: three of five English words have a stem of their own
CORE = 5  # words in a row: fewer match by chance


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
        return _part(shared, self.short.named.total), _part(shared, self.long.named.total)

    @cached_property
    def shared_content_weight(self) -> float:
        """The weight of the content words that both have."""
        return shared_weight(self.short.content, self.long.content)

    @cached_property
    def shared_rare(self) -> NDArray[np.int64]:
        """The set of rare words that both have."""
        return self.short.rare[among(self.short.rare, self.long.rare)]


Feature = Callable[[Comparison], float]


def trigrams_shared(pair: Comparison) -> float:
    """Part of the smaller set of word trigrams that is in the other."""
    return _part(len(pair.shared_trigrams), _smaller(pair.short.trigrams, pair.long.trigrams))


def pairs_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of neighbouring words."""
    one, two = pair.short.pairs, pair.long.pairs
    return _jaccard(in_common(one, two), len(one), len(two))


def words_in_order(pair: Comparison) -> float:
    """Words that stand in the same order in both, as a part of both texts."""
    return _part(2 * pair.common_words, len(pair.short.words) + len(pair.long.words))


def shorter_in_order(pair: Comparison) -> float:
    """Words of the shorter text that the longer has in the same order."""
    return _part(pair.common_words, len(pair.short.words))


def untouched_core(pair: Comparison) -> float:
    """What is unchanged of the common text, whatever stands before and after it."""
    if pair.is_contained:  # also where a headline repeats the first sentence: two ways to align
        return 1.0
    blocks = [block for block in pair.edits.as_matching_blocks() if block.size >= CORE]
    if not blocks:
        return 0.0
    first, last = blocks[0], blocks[-1]
    core = max(last.a + last.size - first.a, last.b + last.size - first.b)
    return sum(block.size for block in blocks) / core


def passages_shared(pair: Comparison) -> float:
    """Part of the shorter text that lies in word runs of eight and more that the longer has too.

    Of characters, where words are not spaced, it takes twice as many.
    """
    return _part(sum(pair.passages), len(pair.short.words))


def longest_passage(pair: Comparison) -> float:
    """Words in the longest run that both have, of a hundred; of characters twice as many."""
    return min(1.0, max(pair.passages, default=0) / (200 if pair.short.is_unspaced else 100))


def own_passages(pair: Comparison) -> float:
    """The longest run of words that the other text has no part of; the smaller of both, as shares.

    A cut version leaves such a run in its source only, an edit scatters short ones, a roundup and
    its source have a long one each.
    """
    long_is_shared = among(pair.long.runs, pair.shared_trigrams)
    return min(
        _part(longest_own(pair.short_is_shared), len(pair.short.words)),
        _part(longest_own(long_is_shared), len(pair.long.words)),
    )


def sentences_alike(pair: Comparison) -> float:
    """How much the shorter text's sentences share with their best counterparts, by rarity."""
    return pair.profile.likeness


def sentences_found(pair: Comparison) -> float:
    """Part of the shorter text that stands in sentences which have a counterpart."""
    return pair.profile.covered


def words_kept(pair: Comparison) -> float:
    """Words kept, of all words in aligned sentences."""
    return pair.profile.kept


def words_replaced(pair: Comparison) -> float:
    """Words with another word in their place, of all words in aligned sentences."""
    return pair.profile.replaced


def sentences_untouched(pair: Comparison) -> float:
    """Aligned sentences without any change."""
    return pair.profile.untouched


def sentences_in_sequence(pair: Comparison) -> float:
    """Neighbouring sentences whose counterparts come in the same order."""
    return pair.profile.in_sequence


def content_jaccard(pair: Comparison) -> float:
    """Weighted Jaccard similarity of the content words."""
    one, two = pair.short.content.total, pair.long.content.total
    return _jaccard(pair.shared_content_weight, one, two)


def content_contained(pair: Comparison) -> float:
    """Weight of the shared content words, of the text that has less of it."""
    return _part(pair.shared_content_weight, min(pair.short.content.total, pair.long.content.total))


def stems_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of beginnings of longer words: works for any spaced script."""
    one, two = pair.short.stems, pair.long.stems
    return _jaccard(in_common(one, two), len(one), len(two))


def rare_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of rare words."""
    return _jaccard(len(pair.shared_rare), len(pair.short.rare), len(pair.long.rare))


def rare_contained(pair: Comparison) -> float:
    """Part of the smaller set of rare words that is in the other."""
    return _part(len(pair.shared_rare), _smaller(pair.short.rare, pair.long.rare))


def names_jaccard(pair: Comparison) -> float:
    """Weighted Jaccard similarity of names and numbers: sees what is *not* shared as well."""
    one, two = pair.short.named.total, pair.long.named.total
    return _jaccard(pair.shared_name_weight, one, two)


def names_contained(pair: Comparison) -> float:
    """Weight of the shared names and numbers, of the text that has less of them."""
    return _part(pair.shared_name_weight, min(pair.short.named.total, pair.long.named.total))


def names_in_order(pair: Comparison) -> float:
    """Names and numbers that stand in the same order, of the text that has fewer."""
    return _part(pair.common_names, _smaller(pair.short.names, pair.long.names))


def name_pairs_contained(pair: Comparison) -> float:
    """Part of the smaller set of neighbouring names or numbers that is in the other."""
    one, two = pair.short.name_pairs, pair.long.name_pairs
    return _part(in_common(one, two), _smaller(one, two))


def numbers_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of numbers."""
    one, two = pair.short.numbers, pair.long.numbers
    return _jaccard(in_common(one, two), len(one), len(two))


def numbers_contained(pair: Comparison) -> float:
    """Part of the smaller set of numbers that is in the other."""
    one, two = pair.short.numbers, pair.long.numbers
    return _part(in_common(one, two), _smaller(one, two))


def facts_in_order(pair: Comparison) -> float:
    """Rank correlation of where shared names and rare words first stand; opposite order is 0."""
    facts = distinct(np.concatenate([pair.shared_names, pair.shared_rare]))
    (one, one_first), (two, two_first) = pair.short.firsts, pair.long.firsts
    facts = facts[among(facts, one) & among(facts, two)]  # a name may be a number word's numeral
    short_order = one_first[one.searchsorted(facts)].argsort()
    long_order = two_first[two.searchsorted(facts)].argsort()
    return _rank_correlation(long_order.argsort()[short_order])


def length_ratio(pair: Comparison) -> float:
    """Words of the shorter text, of those of the longer."""
    return _part(len(pair.short.words), len(pair.long.words))


def evidence(pair: Comparison) -> float:
    """How much text there is to judge by: words of the shorter text, full at 300."""
    return min(1.0, len(pair.short.words) / 300)


def is_english(pair: Comparison) -> bool:
    """Whether names and word rarity mean something in both texts."""
    return has_names(pair) and pair.short.is_english and pair.long.is_english


def has_names(pair: Comparison) -> bool:
    """Whether capitals stand for names in both texts."""
    return pair.short.has_names and pair.long.has_names


def has_stems(pair: Comparison) -> bool:
    """Whether words are long enough to have stems: not in Chinese, Thai, Vietnamese."""
    return all(
        len(text.stems) >= STEMS * len(text.content.values) for text in (pair.short, pair.long)
    )


def _part(count: float, whole: float) -> float:
    return count / whole if whole else 0.0


def _smaller(one: Sized, two: Sized) -> int:
    return min(len(one), len(two))


def _jaccard(shared: float, one: float, two: float) -> float:
    return _part(shared, one + two - shared)


def _rank_correlation(ranks: NDArray[np.intp]) -> float:
    """Spearman's rho of the first numbers, in any order, against that order; moved to 0..1."""
    size = len(ranks)
    if size < 3:
        return 0.5
    squares = int(((ranks - np.arange(size)) ** 2).sum())
    return 1 - 3 * squares / (size * (size * size - 1))
