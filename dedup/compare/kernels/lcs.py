"""The longest common subsequence of two sequences, compiled: its length, and the words in it.

Bit-parallel (Hyyrö, Bit-parallel LCS-length computation revisited, 2004). Elements are the numbers
of the first sequence's different ones, from 0; -1 is an element that it lacks. Of subsequences
that are as long, the one is taken that rapidfuzz takes.
"""

import numpy as np
from numba import njit

WORD = 64  # bits


@njit
def new_masks(size, length):
    """Bits for `size` different elements of a sequence of `length`."""
    return np.zeros((size, (length + WORD - 1) // WORD), np.uint64)


@njit
def set_masks(one, masks):
    """Where each element stands."""
    for place in range(one.size):
        masks[one[place], place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@njit
def clear_masks(one, masks):
    """Leave all bits unset again."""
    for place in range(one.size):
        masks[one[place], place >> 6] = np.uint64(0)


@njit
def step(row, after, masks, element, n_words):
    """One element of the second sequence: from one row of bits to the next, which may be it."""
    carry = np.uint64(0)
    for word in range(n_words):
        bits = row[word]
        found = bits & masks[element, word] if element >= 0 else np.uint64(0)
        total = bits + found
        over = np.uint64(total < bits)
        total += carry
        carry = over | np.uint64(total < carry)
        after[word] = total | (bits - found)


@njit
def unset(row, place):
    """Whether a bit is unset: the element belongs to the subsequence of what was read."""
    return (row[place >> 6] >> np.uint64(place & 63)) & np.uint64(1) == np.uint64(0)


@njit
def affixes(one, two):
    """How many elements both begin with, and how many of the others both end with."""
    most = min(one.size, two.size)
    first = 0
    while first < most and one[first] == two[first]:
        first += 1
    last = 0
    while last < most - first and one[one.size - 1 - last] == two[two.size - 1 - last]:
        last += 1
    return first, last


@njit
def length(one, two, size):
    """The length of the subsequence; `size` is how many different elements the first has."""
    first, last = affixes(one, two)
    one, two = one[first : one.size - last], two[first : two.size - last]
    if one.size == 0 or two.size == 0:
        return first + last
    masks = new_masks(size, one.size)
    set_masks(one, masks)
    row = np.full(masks.shape[1], ~np.uint64(0))
    for place in range(two.size):
        step(row, row, masks, two[place], row.size)
    found = first + last
    for place in range(one.size):
        found += unset(row, place)
    return found


@njit
def matches(one, two, masks, places):
    """The pairs of places that match, in order: into `places` [any, 2]; how many there are.

    Leaves `masks` unset, as it wants them.
    """
    first, last = affixes(one, two)
    for place in range(first):
        places[place, 0] = places[place, 1] = place
    inner_one, inner_two = one[first : one.size - last], two[first : two.size - last]
    found = first + _inner_matches(inner_one, inner_two, masks, places[first:], first)
    for place in range(last, 0, -1):
        places[found, 0], places[found, 1] = one.size - place, two.size - place
        found += 1
    return found


@njit
def _inner_matches(one, two, masks, places, first):
    if one.size == 0 or two.size == 0:
        return 0
    set_masks(one, masks)
    n_words = (one.size + WORD - 1) // WORD
    rows = np.empty((two.size + 1, n_words), np.uint64)
    rows[0] = ~np.uint64(0)
    for place in range(two.size):
        step(rows[place], rows[place + 1], masks, two[place], n_words)
    clear_masks(one, masks)
    found = _traced(rows, one.size, places)
    for k in range(found // 2):  # they were found from the end
        for side in range(2):
            held = places[k, side]
            places[k, side] = places[found - 1 - k, side]
            places[found - 1 - k, side] = held
    for k in range(found):
        places[k, 0] += first
        places[k, 1] += first
    return found


@njit
def _traced(rows, size, places):
    """The way back through the rows, as rapidfuzz takes it."""
    found, column, row = 0, size, rows.shape[0] - 1
    while row and column:
        if not unset(rows[row], column - 1):
            column -= 1
            continue
        row -= 1
        if not (row and unset(rows[row], column - 1)):
            column -= 1
            places[found, 0], places[found, 1] = column, row
            found += 1
    return found
