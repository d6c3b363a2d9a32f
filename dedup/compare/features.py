"""What can be counted on a pair of texts: plain functions of one lazily computed `Comparison`.

Every function is symmetric, because a comparison always looks from the shorter text to the longer,
and lies between 0 and 1. `measures.py` lists them with their thresholds, docs/measures.md
says what each is worth.
"""

from collections.abc import Sized

import numpy as np
from numpy.typing import NDArray

from dedup.compare.comparison import Comparison, part
from dedup.compare.passages import longest_own
from dedup.compare.prepared import Prepared
from dedup.words.sets import among, distinct, in_common

CORE = 5  # words in a row: fewer match by chance
VERY_RARE = 7.5  # inverse document frequency: in fewer than about eight of the background's texts
FEW_FACTS = 3  # names, or numbers: fewer cannot disagree
FULL_SIZE = 1000  # words
STEMS = 0.2  # of the distinct content words: three of five English words have a stem of their own
CHINESE = 0.9  # of the characters are Han; a third to a half in Japanese
SENTENCE = 4  # words: shorter ones are interjections and headings


def trigrams_shared(pair: Comparison) -> float:
    """Part of the smaller set of word trigrams that is in the other."""
    return part(len(pair.shared_trigrams), _smaller(pair.short.trigrams, pair.long.trigrams))


def pairs_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of neighbouring words."""
    one, two = pair.short.pairs, pair.long.pairs
    return _jaccard(in_common(one, two), len(one), len(two))


def words_in_order(pair: Comparison) -> float:
    """Words that stand in the same order in both, as a part of both texts."""
    return part(2 * pair.common_words, len(pair.short.words) + len(pair.long.words))


def shorter_in_order(pair: Comparison) -> float:
    """Words of the shorter text that the longer has in the same order."""
    return part(pair.common_words, len(pair.short.words))


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
    return part(sum(pair.passages), len(pair.short.words))


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
        part(longest_own(pair.short_is_shared), len(pair.short.words)),
        part(longest_own(long_is_shared), len(pair.long.words)),
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
    return part(pair.shared_content_weight, min(pair.short.content.total, pair.long.content.total))


def stems_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of beginnings of longer words: works for any spaced script."""
    one, two = pair.short.stems, pair.long.stems
    return _jaccard(in_common(one, two), len(one), len(two))


def rare_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of rare words."""
    return _jaccard(len(pair.shared_rare), len(pair.short.rare), len(pair.long.rare))


def rare_contained(pair: Comparison) -> float:
    """Part of the smaller set of rare words that is in the other."""
    return part(len(pair.shared_rare), _smaller(pair.short.rare, pair.long.rare))


def names_jaccard(pair: Comparison) -> float:
    """Weighted Jaccard similarity of names and numbers: sees what is *not* shared as well."""
    one, two = pair.short.named.total, pair.long.named.total
    return _jaccard(pair.shared_name_weight, one, two)


def names_contained(pair: Comparison) -> float:
    """Weight of the shared names and numbers, of the text that has less of them."""
    return part(pair.shared_name_weight, min(pair.short.named.total, pair.long.named.total))


def names_in_order(pair: Comparison) -> float:
    """Names and numbers that stand in the same order, of the text that has fewer."""
    return part(pair.common_names, _smaller(pair.short.names, pair.long.names))


def name_pairs_contained(pair: Comparison) -> float:
    """Part of the smaller set of neighbouring names or numbers that is in the other."""
    one, two = pair.short.name_pairs, pair.long.name_pairs
    return part(in_common(one, two), _smaller(one, two))


def numbers_jaccard(pair: Comparison) -> float:
    """Jaccard similarity of the sets of numbers."""
    one, two = pair.short.numbers, pair.long.numbers
    return _jaccard(in_common(one, two), len(one), len(two))


def numbers_contained(pair: Comparison) -> float:
    """Part of the smaller set of numbers that is in the other."""
    one, two = pair.short.numbers, pair.long.numbers
    return part(in_common(one, two), _smaller(one, two))


def facts_in_order(pair: Comparison) -> float:
    """Rank correlation of where shared names and rare words first stand; opposite order is 0."""
    facts = distinct(np.concatenate([pair.shared_names, pair.shared_rare]))
    (one, one_first), (two, two_first) = pair.short.firsts, pair.long.firsts
    facts = facts[among(facts, one) & among(facts, two)]  # a name may be a number word's numeral
    short_order = one_first[one.searchsorted(facts)].argsort()
    long_order = two_first[two.searchsorted(facts)].argsort()
    return _rank_correlation(long_order.argsort()[short_order])


def stems_in_order(pair: Comparison) -> float:
    """Word stems of the shorter text that the longer has in the same order."""
    return part(pair.common_stems, len(pair.short.words))


def own_in_order(pair: Comparison) -> float:
    """The same without quotations, of the text that has fewer words of its own."""
    return part(pair.common_own_stems, _smaller(pair.short.own_stemmed, pair.long.own_stemmed))


def rare_stems_found(pair: Comparison) -> float:
    """Part of the shorter text's rarest stems (all, if not English) that the longer has."""
    rare = pair.short.stem_firsts.weights > VERY_RARE
    return part(int(np.count_nonzero(pair.shared_stems & rare)), int(np.count_nonzero(rare)))


