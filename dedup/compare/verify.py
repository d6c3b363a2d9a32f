"""How two texts relate: every measure, and the relation that follows.

Two cheap measures settle most candidates in microseconds. The rest is aligned sentence by sentence.
One model says whether one text was made from the other; plain rules on top say how.
"""

import math
from typing import NamedTuple

from dedup import fast
from dedup.compare import features, measures
from dedup.compare.comparison import Comparison
from dedup.compare.direction import EVEN, Oddness, oddness
from dedup.compare.measures import MEASURES
from dedup.compare.prepared import Prepared, prepare
from dedup.compare.replacements import Replacement, replacements
from dedup.compare.thresholds import (
    DIRECTED,
    EDITED_IN_ORDER,
    EDITED_UNTOUCHED,
    FAINT,
    FIRST_NAMES,
    FIRST_TRIGRAMS,
    FORM_EXCHANGED,
    FORM_FACTS,
    FORM_IN_ORDER,
    FORM_MANY_NUMBERS,
    FORM_MOSTLY,
    FORM_NUMBERS,
    FORM_NUMBERS_FACTS,
    FORM_SLOTS,
    LONGEST_PASSAGE,
    NO_FORM_OWN,
    NO_FORM_PASSAGE,
    OWN_PASSAGES,
    PASSAGES_SHARED,
    SHORT,
    SHORT_EDITED,
    SHORT_PASSAGES,
    SPUN_FOUND,
    SPUN_IN_SEQUENCE,
    SPUN_KEPT,
    SPUN_LESS,
    SPUN_MORE,
    SPUN_MOSTLY,
    SPUN_PART_REPLACED,
    SPUN_REPLACED,
    SPUN_SWAPPED,
    SPUN_UNTOUCHED,
    SPUN_WIDELY,
    TAKEN,
    VERBATIM_CORE,
    VERBATIM_IN_ORDER,
    VERBATIM_SHORTER,
    YES,
)
from dedup.compare.trees import Chance, chances
from dedup.relations import COPIES, FORM

__all__ = ["Prepared", "Replacement", "VerifiedPair", "prepare", "verify"]

NOTHING_MEASURED = (math.nan,) * len(MEASURES)
AS_IT_IS = Chance(1.0, 0.0)


class VerifiedPair(NamedTuple):
    """How a and b relate, and why."""

    relation: str  # one of dedup.relations.RELATIONS
    confidence: float  # 0..1: the chance that the relation is right
    measures: tuple[float, ...]  # in the order of MEASURES; NaN for strangers, see `verify`
    a_share: float  # part of a's words that b accounts for
    b_share: float  # part of b's words that a accounts for
    oddness: Oddness  # by the shipped background
    replacements: tuple[Replacement, ...]  # of spun and edited pairs
    story: float  # how much says that both report one event
    evidence: float  # 0..1: what speaks for the relation, before it was made a chance

    def measure(self, name: str) -> float:
        """The measure of this name."""
        return next(
            value for m, value in zip(MEASURES, self.measures, strict=True) if m.name == name
        )

    @property
    def is_worth_keeping(self) -> bool:
        """Whether anybody may ask for the measures: the two may at least be of one event."""
        return self.relation != "unrelated" or self.story >= FAINT

    @property
    def direction(self) -> float:
        """Above 0 where the replacements say that a is the original; between -1 and 1."""
        return self.oddness.direction


def verify(a: Prepared, b: Prepared, *, thorough: bool = False) -> VerifiedPair:
    """Compare two texts; with a and b exchanged the answer is the mirror image.

    `thorough` fills in every measure of every pair: of two that the first measure has settled, or
    that have not even a story in common, nobody asks for them.
    """
    pair = compared(a, b)
    is_no_copy, is_no_story = _is_settled(pair), _is_settled(pair.with_decks)
    if is_no_copy and is_no_story and not thorough:
        return VerifiedPair("unrelated", 1.0, NOTHING_MEASURED, 0.0, 0.0, EVEN, (), 0.0, 1.0)
    relation = _story_or_nothing(pair) if is_no_copy else _relation(pair)
    evidence = _evidence(pair, relation)
    story = 0.0 if is_no_story and not thorough else pair.value(measures.story)
    is_measured = thorough or relation != "unrelated" or story >= FAINT
    short_share, long_share = _shares(pair, relation)
    is_first = pair.short is a
    has_replacements = relation in ("spun", "edited") and pair.value(features.words_replaced) > 0
    is_directed = (
        relation in DIRECTED
        and pair.value(features.words_replaced) >= DIRECTED[relation]
        and features.is_english(pair)  # as is the background
    )
    return VerifiedPair(
        relation,
        _chance(pair, relation, evidence),
        measures.measured(pair, thoroughly=thorough) if is_measured else NOTHING_MEASURED,
        a_share=short_share if is_first else long_share,
        b_share=long_share if is_first else short_share,
        oddness=oddness(a.listed_pairs, b.listed_pairs) if is_directed else EVEN,
        replacements=replacements(pair, is_first) if has_replacements else (),
        story=story,
        evidence=evidence,
    )


def compared(a: Prepared, b: Prepared) -> Comparison:
    """A comparison of two texts; by compiled kernels in a process where they are on."""
    if fast.is_on():
        from dedup.compare.counted import CountedComparison  # noqa: PLC0415 (numba)

        return CountedComparison(a, b)
    return Comparison(a, b)


