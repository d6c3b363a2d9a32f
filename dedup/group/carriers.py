"""Which sentences stand in so many different stories that they are no evidence of copying.

A sentence is carried by the texts that hold it. Versions of one story carry all of its sentences,
therefore texts that have more in common than the sentence itself count as one carrier:

- texts that share another sentence, one that few texts hold, in chains of any length: reprints with
  another trailer, the turns of a live blog;
- all texts of which a part stands in other carriers as well, by a sample of their word trigrams:
  the versions of a story that everybody takes up, edited or spun, and forms. Every text is held
  against all others together, not against each: of two versions that both had a sixth of their
  words replaced, .23 of the trigrams are the same, but .6 of each stand in one of 63 others. And it
  takes one step for each text, where pairs would be thousands.

`storage/boilerplate.py` counts in SQL; `boilerplate` below does the same in memory, and tests
compare the two.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.group.components import Components
from dedup.pairs import Pair

# Carriers. Real texts leave a wide gap: of 24,811 texts in two sets no sentence of a story has more
# than 5 carriers (a headline that begins two kinds of text; line-ups of a team), stock phrases
# ("It gave no further details", "Terms of the acquisition were not disclosed") have 6 and 7, and
# trailers, advertisements of books and lines of agencies have 8 to 64. Of labelled pairs:
#
#    carriers                             none     3     5     8    12
#    sentences listed, of real texts         0    29    10     7     5
#    boilerplate called partial, of 85      34    28    28    28    28
#    stock phrases called partial, of 40     5     4     4     4     4
#    unrelated called partial             .100  .085  .090  .090  .090
#    F1 of copies, real texts            .8536 .8536 .8536 .8536 .8536
#    F1 of copies, altered texts         .9967 .9928 .9967 .9967     -
#
# With three, stories lose sentences: roundups go from .983 to .910, leads from .993 to .953. Most
# boilerplate that is left stands in two to seven texts of these sets.
MANY = 8
DAYS = 14.0  # between the first and the last carrier; a story is told within days ...
SITES = 3  # ... or so many sites: one site may well post an event's background for a week
# Texts that hold a sentence by which they count as one. More hold trailers of several sentences:
# each would tie all others together.
RARE = 10
# Part of a text's trigrams that other carriers have too, from which on it is one of several
# versions. Of 300 made-up versions each, up to 22 carriers were left where half of the sentences
# were replaced and versions had to have half in common; 4 with a third. Different stories that
# share a trailer have .03 to .13 in common (medians).
FAMILIAR = 1 / 3
# Carriers that are held against each other, those with the smallest hashes; and texts that are
# looked at to find these. No sentence costs more, whether 500 texts hold it or 100,000.
SAMPLED = 64
MOST = 500


class Carrier(NamedTuple):
    """A text that carries a sentence: where and when it was posted first."""

    text: int
    site: str
    at: dt.datetime | None


def boilerplate(
    held: Mapping[int, Collection[int]],
    carriers: Mapping[int, Carrier],
    samples: Mapping[int, NDArray[np.int64]],
) -> set[int]:
    """The sentences that are boilerplate: the reference for the store.

    `held` has the texts that hold each sentence, `samples` the sampled trigrams of each text.
    """
    few = {key: texts for key, texts in held.items() if 1 < len(texts) < RARE}
    found = set()
    for key, texts in held.items():
        looked_at = sorted(texts)[:MOST]
        shared = (sorted({*looked_at} & {*few[tie]}) for tie in few.keys() - {key})
        ties = [(same[0], other) for same in shared for other in same[1:]]
        leading = [carriers[text] for text in leaders(looked_at, ties)]
        if are_spread(leading) and are_different([samples[each.text] for each in leading]):
            found.add(key)
    return found


def leaders(texts: Sequence[int], ties: Sequence[Pair]) -> list[int]:
    """One of the texts that are tied together, at most SAMPLED in all.

    >>> leaders([1, 2, 3, 4], [(1, 3), (3, 4)])
    [1, 2]
    """
    tied = Components(ties)
    return sorted({tied.root(text) for text in texts})[:SAMPLED]


def are_spread(carriers: Sequence[Carrier]) -> bool:
    """Whether there are enough carriers, of several sites or over more time than a story takes.

    >>> day = dt.datetime(2026, 3, 2)
    >>> are_spread([Carrier(n, "a.example", day) for n in range(20)])
    False
    >>> are_spread([Carrier(n, "a.example", day + n * dt.timedelta(days=2)) for n in range(8)])
    True
    """
    times = [each.at for each in carriers if each.at is not None]
    lasts = bool(times) and max(times) - min(times) >= dt.timedelta(days=DAYS)
    return len(carriers) >= MANY and (lasts or len({each.site for each in carriers}) >= SITES)


def are_different(samples: Sequence[NDArray[np.int64]]) -> bool:
    """Whether there are enough carriers still when all that are made of the same count as one.

    >>> are_different([np.arange(9)] * 20), are_different([np.arange(9) + 9 * n for n in range(8)])
    (False, True)
    """
    keys, times = np.unique(np.concatenate([np.empty(0, np.int64), *samples]), return_counts=True)
    elsewhere = keys[times > 1]
    familiar = [np.isin(each, elsewhere).mean() if len(each) else 1.0 for each in samples]
    n_strange = sum(part < FAMILIAR for part in familiar)
    return bool(n_strange + (n_strange < len(samples)) >= MANY)