def weak_sentences_held(pair: Comparison) -> float:
    """How much one sentence of the longer text holds of the shorter's weaker sentences.

    By stems and rarity; a quarter of the shorter text, by words, stands in sentences under it.
    """
    has_enough = pair.short.stem_contents.has_enough
    held, sizes = pair.sentences_held[has_enough], np.array(pair.short.lengths)[has_enough]
    if not len(held):
        return 0.0
    order = held.argsort()
    sums = sizes[order].cumsum()
    return min(1.0, float(held[order][sums.searchsorted(sums[-1] / 4)]))


def stems_in_place(pair: Comparison) -> float:
    """How near shared stems stand first to the same place of both texts: median; 1 at the same."""
    shared = pair.shared_stems
    if np.count_nonzero(shared) < FEW_FACTS:
        return 0.0
    short, long = pair.short.stem_firsts, pair.long.stem_firsts
    found = long.values.searchsorted(short.values[shared])
    return 1 - float(np.median(np.abs(short.places[shared] - long.places[found])))


def facts_found(pair: Comparison) -> float:
    """Part of the shorter text's different names and numbers that the longer has."""
    return _kept(pair.short.letters[pair.short.is_fact], pair.long.firsts[0])


def facts_taken(pair: Comparison) -> float:
    """Part of the longer text's different names and numbers that the shorter has."""
    return _kept(pair.long.letters[pair.long.is_fact], pair.short.firsts[0])


def facts_exchanged(pair: Comparison) -> float:
    """Changes that put names or numbers into the place of others, of all in aligned sentences."""
    return pair.changes.exchanged


def changes_swapped(pair: Comparison) -> float:
    """Changes that put one to three words into the place of one to three, of all of them."""
    return pair.changes.swapped


def words_untouched(pair: Comparison) -> float:
    """Part of the shorter text in sentences that the longer has without any change."""
    others = {sentence.words for sentence in pair.long.sentences}
    same = [s.words for s in pair.short.sentences if s.words in others and len(s.words) >= SENTENCE]
    return part(sum(map(len, same)), len(pair.short.words))


def names_differ(pair: Comparison) -> float:
    """Part of the names that the other lacks, of the text with fewer; 0 where there are few."""
    one, two = pair.short.plain_names, pair.long.plain_names
    fewer = _smaller(one, two)
    return 1 - in_common(one, two) / fewer if fewer >= FEW_FACTS else 0.0


def numbers_differ(pair: Comparison) -> float:
    """The same of numbers."""
    few = _smaller(pair.short.numbers, pair.long.numbers) < FEW_FACTS
    return 0.0 if few else 1 - numbers_contained(pair)


def fives_found(pair: Comparison) -> float:
    """Part of the shorter text's runs of five words that the longer has."""
    return part(in_common(pair.short.fives, pair.long.fives), len(pair.short.fives))


def own_passages_shared(pair: Comparison) -> float:
    """Part of the shorter text's own words in runs of eight and more that the longer has too.

    Quotations are nobody's own words. Of characters, where words are not spaced, it takes twice as
    many.
    """
    return part(sum(pair.own_passages), pair.own_words)


def longest_own_passage(pair: Comparison) -> float:
    """Own words in the longest run that both have, of a hundred; of characters twice as many."""
    return min(1.0, max(pair.own_passages, default=0) / (200 if pair.short.is_unspaced else 100))


def size(pair: Comparison) -> float:
    """How long the shorter text is: the logarithm of its words, 1 at a thousand."""
    return min(1.0, float(np.log(max(1, len(pair.short.words))) / np.log(FULL_SIZE)))


def length_ratio(pair: Comparison) -> float:
    """Words of the shorter text, of those of the longer."""
    return part(len(pair.short.words), len(pair.long.words))


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


def is_chinese(pair: Comparison) -> bool:
    """Whether both texts are in Chinese: there neighbouring characters are words.

    In Japanese and Thai most of them are grammar: any two reports share a lot of these.
    """
    return all(_is_chinese(text) for text in (pair.short, pair.long))


def _is_chinese(text: Prepared) -> bool:
    single = [word for word in text.spelled if len(word) == 1 and not word.isdigit()]
    han = sum("\u4e00" <= word <= "\u9fff" for word in single)
    return 2 * len(single) > len(text.spelled) and han >= CHINESE * len(single)


def _kept(some: NDArray[np.int64], others: NDArray[np.int64]) -> float:
    different = distinct(some)
    return part(in_common(different, others), len(different))


def _smaller(one: Sized, two: Sized) -> int:
    return min(len(one), len(two))


def _jaccard(shared: float, one: float, two: float) -> float:
    return part(shared, one + two - shared)


def _rank_correlation(ranks: NDArray[np.intp]) -> float:
    """Spearman's rho of the first numbers, in any order, against that order; moved to 0..1."""
    size = len(ranks)
    if size < 3:
        return 0.5
    squares = int(((ranks - np.arange(size)) ** 2).sum())
    return 1 - 3 * squares / (size * (size * size - 1))