def _is_settled(pair: Comparison) -> bool:
    return not pair.short.words or (
        pair.value(features.trigrams_shared) < FIRST_TRIGRAMS
        and pair.value(features.names_jaccard) < FIRST_NAMES
        and not pair.is_same
    )


def _relation(pair: Comparison) -> str:
    """The rules, strongest claim first."""
    if pair.is_same:
        return "verbatim"
    if _is_form(pair):
        return FORM
    if _is_verbatim(pair):
        return "verbatim"
    return _relation_of_short(pair) if len(pair.short.words) < SHORT else _relation_of_long(pair)


def _relation_of_long(pair: Comparison) -> str:
    if _takes_most(pair) or pair.value(measures.copy) >= YES:
        return _kind_of_copy(pair)
    if _has_passage(pair) or _has_spun_passage(pair):
        return "partial"
    return _story_or_nothing(pair)


def _is_form(pair: Comparison) -> bool:
    """One form filled in twice: the words agree in order, and names and numbers do not.

    Two texts that share half of each other, word for word, are none.
    """
    if pair.value(features.stems_in_order) < FORM_IN_ORDER or (
        pair.value(features.longest_own_passage) >= NO_FORM_PASSAGE
        and pair.value(features.own_passages) >= NO_FORM_OWN
    ):
        return False
    found = pair.value(features.facts_found)
    differ = pair.value(features.numbers_differ)
    if differ >= FORM_NUMBERS and found < FORM_NUMBERS_FACTS:
        return True
    if pair.changes.slots < FORM_SLOTS:
        return False
    exchanged = pair.value(features.facts_exchanged)
    return (exchanged >= FORM_EXCHANGED and found < FORM_FACTS) or (
        exchanged >= FORM_MOSTLY and differ >= FORM_MANY_NUMBERS
    )


def _takes_most(pair: Comparison) -> bool:
    """Whether most own words are another's, word for word, and not all its facts are other ones."""
    has_facts = bool(pair.short.is_fact.any())
    return pair.value(features.own_passages_shared) >= TAKEN and not (
        has_facts and pair.value(features.facts_found) == 0
    )


def _has_passage(pair: Comparison) -> bool:
    """Whether a passage of own words is shared; quotations are nobody's own."""
    return (
        pair.value(features.own_passages_shared) >= PASSAGES_SHARED
        or pair.value(features.longest_own_passage) >= LONGEST_PASSAGE
    )


def _has_spun_passage(pair: Comparison) -> bool:
    """Whether a part of the text was spun from the other, as where a roundup was copied from."""
    return (
        pair.value(features.sentences_found) >= SPUN_FOUND
        and pair.value(features.words_kept) >= SPUN_KEPT
        and pair.value(features.sentences_in_sequence) >= SPUN_IN_SEQUENCE
        and pair.value(features.words_replaced) >= SPUN_PART_REPLACED
        and pair.value(features.changes_swapped) >= SPUN_SWAPPED
        and pair.value(features.own_passages) >= OWN_PASSAGES
    )


def _story_or_nothing(pair: Comparison) -> str:
    is_told = not _is_settled(pair.with_decks) and pair.value(measures.story) >= YES
    return "same_story" if is_told else "unrelated"


def _kind_of_copy(pair: Comparison) -> str:
    """Spun, edited or rewritten: what kind of changes there are, and what was left untouched."""
    untouched = pair.value(features.words_untouched)
    if _is_reworded(pair) and untouched <= SPUN_UNTOUCHED:
        return "partial" if _is_spun_in_part(pair) else "spun"
    if pair.value(features.shorter_in_order) >= EDITED_IN_ORDER:
        return "edited"
    if untouched < EDITED_UNTOUCHED:
        return "rewritten"
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
    return (
        pair.value(features.words_in_order) >= VERBATIM_IN_ORDER
        and pair.value(features.shorter_in_order) >= VERBATIM_SHORTER
        and pair.value(features.untouched_core) >= VERBATIM_CORE
    )


def _is_reworded(pair: Comparison) -> bool:
    """Whether words were swapped for words, and hardly anything else was changed."""
    replaced = pair.value(features.words_replaced)
    swapped = pair.value(features.changes_swapped)
    return (swapped >= SPUN_SWAPPED and replaced >= SPUN_REPLACED) or (
        swapped >= SPUN_MOSTLY and replaced >= SPUN_WIDELY
    )


def _chance(pair: Comparison, relation: str, evidence: float) -> float:
    """The chance that a relation is right; of the same words there is no doubt."""
    return 1.0 if pair.is_same else chances().get(relation, AS_IT_IS).of(evidence)


def _evidence(pair: Comparison, relation: str) -> float:
    """What speaks for a relation, 0..1."""
    if pair.is_same:
        return 1.0
    if relation in COPIES:
        return max(pair.value(measures.copy), pair.value(features.own_passages_shared))
    if relation == "partial":
        return 0.5 + pair.value(features.own_passages_shared) / 2
    if relation == FORM:
        return 1 - pair.value(features.facts_found)
    if relation == "same_story":
        return pair.value(measures.story)
    return 1 - max(pair.value(measures.copy), pair.value(measures.story))


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
