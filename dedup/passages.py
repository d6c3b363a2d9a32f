"""Runs of words that two texts share, and runs that one of them has alone."""

from collections.abc import Iterator

from rapidfuzz.distance import Prefix

PASSAGE = 8  # words in a row that two reporters do not both write unless they quote the same thing
OWN_WORDS = 15  # headlines and trailers are shorter


def passages(short: str, long: str, shared: bytes, size: int) -> list[int]:
    """The lengths of the runs of `short`, of `size` words and more, that `long` has.

    `shared` says of every three words in a row of `short` whether `long` has them: a byte 0 or 1.

    >>> passages("abcdef-ab", "xabcdef", b"\1\1\1\1\0\0\0", size=4)
    [6]
    """
    found: list[int] = []
    end = 0
    for start, stop in _blocks(short, long, shared, size):
        if start < end:
            found[-1] += stop - end
        else:
            found.append(stop - start)
        end = stop
    return found


def _blocks(short: str, long: str, shared: bytes, size: int) -> Iterator[tuple[int, int]]:
    """Where runs start and end in `short`; they may overlap."""
    promising = b"\1" * (size - 2)
    start = shared.find(promising)
    while start >= 0:
        place = long.find(short[start : start + size])
        if place >= 0:
            stop = start + Prefix.similarity(short[start:], long[place:])
            yield start, stop
            start = stop - size
        start = shared.find(promising, start + 1)


def longest_own(shared: bytes, size: int) -> int:
    """The longest run of a text's `size` words outside common trigrams.

    Shorter than OWN_WORDS counts as none.

    >>> longest_own(b"\1" + bytes(20) + b"\1\1", size=25)
    18
    """
    before, *between = shared.split(b"\1")
    after = between.pop() if between else bytes(size)
    longest = max(len(before), len(after), max(map(len, between), default=0) - 2)
    return longest if longest >= OWN_WORDS else 0
