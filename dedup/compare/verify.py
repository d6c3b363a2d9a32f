"""How two texts relate: every measure, and the relation that follows.

Two cheap measures settle most candidates in microseconds. The rest is aligned sentence by sentence;
two models say whether one text was made from the other, plain rules on top say how.
"""

import math
from typing import NamedTuple

from dedup.compare import features, measures
from dedup.compare.direction import EVEN, Oddness, oddness
from dedup.compare.features import Comparison
from dedup.compare.measures import MEASURES
from dedup.compare.prepared import Prepared, prepare
from dedup.compare.replacements import Replacement, replacements
from dedup.compare.thresholds import (
    DIRECTED,
    FAINT,
    FIRST_NAMES,
    FIRST_TRIGRAMS,
    LONGEST_PASSAGE,
    MIN_NUMBERS,
    OWN_PASSAGES,
    PASSAGES_SHARED,
    SHORT,
    SHORT_EDITED,
    SHORT_PASSAGES,
    SPUN_LESS,
    SPUN_MORE,
    SPUN_NAME_PAIRS,
    SPUN_NAMES,
    SPUN_NUMBERS,
    SPUN_REPLACED,
    SPUN_UNTOUCHED,
    VERBATIM_CORE,
    VERBATIM_IN_ORDER,
    VERBATIM_SHORTER,
    YES,
)

__all__ = ["Prepared", "Replacement", "VerifiedPair", "prepare", "verify"]

NOTHING_MEASURED = (math.nan,) * len(MEASURES)


class VerifiedPair(NamedTuple):
    """How a and b relate, and why."""

    relation: str  # verbatim, edited, spun, rewritten, partial, same_story or unrelated
    confidence: float  # 0..1
    measures: tuple[float, ...]  # in the order of MEASURES; NaN for strangers, see `verify`
    a_share: float  # part of a's words that b accounts for
    b_share: float  # part of b's words that a accounts for
    oddness: Oddness  # by the shipped background
    replacements: tuple[Replacement, ...]  # of spun and edited pairs

    def measure(self, name: str) -> float:
        """The measure of this name."""
        return next(
            value for m, value in zip(MEASURES, self.measures, strict=True) if m.name == name
        )

    @property
    def is_worth_keeping(self) -> bool:
        """Whether anybody may ask for the measures: the two may at least be of one event."""
        return self.relation != "unrelated" or 1 - self.confidence >= FAINT

    @property
    def direction(self) -> float:
        """Above 0 where the replacements say that a is the original; between -1 and 1."""
        return self.oddness.direction


def verify(a: Prepared, b: Prepared, *, thorough: bool = False) -> VerifiedPair:
    """Compare two texts; with a and b exchanged the answer is the mirror image.

    `thorough` fills in every measure of every pair: of two that the first measure has settled, or
    that have not even a story in common, nobody asks for them.
    """
    pair = Comparison(a, b)
    is_settled = _is_settled(pair)
    if is_settled and not thorough:
        return VerifiedPair("unrelated", 1.0, NOTHING_MEASURED, 0.0, 0.0, EVEN, ())
    relation = "unrelated" if is_settled else _relation(pair)
    confidence = _confidence(pair, relation)
    is_measured = thorough or relation != "unrelated" or 1 - confidence >= FAINT
    short_share, long_share = _shares(pair, relation)
    is_first = pair.short is a
    has_replacements = relation in ("spun", "edited") and pair.value(features.words_replaced) > 0
    is_directed = (
        has_replacements
        and pair.value(features.words_replaced) >= DIRECTED
        and features.is_english(pair)  # as is the background
    )
    return VerifiedPair(
        relation,
        confidence,
        tuple([pair.value(m.function) for m in MEASURES]) if is_measured else NOTHING_MEASURED,
        a_share=short_share if is_first else long_share,
        b_share=long_share if is_first else short_share,
        oddness=oddness(a.listed_pairs, b.listed_pairs) if is_directed else EVEN,
        replacements=replacements(pair, is_first) if has_replacements else (),
    )


def _is_settled(pair: Comparison) -> bool:
    return not pair.short.words or (
        pair.value(features.trigrams_shared) < FIRST_TRIGRAMS
        and pair.value(features.names_jaccard) < FIRST_NAMES
        and pair.short.words != pair.long.words
    )


