"""What decides answers, as one hash: thresholds, models, key formats, word lists.

Every constant of the modules below goes in, whoever adds or changes one. So no number has to be
raised by hand when a threshold moves. Code itself is not hashed: code that gives other answers with
the same constants raises the number of its part in CODE. tests/dedup/test_stamp.py holds answers on
fixed texts against those kept, and fails where they moved and neither constant nor number did.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from types import ModuleType

import numpy as np

from dedup import relations
from dedup.candidates import channels, lsh, minhash, names, scaled, shingles
from dedup.compare import (
    align,
    batch,
    changes,
    comparison,
    contents,
    diff,
    direction,
    events,
    features,
    hints,
    measures,
    models,
    passages,
    phrases,
    prepared,
    replacements,
    thresholds,
    trees,
    verify,
)
from dedup.group import (
    average_link,
    carriers,
    compared,
    decisions,
    evidence,
    facts,
    known_pairs,
    links,
    odds,
    reposts,
    reprints,
    source,
    sources,
    standing,
    stories,
)
from dedup.words import (
    background,
    boilerplate,
    disguise,
    furniture,
    language,
    quotations,
    sentences,
    spelling,
    tokens,
    vocabulary,
)
from dedup.words.background import own

# Raised when the code of a part gives other answers with the same constants.
CODE = {"keys": 1, "verdicts": 2, "groups": 2}

KEYS: tuple[ModuleType, ...] = (
    *(tokens, spelling, sentences, boilerplate, vocabulary, language),
    *(shingles, minhash, lsh, scaled, names, channels),
)
VERDICTS: tuple[ModuleType, ...] = (
    *(relations, background, own, quotations, prepared, contents, align, changes, passages),
    *(phrases, diff, comparison, features, events, thresholds, measures, models, trees),
    *(direction, replacements, verify, hints, batch),
)
GROUPS: tuple[ModuleType, ...] = (
    *(disguise, furniture, carriers, facts, known_pairs, decisions, reprints, average_link),
    *(odds, compared, evidence, source, reposts, sources, links, standing, stories),
)
# Sizes of batches and caches: they decide how fast an answer is there, not which.
FOR_SPEED = {
    "dedup.words.tokens._CHUNK",
    "dedup.words.vocabulary.CAPACITY",
    "dedup.compare.align.AT_ONCE",
    "dedup.compare.batch.READY",
    "dedup.compare.hints.NEAR",
}


@cache
def of_keys() -> str:
    """What decides the keys by which texts meet: an index made under another one is of no use."""
    of_libraries = unicodedata.unidata_version, version("datasketch")
    return digest("keys", CODE["keys"], of_libraries, spelling.tables(), *map(constants, KEYS))


@cache
def of_verdicts() -> str:
    """What decides how two texts relate, and whether they meet."""
    trained = [(name, model.bias, model.weights) for name, model in models.models().items()]
    copy = files("dedup.compare").joinpath("copy.json").read_text(encoding="utf-8")
    counted = hashlib.sha256(files(background.__name__).joinpath("english.npz").read_bytes())
    constants_ = map(constants, VERDICTS)
    return digest(of_keys(), CODE["verdicts"], trained, copy, counted.hexdigest(), *constants_)


@cache
def of_groups() -> str:
    """What decides classes, groups, sources and stories: all that decides answers but the texts."""
    return digest(of_verdicts(), CODE["groups"], *map(constants, GROUPS))


def of_run(extractor: str, window: dt.timedelta) -> str:
    """What decides the answers of a run: the rules that made its texts, and its window, as well."""
    return digest(of_groups(), extractor, window)


def constants(module: ModuleType) -> dict[str, object]:
    """The constants of a module, by name; those that are there for speed alone are left out."""
    return {
        name: value
        for name, value in vars(module).items()
        if is_constant(name) and f"{module.__name__}.{name}" not in FOR_SPEED
    }


def is_constant(name: str) -> bool:
    """Whether a name is that of a constant.

    >>> is_constant("SPUN_NAMES"), is_constant("_STEP"), is_constant("__all__"), is_constant("Pair")
    (True, True, False, False)
    """
    return name.isupper() and not name.startswith("__")


def digest(*parts: object) -> str:
    """A short hash of some values, the same in every process."""
    return hashlib.sha256("\n".join(_spelled(parts)).encode("utf-8", "replace")).hexdigest()[:12]


def _spelled(value: object) -> Iterator[str]:
    """A value in a form that is the same in every process and version of Python.

    Raises TypeError for what it doesn't know: nothing that decides may be passed over in silence.

    >>> list(_spelled({"b": (1, 0.5), "a": frozenset({"y", "x"})}))
    ['{', "'a'", '{', "'x'", "'y'", '}', "'b'", '(', '1', '0.5', ')', '}']
    """
    plain = _plain(value)
    if plain is not None:
        yield plain
    elif isinstance(value, Mapping | Set):
        yield "{"
        for key in sorted(value):
            yield from _spelled(key)
            if isinstance(value, Mapping):
                yield from _spelled(value[key])
        yield "}"
    elif isinstance(value, Iterable):
        yield "("
        for each in value:
            yield from _spelled(each)
        yield ")"
    else:
        raise TypeError(f"{value!r}: say in dedup/stamp.py how it decides")


def _plain(value: object) -> str | None:
    """A single value as text; None for what has parts."""
    if value is None or isinstance(value, str | bytes | int | float | dt.timedelta | dt.datetime):
        return repr(value)
    if isinstance(value, np.generic | np.ndarray):
        return f"{value.dtype} {hashlib.sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, re.Pattern):
        return f"{value.pattern!r} {value.flags}"
    if isinstance(value, ModuleType):
        return value.__name__
    if callable(value):  # a measure, a step, a type
        name = getattr(value, "__name__", None) or type(value).__name__
        return f"{getattr(value, '__module__', '')}.{name}"
    return None
