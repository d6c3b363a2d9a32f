"""What is counted on a pair of texts, compiled: what `dedup.compare.features` and `events` say.

The shorter text comes first. All of it takes .05 ms, so nothing waits until it is asked for.
"""

import numpy as np
from numba import njit

from dedup.compare.events import LEAD, MANY, OPENING
from dedup.compare.features import CORE, FEW_FACTS, SENTENCE, VERY_RARE
from dedup.compare.kernels.columns import (
    BEGINNING_SET,
    BY_STEMS,
    BY_WORDS,
    CONTENT_SET,
    CONTENT_STEM_SET,
    CONTENT_WEIGHTS,
    FACT_SET,
    FIRSTS,
    FIVE_SET,
    IS_FACT,
    IS_QUOTED,
    IS_UNSPACED,
    LEAD_PAIR_SET,
    LEAD_SET,
    NAME_PAIR_SET,
    NAME_PLACES,
    NAME_SET,
    NAME_WEIGHTS,
    NAMES,
    NUMBER_SET,
    OPENING_SET,
    OWN_STEMS,
    PAIR_SET,
    PLAIN_NAME_SET,
    RARE_SET,
    STARTS,
    STEM_PLACES,
    STEM_SET,
    STEM_WEIGHTS,
    STEMS,
    STEMS_HAVE_ENOUGH,
    TRIGRAM_SET,
    TRIGRAMS,
    WORD_SET,
    WORDS,
    floats,
    ints,
)
from dedup.compare.kernels.lcs import length, matches, new_masks
from dedup.compare.kernels.passages import find, longest_own, passages
from dedup.compare.kernels.sentences import best, changes_of, kinds, profile, untouched
from dedup.compare.kernels.sets import (
    added,
    among,
    common,
    jaccard,
    met,
    part,
    part_of_smaller,
    weighted_jaccard,
)
from dedup.compare.passages import PASSAGE
from dedup.compare.prepared import NO_WORD

FULL_PASSAGE = 100  # words

# Features by name, in the order in which `counts` gives them ...
FEATURES = (
    "trigrams_shared", "names_jaccard",
    "words_in_order", "shorter_in_order", "untouched_core",
    "passages_shared", "longest_passage", "own_passages_shared", "longest_own_passage",
    "own_passages", "fives_found",
    "sentences_alike", "sentences_found", "words_kept", "words_replaced", "sentences_untouched",
    "sentences_in_sequence", "words_untouched",
    "changes_swapped", "facts_exchanged",
    "pairs_jaccard", "stems_jaccard", "rare_jaccard", "rare_contained", "content_jaccard",
    "content_contained", "rare_words_shared",
    "names_contained", "names_in_order", "name_pairs_contained", "numbers_jaccard",
    "numbers_contained", "names_differ", "numbers_differ", "facts_in_order", "facts_found",
    "facts_taken",
    "stems_in_order", "own_in_order", "rare_stems_found", "stems_in_place", "weak_sentences_held",
    "lead_names_found", "opening_names_jaccard", "opening_stems_jaccard", "lead_stems_jaccard",
    "lead_pairs_jaccard",
)  # fmt: skip
PROFILE = FEATURES[11:17]
CHANGES = FEATURES[18:20]
# ... and then, what verdicts ask for beside them.
FIRST = 2  # features that settle most pairs
SLOTS, COMMON_WORDS, SHORT_WORDS, LONG_WORDS, NAME_WEIGHT = range(len(FEATURES), len(FEATURES) + 5)
SIZE = len(FEATURES) + 5


@njit(cache=True)
def first(short, long):
    """The two features that settle most pairs."""
    shared = common(ints(short, TRIGRAM_SET), ints(long, TRIGRAM_SET))
    trigrams = part(shared, min(ints(short, TRIGRAM_SET).size, ints(long, TRIGRAM_SET).size))
    weight, one, two = name_weights(short, long)
    return trigrams, weighted_jaccard(weight, one, two)


@njit
def total(weights):
    """What all weigh, added up in order."""
    return added(weights, np.ones(weights.size, np.bool_))