def _relation(pair: Comparison) -> str:
    """The rules, strongest claim first."""
    if _is_verbatim(pair):
        return "verbatim"
    if len(pair.short.words) < SHORT:
        return _relation_of_short(pair)
    if pair.value(measures.copy) >= YES and not _is_template(pair):
        return _kind_of_copy(pair)
    if pair.value(measures.rewrite) >= YES:
        return "rewritten"
    if _has_passage(pair) and not _is_template(pair):
        return "partial"
    return _story_or_nothing(pair)


def _has_passage(pair: Comparison) -> bool:
    return (
        pair.value(features.passages_shared) >= PASSAGES_SHARED
        or pair.value(features.longest_passage) >= LONGEST_PASSAGE
    )


def _story_or_nothing(pair: Comparison) -> str:
    is_story = pair.value(measures.story) >= YES and not _is_template(pair)
    return "same_story" if is_story else "unrelated"


def _kind_of_copy(pair: Comparison) -> str:
    if _is_reworded(pair) and pair.value(features.sentences_untouched) <= SPUN_UNTOUCHED:
        return "partial" if _is_spun_in_part(pair) else "spun"
    return "partial" if pair.value(features.own_passages) >= OWN_PASSAGES else "edited"


def _is_spun_in_part(pair: Comparison) -> bool:
    """Whether neither accounts for most of the other, as a roundup and a spin of half of it."""
    less, more = sorted(_shares(pair, "spun"))
    return less < SPUN_LESS and more < SPUN_MORE


def _relation_of_short(pair: Comparison) -> str:
    if pair.value(features.words_in_order) >= SHORT_EDITED:
        return "edited"
    if pair.value(features.passages_shared) >= SHORT_PASSAGES:
        return "partial"
    return _story_or_nothing(pair)


def _is_verbatim(pair: Comparison) -> bool:
    return pair.short.words == pair.long.words or (
        pair.value(features.words_in_order) >= VERBATIM_IN_ORDER
        and pair.value(features.shorter_in_order) >= VERBATIM_SHORTER
        and pair.value(features.untouched_core) >= VERBATIM_CORE
    )


def _is_reworded(pair: Comparison) -> bool:
    return pair.value(features.words_replaced) >= SPUN_REPLACED


def _is_template(pair: Comparison) -> bool:
    """A form filled in twice: a copy by its words, but with other names or numbers in them."""
    if pair.value(measures.copy) < YES or not _is_reworded(pair):
        return False
    has_numbers = min(len(pair.short.numbers), len(pair.long.numbers)) >= MIN_NUMBERS
    return (has_numbers and pair.value(features.numbers_contained) < SPUN_NUMBERS) or (
        features.is_english(pair)
        and (
            pair.value(features.names_contained) < SPUN_NAMES
            or pair.value(features.name_pairs_contained) < SPUN_NAME_PAIRS
        )
    )


def _confidence(pair: Comparison, relation: str) -> float:
    """How sure the relation is, 0..1; it grows with the measure that decided."""
    copy, rewrite, story = (
        pair.value(model) for model in (measures.copy, measures.rewrite, measures.story)
    )
    if relation == "partial":
        return max(copy, 0.5 + pair.value(features.passages_shared) / 2)
    by_relation = {
        "verbatim": pair.value(features.words_in_order),
        "edited": max(copy, pair.value(features.words_in_order)),
        "spun": copy,
        "rewritten": rewrite,
        "same_story": story,
    }
    return by_relation.get(relation, 1 - max(rewrite, story))


def _shares(pair: Comparison, relation: str) -> tuple[float, float]:
    """What each text accounts for in the other: words in order, or aligned sentence by sentence.

    A rewritten text keeps facts, not words: there it is the weight of its names and numbers.
    """
    if relation == "rewritten":
        return pair.name_shares
    short, long = len(pair.short.words), len(pair.long.words)
    return (
        min(1.0, max(pair.common_words, pair.profile.short_words) / (short or 1)),
        min(1.0, max(pair.common_words, pair.profile.long_words) / (long or 1)),
    )
