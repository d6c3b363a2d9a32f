"""Sets as sorted arrays, compiled."""

import numpy as np
from numba import njit


@njit
def common(one, two):
    """How many values both have."""
    i = j = found = 0
    while i < one.size and j < two.size:
        found += one[i] == two[j]
        step = one[i] <= two[j]
        j += one[i] >= two[j]
        i += step
    return found


@njit
def met(one, two):
    """Of each value of the second its number in the first, -1 where that lacks it."""
    numbers = np.full(two.size, -1)
    i = 0
    for j in range(two.size):
        while i < one.size and one[i] < two[j]:
            i += 1
        if i < one.size and one[i] == two[j]:
            numbers[j] = i
    return numbers


@njit
def among(one, two):
    """Which values of the first the second has."""
    flags = np.zeros(one.size, np.bool_)
    for number in met(one, two):
        if number >= 0:
            flags[number] = True
    return flags


@njit
def added(weights, flags):
    """The weight of what is flagged, added up in order."""
    total = 0.0
    for k in range(weights.size):
        if flags[k]:
            total += weights[k]
    return total


@njit
def part(count, whole):
    """A count as a part of a whole; 0 of nothing."""
    return count / whole if whole else 0.0


@njit
def part_of_smaller(one, two):
    """What two sets share, of the smaller."""
    return part(common(one, two), min(one.size, two.size))


@njit
def jaccard(one, two):
    """What two sets share, of all."""
    shared = common(one, two)
    return part(shared, one.size + two.size - shared)


@njit
def weighted_jaccard(shared, one, two):
    """A shared weight, of all."""
    return part(shared, one + two - shared)


@njit
def sums_before(numbers):
    """The sum of all numbers before each place, and of all; of flags, how many are set."""
    sums = np.zeros(numbers.size + 1, np.int64)
    for place in range(numbers.size):
        sums[place + 1] = sums[place] + numbers[place]
    return sums
