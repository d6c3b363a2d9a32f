"""The measures of a pair, in the order in which they are stored and shown.

Adding one is a function in `features.py`, its line here and its paragraph in docs/measures.md.
What they are held to stands in `thresholds.py`.
"""

from collections.abc import Callable
from typing import NamedTuple

from dedup.compare import features
from dedup.compare.features import Comparison
from dedup.compare.models import models
from dedup.compare.thresholds import (
    LONGEST_PASSAGE,
    OWN_PASSAGES,
    PASSAGES_SHARED,
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


class Measure(NamedTuple):
    """A measure as it is shown: met when it reaches a minimum, or does not exceed a maximum.

    Without a threshold it decides nothing alone: a model weighs it among others.
    """

    name: str
    meaning: str
    threshold: float | None
    is_minimum: bool
    function: Callable[[Comparison], float]


def copy(pair: Comparison) -> float:
    """How much says that one text was made from the other and kept most of its words."""
    if features.is_english(pair):
        name = "copy"
    else:
        name = "copy_any_language" if features.has_stems(pair) else "copy_by_order"
    return models()[name].score(pair)


def rewrite(pair: Comparison) -> float:
    """How much says that one text tells the other in new words; 0 where it cannot be judged."""
    if not features.is_english(pair) or len(pair.short.words) < features.REWRITE_WORDS:
        return 0.0
    return models()["rewrite"].score(pair)


def story(pair: Comparison) -> float:
    """How much says that both texts report one event."""
    if features.is_english(pair):
        name = "story"
    else:
        name = "story_any_language" if features.has_names(pair) else "story_by_stems"
    return models()[name].score(pair)


_F = features
MEASURES: tuple[Measure, ...] = (
    Measure("copy", "model: one was made from the other", YES, True, copy),
    Measure("rewrite", "model: one tells the other in new words", YES, True, rewrite),
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
        VERBATIM_SHORTER,
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
        SPUN_UNTOUCHED,
        False,
        _F.sentences_untouched,
    ),
    Measure(
        "names_contained",
        "shared names and numbers by rarity, of the text with fewer",
        SPUN_NAMES,
        True,
        _F.names_contained,
    ),
    Measure(
        "numbers_contained",
        "shared numbers, of the text with fewer",
        SPUN_NUMBERS,
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
        PASSAGES_SHARED,
        True,
        _F.passages_shared,
    ),
    Measure(
        "longest_passage",
        "words of the longest run that both have, of a hundred",
        LONGEST_PASSAGE,
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
        "names_jaccard", "shared names and numbers by rarity, of all", None, True, _F.names_jaccard
    ),
    Measure("names_in_order", "names and numbers in the same order", None, True, _F.names_in_order),
    Measure(
        "name_pairs_contained",
        "common neighbouring names, of the smaller set",
        SPUN_NAME_PAIRS,
        True,
        _F.name_pairs_contained,
    ),
    Measure("numbers_jaccard", "shared numbers, of all", None, True, _F.numbers_jaccard),
    Measure("rare_jaccard", "shared rare words, of all", None, True, _F.rare_jaccard),
    Measure(
        "rare_contained", "shared rare words, of the smaller set", None, True, _F.rare_contained
    ),
    Measure(
        "content_jaccard", "shared content words by rarity, of all", None, True, _F.content_jaccard
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
        "length_ratio", "words of the shorter text, of the longer", None, True, _F.length_ratio
    ),
)