@njit
def name_weights(short, long):
    """What the names and numbers weigh that both have, and those of each."""
    shared = among(ints(short, NAME_SET), ints(long, NAME_SET))
    return (
        added(floats(short, NAME_WEIGHTS), shared),
        total(floats(short, NAME_WEIGHTS)),
        total(floats(long, NAME_WEIGHTS)),
    )


@njit(cache=True)
def counts(short, long):
    """All features, then SLOTS to NAME_WEIGHT; the changes inside sentences that are alike.

    With the place of each sentence's counterpart, and their likeness.
    """
    word_map = met(ints(short, WORD_SET), ints(long, WORD_SET))
    words = word_map[ints(long, WORDS)]  # the longer text in numbers of the shorter
    places, likeness, _ = best(short, long, BY_WORDS)
    rows = changes_of(short, long, words, places, likeness)
    n_common, core = in_order(short, long, words)
    told = profile(short, long, places, likeness, rows)
    lone_short, lone_long = lone_facts(short, long, word_map)
    swapped, exchanged, slots = kinds(short, long, places, rows, lone_short, lone_long)
    n_short, n_long = ints(short, WORDS).size, ints(long, WORDS).size
    values = np.array(
        first(short, long)
        + (part(2 * n_common, n_short + n_long), part(n_common, n_short), core)
        + of_runs(short, long)
        + told[:6]
        + (part(untouched(short, long, SENTENCE), n_short), swapped, exchanged)
        + of_sets(short, long)
        + of_names(short, long)
        + of_stems(short, long)
        + of_leads(short, long)
        + (slots, float(n_common), told[6], told[7], name_weights(short, long)[0])
    )
    return values, rows, places, likeness


@njit
def letters_of(text):
    """The words as numbers."""
    return ints(text, WORD_SET)[ints(text, WORDS)]


@njit
def in_order(short, long, words):
    """The words in the same order, and what is unchanged between the first and the last passage."""
    n_short = ints(short, WORDS).size
    trigrams = common(ints(short, TRIGRAM_SET), ints(long, TRIGRAM_SET))
    may_be_contained = trigrams == ints(short, TRIGRAM_SET).size
    if may_be_contained and find(words, ints(short, WORDS)) >= 0:
        return n_short, 1.0
    masks = new_masks(ints(short, WORD_SET).size, n_short)
    found = np.empty((n_short, 2), np.int64)
    size = matches(ints(short, WORDS), words, masks, found)
    return size, untouched_core(found[:size])


@njit
def untouched_core(found):
    """What is unchanged of the common text; `found` are the places of words in the same order."""
    kept = start = 0
    first_one = first_two = last_one = last_two = -1
    for k in range(1, found.shape[0] + 1):
        is_on = (
            k < found.shape[0]
            and found[k, 0] == found[k - 1, 0] + 1
            and found[k, 1] == found[k - 1, 1] + 1
        )
        if is_on:
            continue
        if k - start >= CORE:
            kept += k - start
            if first_one < 0:
                first_one, first_two = found[start, 0], found[start, 1]
            last_one, last_two = found[k - 1, 0] + 1, found[k - 1, 1] + 1
        start = k
    return kept / max(last_one - first_one, last_two - first_two) if kept else 0.0


@njit
def of_runs(short, long):
    """Features of the runs of words that both have."""
    trigram_map = met(ints(short, TRIGRAM_SET), ints(long, TRIGRAM_SET))
    has = np.zeros(ints(short, TRIGRAM_SET).size, np.bool_)
    for number in trigram_map:
        if number >= 0:
            has[number] = True
    is_shared, long_is_shared = has[ints(short, TRIGRAMS)], (trigram_map >= 0)[ints(long, TRIGRAMS)]
    per_word = 2 if ints(short, IS_UNSPACED)[0] else 1
    one, two = letters_of(short), letters_of(long)
    n_quoted = np.count_nonzero(ints(short, IS_QUOTED))
    n_passages = longest = n_own = longest_of_own = 0
    if np.count_nonzero(has) >= PASSAGE * per_word - 2:
        n_passages, longest = passages(one, two, is_shared, PASSAGE * per_word)
    if n_quoted and n_passages:
        own = np.where(ints(short, IS_QUOTED), NO_WORD, one)
        n_own, longest_of_own = passages(own, two, is_shared, PASSAGE * per_word)
    else:
        n_own, longest_of_own = n_passages, longest
    full = FULL_PASSAGE * per_word
    return (
        part(n_passages, one.size),
        min(1.0, longest / full),
        part(n_own, one.size - n_quoted),
        min(1.0, longest_of_own / full),
        min(part(longest_own(is_shared), one.size), part(longest_own(long_is_shared), two.size)),
        part(common(ints(short, FIVE_SET), ints(long, FIVE_SET)), ints(short, FIVE_SET).size),
    )


