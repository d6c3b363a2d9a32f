"""The measures of a pair, in the order in which they are stored and shown.

Adding one is a function in `features.py`, its line here and its paragraph in docs/measures.md.
What they are held to stands in `thresholds.py`.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from dedup.compare import features
from dedup.compare.comparison import Comparison
from dedup.compare.models import models
from dedup.compare.thresholds import (
    EDITED_IN_ORDER,
    EDITED_UNTOUCHED,
    FORM_EXCHANGED,
    FORM_FACTS,
    LEAST_IN_ORDER,
    LEAST_NAMED,
    LONGEST_PASSAGE,
    OWN_PASSAGES,
    SPUN_REPLACED,
    SPUN_SWAPPED,
    TAKEN,
    VERBATIM_CORE,
    VERBATIM_IN_ORDER,
    YES,
)
from dedup.compare.trees import copy_model


class Measure(NamedTuple):
    """A measure as it is shown: met when it reaches a minimum, or does not exceed a maximum.

    Without a threshold it decides nothing alone: a model weighs it among others.
    """

    name: str
    meaning: str
    threshold: float | None
    is_minimum: bool
    function: Callable[[Comparison], float]
    is_costly: bool = False  # measured only of pairs that may be copies


def copy(pair: Comparison) -> float:
    """How much says that one text was made from the other, and took most of its words from it."""
    return copy_model().score(pair) if may_be_copy(pair) else 0.0


def may_be_copy(pair: Comparison) -> bool:
    """Whether one can be a copy at all: else costly measures are not asked for."""
    return (
        pair.value(features.stems_in_order) >= LEAST_IN_ORDER
        or pair.value(features.names_jaccard) >= LEAST_NAMED
    )


def measured(pair: Comparison, *, thoroughly: bool = False) -> tuple[float, ...]:
    """Every measure of a pair; NaN for costly ones that cannot matter."""
    asks_all = thoroughly or may_be_copy(pair)
    return tuple(
        [pair.value(m.function) if asks_all or not m.is_costly else math.nan for m in MEASURES]
    )


def story(pair: Comparison) -> float:
    """How much says that both report one event, each from its deck on.

    Measured where a first paragraph of 10 to 60 words is a deck: of 215 labelled pairs of reports
    190 are called, as where it stands in the text, and 175 without it; undated 153 and 118. Of
    2,868 pairs of strangers and of texts that lie weeks apart 41, 27 without.
    """
    told = pair.with_decks
    if features.is_english(told):
        name = "story"
    elif features.has_names(told):
        name = "story_any_language"
    elif features.has_stems(told):
        name = "story_by_stems"
    elif features.is_chinese(told):
        name = "story_by_order"
    else:  # Japanese, Thai; tables of numbers, which name no event
        return 0.0
    return models()[name].score(told)


_F = features
MEASURES: tuple[Measure, ...] = (
    Measure("copy", "model: one was made from the other", YES, True, copy),
    Measure("story", "model: both report one event", YES, True, story),
    Measure(
        "words_in_order",
        "words in the same order, of both texts",
        VERBATIM_IN_ORDER,
        True,
        _F.words_in_order,
    ),
    Measure(
        "shorter_in_order",
        "words of the shorter text that the longer has in the same order",
        EDITED_IN_ORDER,
        True,
        _F.shorter_in_order,
    ),
    Measure(
        "untouched_core",
        "what is unchanged between the first and the last common passage",
        VERBATIM_CORE,
        True,
        _F.untouched_core,
    ),
    Measure(
        "words_replaced",
        "words with another in their place, inside aligned sentences",
        SPUN_REPLACED,
        True,
        _F.words_replaced,
    ),
    Measure(
        "sentences_untouched",
        "aligned sentences without any change",
        None,
        True,
        _F.sentences_untouched,
    ),
    Measure(
        "names_contained",
        "shared names and numbers by rarity, of the text with fewer",
        None,
        True,
        _F.names_contained,
    ),
    Measure(
        "numbers_contained",
        "shared numbers, of the text with fewer",
        None,
        True,
        _F.numbers_contained,
    ),
    Measure(
        "own_passages",
        "longest passage that the other lacks, the smaller of both",
        OWN_PASSAGES,
        False,
        _F.own_passages,
    ),
    Measure(
        "passages_shared",
        "part of the shorter text in common runs of eight words",
        None,
        True,
        _F.passages_shared,
    ),
    Measure(
        "longest_passage",
        "words of the longest run that both have, of a hundred",
        None,
        True,
        _F.longest_passage,
    ),
    Measure(
        "trigrams_shared",
        "common word trigrams, of the smaller set",
        None,
        True,
        _F.trigrams_shared,
    ),
    Measure("pairs_jaccard", "common word pairs, of all", None, True, _F.pairs_jaccard),
    Measure(
        "sentences_alike",
        "how much sentences share with their counterparts",
        None,
        True,
        _F.sentences_alike,
    ),
    Measure(
        "sentences_found",
        "part of the shorter text whose sentences have a counterpart",
        None,
        True,
        _F.sentences_found,
    ),
    Measure(
        "sentences_in_sequence",
        "neighbouring sentences in the same order",
        None,
        True,
        _F.sentences_in_sequence,
    ),
    Measure("words_kept", "words kept inside aligned sentences", None, True, _F.words_kept),
    Measure(
        "names_jaccard",
        "shared names and numbers by rarity, of all",
        None,
        True,
        _F.names_jaccard,
    ),
    Measure("names_in_order", "names and numbers in the same order", None, True, _F.names_in_order),
    Measure(
        "name_pairs_contained",
        "common neighbouring names, of the smaller set",
        None,
        True,
        _F.name_pairs_contained,
    ),
    Measure("numbers_jaccard", "shared numbers, of all", None, True, _F.numbers_jaccard),
    Measure("rare_jaccard", "shared rare words, of all", None, True, _F.rare_jaccard),
    Measure(
        "rare_contained",
        "shared rare words, of the smaller set",
        None,
        True,
        _F.rare_contained,
    ),
    Measure(
        "content_jaccard",
        "shared content words by rarity, of all",
        None,
        True,
        _F.content_jaccard,
    ),
    Measure(
        "content_contained",
        "shared content words by rarity, of the text with fewer",
        None,
        True,
        _F.content_contained,
    ),
    Measure(
        "facts_in_order",
        "order in which shared names and rare words first stand",
        None,
        True,
        _F.facts_in_order,
    ),
    Measure(
        "stems_jaccard",
        "shared beginnings of longer words, of all",
        None,
        True,
        _F.stems_jaccard,
    ),
    Measure(
        "own_passages_shared",
        "own words, no quotations, of the shorter text in runs of eight",
        TAKEN,
        True,
        _F.own_passages_shared,
    ),
    Measure(
        "longest_own_passage",
        "own words of the longest run that both have, of a hundred",
        LONGEST_PASSAGE,
        True,
        _F.longest_own_passage,
    ),
    Measure(
        "changes_swapped",
        "changes that put one to three words for one to three",
        SPUN_SWAPPED,
        True,
        _F.changes_swapped,
        True,
    ),
    Measure(
        "words_untouched",
        "part of the shorter text in sentences without any change",
        EDITED_UNTOUCHED,
        True,
        _F.words_untouched,
    ),
    Measure(
        "facts_exchanged",
        "changes that put names or numbers for others",
        FORM_EXCHANGED,
        True,
        _F.facts_exchanged,
        True,
    ),
    Measure(
        "facts_found",
        "names and numbers of the shorter text that the longer has",
        FORM_FACTS,
        False,
        _F.facts_found,
        True,
    ),
    Measure(
        "facts_taken",
        "names and numbers of the longer text that the shorter has",
        None,
        True,
        _F.facts_taken,
        True,
    ),
    Measure(
        "names_differ",
        "names that the other lacks, of the text with fewer",
        None,
        False,
        _F.names_differ,
        True,
    ),
    Measure(
        "numbers_differ",
        "numbers that the other lacks, of the text with fewer",
        None,
        False,
        _F.numbers_differ,
        True,
    ),
    Measure(
        "stems_in_order",
        "word stems of the shorter text in the same order",
        LEAST_IN_ORDER,
        True,
        _F.stems_in_order,
    ),
    Measure("own_in_order", "the same without quotations", None, True, _F.own_in_order, True),
    Measure(
        "rare_stems_found",
        "rarest stems of the shorter text that the longer has",
        None,
        True,
        _F.rare_stems_found,
        True,
    ),
    Measure(
        "stems_in_place",
        "how near shared stems stand to the same place of both",
        None,
        True,
        _F.stems_in_place,
        True,
    ),
    Measure(
        "weak_sentences_held",
        "what one sentence holds of the shorter text's weaker ones",
        None,
        True,
        _F.weak_sentences_held,
        True,
    ),
    Measure(
        "fives_found",
        "runs of five words of the shorter text that the longer has",
        None,
        True,
        _F.fives_found,
        True,
    ),
    Measure("size", "length of the shorter text, by its logarithm", None, True, _F.size),
    Measure(
        "length_ratio",
        "words of the shorter text, of the longer",
        None,
        True,
        _F.length_ratio,
    ),
)
