"""Runs of words that two texts share, compiled: as `dedup.compare.passages` has them."""

from numba import njit

from dedup.compare.passages import OWN_WORDS


@njit
def find(text, run):
    """Where a run of words stands first in a text; -1 where it does not."""
    for place in range(text.size - run.size + 1):
        k = 0
        while k < run.size and text[place + k] == run[k]:
            k += 1
        if k == run.size:
            return place
    return -1


@njit
def promising(flags, start, size):
    """The first place from `start` on with `size` flags set in a row; -1 where there is none."""
    in_a_row = 0
    for place in range(start, flags.size):
        in_a_row = in_a_row + 1 if flags[place] else 0
        if in_a_row == size:
            return place - size + 1
    return -1


@njit
def passages(short, long, is_shared, size):
    """The words in common runs of `size` words and more, and those in the longest."""
    total = longest = run = end = 0
    start = promising(is_shared, 0, size - 2)
    while start >= 0:
        place = find(long, short[start : start + size])
        if place >= 0:
            stop = start
            while stop < short.size and place < long.size and short[stop] == long[place]:
                stop += 1
                place += 1
            added = stop - max(start, end)
            run = run + added if start < end else added
            total += added
            longest = max(longest, run)
            end, start = stop, stop - size
        start = promising(is_shared, start + 1, size - 2)
    return total, longest


@njit
def longest_own(is_shared):
    """The longest run of words outside common trigrams; a shorter one than OWN_WORDS is none."""
    before, longest = -1, 0
    for place in range(is_shared.size):
        if is_shared[place]:
            longest = max(longest, place - before - 3 if before >= 0 else place)
            before = place
    rest = is_shared.size - 1 - before if before >= 0 else is_shared.size + 2
    longest = max(longest, rest)
    return longest if longest >= OWN_WORDS else 0