@njit
def lone_facts(short, long, word_map):
    """Which words of each text are names or numbers that the other text has nowhere."""
    has = np.zeros(ints(short, WORD_SET).size, np.bool_)
    for number in word_map:
        if number >= 0:
            has[number] = True
    lone_short = ints(short, IS_FACT) & ~has[ints(short, WORDS)]
    return lone_short, ints(long, IS_FACT) & (word_map < 0)[ints(long, WORDS)]


@njit
def of_sets(short, long):
    """Features of the sets of words, pairs of words, and beginnings of words."""
    weight = added(
        floats(short, CONTENT_WEIGHTS), among(ints(short, CONTENT_SET), ints(long, CONTENT_SET))
    )
    one, two = total(floats(short, CONTENT_WEIGHTS)), total(floats(long, CONTENT_WEIGHTS))
    return (
        jaccard(ints(short, PAIR_SET), ints(long, PAIR_SET)),
        jaccard(ints(short, BEGINNING_SET), ints(long, BEGINNING_SET)),
        jaccard(ints(short, RARE_SET), ints(long, RARE_SET)),
        part_of_smaller(ints(short, RARE_SET), ints(long, RARE_SET)),
        weighted_jaccard(weight, one, two),
        part(weight, min(one, two)),
        min(1.0, common(ints(short, RARE_SET), ints(long, RARE_SET)) / MANY),
    )


@njit
def of_names(short, long):
    """Features of names and numbers."""
    weight, one, two = name_weights(short, long)
    names = met(ints(short, NAME_SET), ints(long, NAME_SET))[ints(long, NAMES)]
    in_order = length(ints(short, NAMES), names, ints(short, NAME_SET).size)
    numbers = part_of_smaller(ints(short, NUMBER_SET), ints(long, NUMBER_SET))
    few_numbers = min(ints(short, NUMBER_SET).size, ints(long, NUMBER_SET).size) < FEW_FACTS
    few_names = min(ints(short, PLAIN_NAME_SET).size, ints(long, PLAIN_NAME_SET).size) < FEW_FACTS
    return (
        part(weight, min(one, two)),
        part(in_order, min(ints(short, NAMES).size, ints(long, NAMES).size)),
        part_of_smaller(ints(short, NAME_PAIR_SET), ints(long, NAME_PAIR_SET)),
        jaccard(ints(short, NUMBER_SET), ints(long, NUMBER_SET)),
        numbers,
        0.0
        if few_names
        else 1 - part_of_smaller(ints(short, PLAIN_NAME_SET), ints(long, PLAIN_NAME_SET)),
        0.0 if few_numbers else 1 - numbers,
        facts_in_order(short, long),
        part(common(ints(short, FACT_SET), ints(long, WORD_SET)), ints(short, FACT_SET).size),
        part(common(ints(long, FACT_SET), ints(short, WORD_SET)), ints(long, FACT_SET).size),
    )


@njit
def facts_in_order(short, long):
    """Rank correlation of where shared names and rare words first stand."""
    names = ints(short, NAME_SET)[among(ints(short, NAME_SET), ints(long, NAME_SET))]
    rare = ints(short, RARE_SET)[among(ints(short, RARE_SET), ints(long, RARE_SET))]
    facts = np.unique(np.concatenate((names, rare)))
    one, two = met(ints(short, WORD_SET), facts), met(ints(long, WORD_SET), facts)
    both = ((one >= 0) & (two >= 0)).nonzero()[0]
    size = both.size
    if size < 3:
        return 0.5
    ranks = np.empty(size, np.int64)
    ranks[np.argsort(ints(long, FIRSTS)[two[both]])] = np.arange(size)
    order = np.argsort(ints(short, FIRSTS)[one[both]])
    squares = 0
    for place in range(size):
        squares += (ranks[order[place]] - place) ** 2
    return 1 - 3 * squares / (size * (size * size - 1))


