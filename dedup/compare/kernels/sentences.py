"""Sentences and their counterparts, compiled: as `dedup.compare.align` and `changes` have them."""

import numpy as np
from numba import njit

from dedup.compare.align import ALIKE
from dedup.compare.changes import MOST_IN_SLOT, MOST_SWAPPED
from dedup.compare.kernels.columns import (
    HAS_ENOUGH,
    IS_UNSPACED,
    STARTS,
    SUMS,
    WORD_SET,
    WORDS,
    floats,
    ints,
)
from dedup.compare.kernels.lcs import matches, new_masks
from dedup.compare.kernels.sets import sums_before


@njit
def best(one, two, by):
    """Of each sentence its best counterpart (-1: none), their likeness, and the part it has.

    `by` is BY_WORDS or BY_STEMS.
    """
    whole, others = by
    ends, words, weights = ints(one, whole), ints(one, whole + 1), floats(one, others)
    totals, other_totals = floats(one, others + 1), floats(two, others + 1)
    limits = floats(two, others + 2)
    sorted_words, homes = ints(two, whole + 2), ints(two, whole + 3)
    first = np.searchsorted(sorted_words, words)
    last = np.searchsorted(sorted_words, words, "right")
    places, likeness, held = np.full(ends.size, -1), np.zeros(ends.size), np.zeros(ends.size)
    shared = np.zeros(other_totals.size)
    start = 0
    for n in range(ends.size):
        for k in range(start, ends[n]):
            for i in range(first[k], last[k]):
                shared[homes[i]] += weights[k]
        fit = -1.0
        for k in range(start, ends[n]):
            for i in range(first[k], last[k]):
                here = shared[homes[i]] / min(totals[n], limits[homes[i]])
                if here > fit:
                    fit, places[n] = here, homes[i]
        if places[n] >= 0:
            weight = shared[places[n]]
            likeness[n] = weight / (totals[n] + other_totals[places[n]] - weight)
            held[n] = weight / totals[n]
        shared[:] = 0.0
        start = ends[n]
    return places, likeness, held


@njit
def changes_of(short, long, words, places, likeness):
    """What lies between the words that alike sentences share.

    `words` are those of the longer text as numbers of the shorter's. A row is the number of the
    shorter's sentence, from where to where in it, and from where to where in the longer's.
    """
    longest = 1
    for n in range(places.size):
        longest = max(longest, ints(short, STARTS)[n + 1] - ints(short, STARTS)[n])
    masks = new_masks(ints(short, WORD_SET).size, longest)
    found = np.empty((longest, 2), np.int64)
    rows = np.empty((ints(short, WORDS).size + places.size, 5), np.int64)
    size = 0
    for n in range(places.size):
        if ints(short, HAS_ENOUGH)[n] and likeness[n] >= ALIKE:
            one = ints(short, WORDS)[ints(short, STARTS)[n] : ints(short, STARTS)[n + 1]]
            two = words[ints(long, STARTS)[places[n]] : ints(long, STARTS)[places[n] + 1]]
            n_found = matches(one, two, masks, found)
            size = _gaps(n, one.size, two.size, found[:n_found], rows, size)
    return rows[:size]


@njit
def _gaps(n, size_one, size_two, found, rows, size):
    """Add what lies between matches to the rows."""
    end_one = end_two = 0
    for k in range(found.shape[0] + 1):
        is_last = k == found.shape[0]
        one, two = (size_one, size_two) if is_last else (found[k, 0], found[k, 1])
        if one > end_one or two > end_two:
            row = rows[size]
            row[0], row[1], row[2], row[3], row[4] = n, end_one, one, end_two, two
            size += 1
        end_one, end_two = one + 1, two + 1
    return size


@njit
def profile(short, long, places, likeness, rows):
    """As `align.Profile`: shares and counts of what happened inside the sentences."""
    n_words = covered = kept = replaced = added = n_alike = n_same = n_steps = n_forward = 0
    likeness_sum = 0.0
    before, at = -1, 0
    reached = np.zeros(ints(long, STARTS).size, np.int64)
    for n in range(places.size):
        if not ints(short, HAS_ENOUGH)[n]:
            continue
        size = ints(short, STARTS)[n + 1] - ints(short, STARTS)[n]
        n_words += size
        likeness_sum += likeness[n] * size
        if likeness[n] < ALIKE:
            continue
        n_alike += 1
        covered += size
        here_kept, here_replaced = size, 0
        n_same += at == rows.shape[0] or rows[at, 0] != n
        while at < rows.shape[0] and rows[at, 0] == n:
            one, two = rows[at, 2] - rows[at, 1], rows[at, 4] - rows[at, 3]
            here_kept -= one
            here_replaced += min(one, two)
            added += abs(one - two)
            at += 1
        kept += here_kept
        replaced += here_replaced
        place = places[n]
        most = ints(long, STARTS)[place + 1] - ints(long, STARTS)[place]
        reached[place] = min(reached[place] + here_kept + here_replaced, most)
        if before >= 0:
            n_steps += 1
            n_forward += place >= before
        before = place
    everything = max(1, kept + replaced + added)
    return (
        likeness_sum / max(1, n_words),
        covered / max(1, n_words),
        kept / everything,
        replaced / everything,
        n_same / max(1, n_alike),
        n_forward / n_steps if n_steps else 0.0,
        float(kept + replaced),
        float(reached.sum()),
    )


@njit
def kinds(short, long, places, rows, short_facts, long_facts):
    """As `changes.Changes`: the shares of swaps and of slots, and the number of these."""
    if not rows.shape[0]:
        return 0.0, 0.0, 0.0
    per_word = 2 if ints(short, IS_UNSPACED)[0] else 1
    short_until, long_until = sums_before(short_facts), sums_before(long_facts)
    n_swaps = n_slots = 0
    for k in range(rows.shape[0]):
        n, a, b, c, d = rows[k]
        one, two = (b - a + per_word - 1) // per_word, (d - c + per_word - 1) // per_word
        if one <= 0 or two <= 0:
            continue
        n_swaps += one <= MOST_SWAPPED and two <= MOST_SWAPPED
        if one <= MOST_IN_SLOT and two <= MOST_IN_SLOT:
            start, other = ints(short, STARTS)[n], ints(long, STARTS)[places[n]]
            n_slots += (
                short_until[start + b] > short_until[start + a]
                and long_until[other + d] > long_until[other + c]
            )
    return n_swaps / rows.shape[0], n_slots / rows.shape[0], float(n_slots)


@njit
def untouched(short, long, least):
    """Words of the shorter text in sentences, of `least` words and more, that the longer has."""
    count = 0
    for n in range(ints(short, SUMS).size):
        size = ints(short, STARTS)[n + 1] - ints(short, STARTS)[n]
        if size >= least and _has(short, n, size, long):
            count += size
    return count


@njit
def _has(short, n, size, long):
    for m in range(ints(long, SUMS).size):
        if (
            ints(long, SUMS)[m] == ints(short, SUMS)[n]
            and ints(long, STARTS)[m + 1] - ints(long, STARTS)[m] == size
        ):
            is_same = True
            for k in range(size):
                one = ints(short, WORD_SET)[ints(short, WORDS)[ints(short, STARTS)[n] + k]]
                two = ints(long, WORD_SET)[ints(long, WORDS)[ints(long, STARTS)[m] + k]]
                is_same = is_same and one == two
            if is_same:
                return True
    return False
