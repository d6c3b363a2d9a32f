"""What comparing needs of one text, as arrays: made once a text, read by `pair.py`.

It says in one loop what the properties of `dedup.compare.prepared.Prepared` say one by one.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dedup.compare.contents import MIN_SENTENCE, PLACE_BITS, PLACE_MASK
from dedup.compare.events import LEAD, OPENING
from dedup.compare.kernels.sets import sums_before
from dedup.compare.prepared import LETTER_BITS, LETTER_MASK, ODD, RARE

FACTOR = -7046029254386353131  # odd, with well mixed bits
NOWHERE = 1 << 40  # as a place

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Columns(NamedTuple):
    """One text: whole numbers and others, each end to end; the first ones say where each begins."""

    ints: Ints
    floats: Floats


# Columns of whole numbers. A set is sorted. A sequence is the set of its different elements, and
# the number among these of each.
(
    WORD_SET, WORDS, FIRSTS,  # where each different word stands first
    STEM_SET, STEMS, OWN_STEMS,  # a word without a stem stands for itself; those outside quotations
    NAME_SET, NAMES, NAME_PLACES,  # names and numbers, where each stands first in the text
    TRIGRAM_SET, TRIGRAMS, PAIR_SET, FIVE_SET,
    BEGINNING_SET, OPENING_SET, LEAD_SET, LEAD_PAIR_SET,  # beginnings of longer words; at the start
    CONTENT_SET, RARE_SET, CONTENT_STEM_SET,
    NAME_PAIR_SET, NUMBER_SET, PLAIN_NAME_SET, FACT_SET,
    IS_FACT, IS_QUOTED,  # of each word
    STARTS, SUMS,  # where each sentence begins and the last one ends; a hash of each
    IS_UNSPACED,  # one number
    # By sentence as `contents.Contents`: where the words of each end, these, the same in order ...
    ENDS, SAID, SORTED, SORTED_IN, HAS_ENOUGH,
    STEM_ENDS, STEMS_SAID, STEMS_SORTED, STEMS_SORTED_IN, STEMS_HAVE_ENOUGH,
    N_INTS,
) = range(40)  # fmt: skip
# Columns of other numbers.
(
    NAME_WEIGHTS, CONTENT_WEIGHTS, STEM_WEIGHTS, STEM_PLACES,
    WEIGHTS, TOTALS, LIMITS,
    STEMS_SAID_WEIGHTS, STEM_TOTALS, STEM_LIMITS,
    N_FLOATS,
) = range(11)  # fmt: skip
HEAD = N_INTS + N_FLOATS + 2
# What tells the content words of sentences from their stems: the first column of each kind.
BY_WORDS = (ENDS, WEIGHTS)
BY_STEMS = (STEM_ENDS, STEMS_SAID_WEIGHTS)


@njit
def ints(text, column):
    """A column of whole numbers."""
    return text.ints[text.ints[column] : text.ints[column + 1]]


@njit
def floats(text, column):
    """A column of other numbers."""
    at = N_INTS + 1 + column
    return text.floats[text.ints[at] : text.ints[at + 1]]


@njit
def distinct(values):
    """The different values, sorted."""
    ordered = np.sort(values)
    size = 0
    for place in range(ordered.size):
        if place == 0 or ordered[place] != ordered[place - 1]:
            ordered[size] = ordered[place]
            size += 1
    return ordered[:size].copy()


@njit
def ranked(values):
    """The different values of a sequence, and the number of each element among these.

    And the places of all elements in the order of their values; those of one value in text order.
    """
    keys = np.empty(values.size, np.int64)
    for place in range(values.size):
        keys[place] = values[place] << PLACE_BITS | place
    keys = np.sort(keys)
    different, ranks = np.empty(values.size, np.int64), np.empty(values.size, np.int64)
    size = 0
    for k in range(keys.size):
        if k == 0 or keys[k] >> PLACE_BITS != keys[k - 1] >> PLACE_BITS:
            different[size] = keys[k] >> PLACE_BITS
            size += 1
        ranks[keys[k] & PLACE_MASK] = size - 1
    return different[:size].copy(), ranks, keys & PLACE_MASK


@njit
def longer(order, ranks, n_ranks, width):
    """The places of runs of `width` elements in order, of the order of runs shorter by one."""
    starts = np.zeros(n_ranks + 1, np.int64)
    size = ranks.size - width + 1
    for place in range(size):
        starts[ranks[place] + 1] += 1
    for rank in range(n_ranks):
        starts[rank + 1] += starts[rank]
    found = np.empty(max(0, size), np.int64)
    for place in order:  # the order of what follows the first element
        if place:
            rank = ranks[place - 1]
            found[starts[rank]] = place - 1
            starts[rank] += 1
    return found


@njit
def numbered(runs, order):
    """The set of runs, and the number of each among these; `order` sorts them."""
    different, numbers = np.empty(runs.size, np.int64), np.empty(runs.size, np.int64)
    size = 0
    for k in range(order.size):
        if k == 0 or runs[order[k]] != runs[order[k - 1]]:
            different[size] = runs[order[k]]
            size += 1
        numbers[order[k]] = size - 1
    return different[:size].copy(), numbers


@njit
def first_places(ranks, size):
    """Where each of `size` different elements stands first."""
    firsts = np.empty(size, np.int64)
    for place in range(ranks.size - 1, -1, -1):
        firsts[ranks[place]] = place
    return firsts


@njit
def followed(letters, width):
    """Every `width` letters in a row, as one number: two or three of 20 bits."""
    runs = np.empty(max(0, letters.size - width + 1), np.int64)
    for place in range(runs.size):
        run = np.int64(0)
        for k in range(width):
            run = run << LETTER_BITS | letters[place + k]
        runs[place] = run
    return runs


@njit
def fives_of(runs):
    """The set of five words in a row, as hashes of 64 bits."""
    found = np.empty(max(0, runs.size - 2), np.int64)
    for place in range(found.size):
        found[place] = runs[place] * ODD ^ runs[place + 2]
    return distinct(found)


@njit
def sums_of(letters, starts):
    """A hash of each sentence."""
    sums = np.zeros(starts.size - 1, np.int64)
    for k in range(sums.size):
        for place in range(starts[k], starts[k + 1]):
            sums[k] = sums[k] * FACTOR + letters[place] + 1
    return sums


@njit
def contents_of(letters, order, starts, weights):
    """The words of each sentence that have a weight, each once a sentence.

    `order` has the places of the words, sorted by these.
    """
    size = starts.size - 1
    home = np.empty(letters.size, np.int64)
    for n in range(size):
        home[starts[n] : starts[n + 1]] = n
    is_kept = np.zeros(letters.size, np.bool_)
    sorted_words, homes = np.empty(letters.size, np.int64), np.empty(letters.size, np.int64)
    n_kept = 0
    for place in order:
        letter, n = letters[place], home[place]
        is_new = not n_kept or sorted_words[n_kept - 1] != letter or homes[n_kept - 1] != n
        if weights[place] > 0 and is_new:
            sorted_words[n_kept], homes[n_kept] = letter, n
            is_kept[place] = True
            n_kept += 1
    places = is_kept.nonzero()[0]
    totals, ends = np.zeros(size), np.zeros(size + 1, np.int64)
    for place in places:
        totals[home[place]] += weights[place]
        ends[home[place] + 1] += 1
    has_enough = ends[1:] >= MIN_SENTENCE
    limits = np.where(has_enough, totals, np.inf)
    in_order = sorted_words[:n_kept].copy(), homes[:n_kept].copy()
    whole = (np.cumsum(ends)[1:].copy(), letters[places])
    whole = whole + in_order + (has_enough.astype(np.int64),)
    return whole, (weights[places], totals, limits)


@njit
def chosen(values, flags):
    """The values that are flagged."""
    return values[flags.nonzero()[0]]


@njit
def beginnings_of(stem_of):
    """The set of beginnings of longer words."""
    return distinct(chosen(stem_of, stem_of != 0))


@njit
def places_of(names, words, firsts):
    """Where each name stands first among the words."""
    places = np.full(names.size, NOWHERE)
    found = np.searchsorted(words, names)
    for k in range(names.size):
        if found[k] < words.size and words[found[k]] == names[k]:
            places[k] = firsts[found[k]]
    return places


@njit
def packed(whole, others):
    """Columns end to end, behind where each begins."""
    size_ints, size_floats = HEAD, 0
    for column in whole:
        size_ints += column.size
    for column in others:
        size_floats += column.size
    text = Columns(np.empty(size_ints, np.int64), np.empty(size_floats))
    at, head = HEAD, 0
    for column in whole:
        text.ints[head] = at
        text.ints[at : at + column.size] = column
        at, head = at + column.size, head + 1
    text.ints[head] = at
    at, head = 0, head + 1
    for column in others:
        text.ints[head] = at
        text.floats[at : at + column.size] = column
        at, head = at + column.size, head + 1
    text.ints[head] = at
    return text


@njit(cache=True)
def columns_of(
    letters, weights, stem_of, is_content, lengths, name_letters, all_name_weights, is_number,
    is_fact, is_quoted, is_english, is_unspaced,
):  # fmt: skip
    """All of one text; the arguments are as `Prepared` has them."""
    word_set, words, word_order = ranked(letters)
    firsts = first_places(words, word_set.size)
    stem_letters = np.where(stem_of != 0, stem_of & LETTER_MASK, letters)
    stem_set, stems, stem_order = ranked(stem_letters)
    name_set, names, _ = ranked(name_letters)
    pair_order = longer(word_order, words, word_set.size, 2)
    pair_set, _ = numbered(followed(letters, 2), pair_order)
    runs = followed(letters, 3)
    trigram_set, trigrams = numbered(runs, longer(pair_order, words, word_set.size, 3))
    starts = sums_before(lengths)  # where sentences begin, and where the last one ends
    has_content = is_content[firsts]
    content, content_weights = chosen(word_set, has_content), weights[chosen(firsts, has_content)]
    content_places = is_content.nonzero()[0]
    content_stems, ranks, _ = ranked(stem_letters[content_places])
    stem_places = content_places[first_places(ranks, content_stems.size)]
    rarity = weights if is_english else np.ones(weights.size)
    by_words, word_weights = contents_of(
        letters, word_order, starts, np.where(is_content, weights, 0.0)
    )
    by_stems, stem_weights = contents_of(
        stem_letters, stem_order, starts, np.where(is_content, rarity, 0.0)
    )
    whole = (
        word_set, words, firsts,
        stem_set, stems, chosen(stems, ~is_quoted),
        name_set, names, places_of(name_set, word_set, firsts),
        trigram_set, trigrams, pair_set, fives_of(runs),
        beginnings_of(stem_of), beginnings_of(stem_of[:OPENING]),
        beginnings_of(stem_of[:LEAD]), distinct(followed(letters[:LEAD], 2)),
        content, chosen(content, content_weights > RARE), content_stems,
        distinct(followed(name_letters, 2)),
        distinct(chosen(name_letters, is_number)), distinct(chosen(name_letters, ~is_number)),
        distinct(chosen(letters, is_fact)),
        is_fact.astype(np.int64), is_quoted.astype(np.int64),
        starts, sums_of(letters, starts), np.full(1, np.int64(is_unspaced)),
    )  # fmt: skip
    others = (
        all_name_weights[first_places(names, name_set.size)],
        content_weights,
        weights[stem_places] if is_english else np.full(stem_places.size, np.inf),
        stem_places / max(1, letters.size),
    )
    return packed(whole + by_words + by_stems, others + word_weights + stem_weights)