@njit
def of_stems(short, long):
    """Features of the stems of words."""
    stems = met(ints(short, STEM_SET), ints(long, STEM_SET))
    n_common = length(ints(short, STEMS), stems[ints(long, STEMS)], ints(short, STEM_SET).size)
    n_own = n_common
    if (
        ints(short, OWN_STEMS).size < ints(short, STEMS).size
        or ints(long, OWN_STEMS).size < ints(long, STEMS).size
    ):
        n_own = length(
            ints(short, OWN_STEMS), stems[ints(long, OWN_STEMS)], ints(short, STEM_SET).size
        )
    shared = among(ints(short, CONTENT_STEM_SET), ints(long, CONTENT_STEM_SET))
    is_rare = floats(short, STEM_WEIGHTS) > VERY_RARE
    return (
        part(n_common, ints(short, STEMS).size),
        part(n_own, min(ints(short, OWN_STEMS).size, ints(long, OWN_STEMS).size)),
        part(np.count_nonzero(shared & is_rare), np.count_nonzero(is_rare)),
        stems_in_place(short, long, shared),
        weak_sentences_held(short, long),
    )


@njit
def stems_in_place(short, long, shared):
    """How near shared stems stand first to the same place of both texts: median."""
    if np.count_nonzero(shared) < FEW_FACTS:
        return 0.0
    found = np.searchsorted(ints(long, CONTENT_STEM_SET), ints(short, CONTENT_STEM_SET)[shared])
    apart = np.abs(floats(short, STEM_PLACES)[shared] - floats(long, STEM_PLACES)[found])
    apart = np.sort(apart)
    half = apart.size // 2
    return 1 - (apart[half] if apart.size % 2 else (apart[half - 1] + apart[half]) / 2)


@njit
def weak_sentences_held(short, long):
    """How much one sentence of the longer text holds of the shorter's weaker sentences."""
    chosen = ints(short, STEMS_HAVE_ENOUGH).nonzero()[0]
    if not chosen.size:
        return 0.0
    held = best(short, long, BY_STEMS)[2][chosen]
    sizes = ints(short, STARTS)[chosen + 1] - ints(short, STARTS)[chosen]
    order = np.argsort(held)
    quarter, before = sizes.sum() / 4, 0
    for n in order:
        before += sizes[n]
        if before >= quarter:
            return min(1.0, held[n])
    return 0.0


@njit
def of_leads(short, long):
    """Features of how both texts begin."""
    one, two = early(short, OPENING), early(long, OPENING)
    shared = one & among(ints(short, NAME_SET), ints(long, NAME_SET)[two])
    weight = added(floats(short, NAME_WEIGHTS), shared)
    return (
        (lead_found(short, long) + lead_found(long, short)) / 2,
        weighted_jaccard(
            weight, added(floats(short, NAME_WEIGHTS), one), added(floats(long, NAME_WEIGHTS), two)
        ),
        jaccard(ints(short, OPENING_SET), ints(long, OPENING_SET)),
        jaccard(ints(short, LEAD_SET), ints(long, LEAD_SET)),
        jaccard(ints(short, LEAD_PAIR_SET), ints(long, LEAD_PAIR_SET)),
    )


@njit
def early(text, size):
    """Which of the different names stand in the first words."""
    return ints(text, NAME_PLACES) < size


@njit
def lead_found(one, two):
    """Weight of the names in one text's lead that the other has anywhere, as a part."""
    lead = early(one, LEAD)
    shared = lead & among(ints(one, NAME_SET), ints(two, NAME_SET))
    return part(added(floats(one, NAME_WEIGHTS), shared), added(floats(one, NAME_WEIGHTS), lead))
