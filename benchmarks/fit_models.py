"""Fit the models of `dedup.compare.models`: `fit_models.py DATA dedup/compare/models.json`.

DATA holds `articles.jsonl.gz` (`id`, `text`) and `pairs.jsonl.gz` (`a`, `b`, `label`, `sub`, and
`source` or `shared5`). A model is trained on all of it; its threshold comes from five-fold
cross-validation by source, at a stated rate of false answers. Pairs of independent articles that
share a tenth of their five-word runs are natural reuse and belong to neither side.

Labelled pairs in other languages are too few to learn from. Models of these are trained on English
in disguise: with its letters exchanged no word is in the background and none is a function word,
so that it is seen as a text in any other language is.
"""

import codecs
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.compare import features
from dedup.compare.comparison import Comparison
from dedup.compare.prepared import prepare

FOLDS = 5
NATURAL_REUSE = 0.1
INDEPENDENT = ("same_event", "similar_event", "unrelated")

Flags = NDArray[np.bool_]
Values = NDArray[np.float64]


class Recipe(NamedTuple):
    """What a model looks at, whom it learns from, and how many false answers it may give.

    `seen_as`: "english" learns from English texts, "any" from all, "other" from all in disguise.
    """

    features: tuple[str, ...]
    is_yes: tuple[str, ...]
    is_no: tuple[str, ...]
    false_among: tuple[str, ...]
    false_rate: float
    ridge: float
    seen_as: str


# False rates: the copy models and the rewrite model together may call one pair of reports in 300 a
# copy; the story model may join one pair in ten of *similar* events, as the dates decide there:
# three of four of those lie more than the three days of a story apart.
RECIPES = {
    "story": Recipe(
        ("names_jaccard", "names_contained", "content_jaccard"),
        ("same_event",),
        ("similar_event", "unrelated"),
        ("similar_event",),
        0.10,
        1e-3,
        seen_as="english",
    ),
    "story_any_language": Recipe(
        ("names_jaccard", "name_pairs_contained", "numbers_jaccard"),
        ("same_event",),
        ("similar_event", "unrelated"),
        ("similar_event",),
        0.05,
        1e-3,
        seen_as="any",
    ),
    "story_by_stems": Recipe(
        ("stems_jaccard", "numbers_jaccard"),
        ("same_event",),
        ("similar_event", "unrelated"),
        ("similar_event",),
        0.10,
        1e-3,
        seen_as="other",
    ),
}


class Pairs(NamedTuple):
    """The labelled pairs, and a function that gives one feature of all of them."""

    labels: NDArray[np.str_]
    folds: NDArray[np.int64]
    is_english: Flags
    words: Values
    is_natural_reuse: Flags
    column: Callable[[str], Values]


def main(data: Path, target: Path) -> None:
    plain, disguised = load(data, str), load(data, disguise)
    fitted = {
        name: fit_model(name, recipe, disguised if recipe.seen_as == "other" else plain)
        for name, recipe in RECIPES.items()
    }
    target.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def disguise(text: str) -> str:
    """A text with its letters exchanged: all that is left of its language is its grammar."""
    return codecs.encode(text, "rot13")


def load(data: Path, seen: Callable[[str], str]) -> Pairs:
    texts = {row["id"]: seen(row["text"]) for row in rows(data / "articles.jsonl.gz")}
    labelled = rows(data / "pairs.jsonl.gz")
    ready = {name: prepare(texts[name]) for pair in labelled for name in (pair["a"], pair["b"])}
    compared = [Comparison(ready[pair["a"]], ready[pair["b"]]) for pair in labelled]
    return Pairs(
        labels=np.array([pair["label"] for pair in labelled]),
        folds=np.array([crc32(_stem(pair).encode()) % FOLDS for pair in labelled]),
        is_english=np.array([features.is_english(pair) for pair in compared]),
        words=np.array([len(pair.short.words) for pair in compared], np.float64),
        is_natural_reuse=np.array([pair.get("shared5", 0) >= NATURAL_REUSE for pair in labelled]),
        column=lambda name: np.array([pair.value(getattr(features, name)) for pair in compared]),
    )


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _stem(pair: dict[str, Any]) -> str:
    """What a pair was made from: pairs of one source or one topic stay in one fold."""
    return str(pair.get("source") or pair["a"].rsplit("_", 1)[0])


def fit_model(name: str, recipe: Recipe, pairs: Pairs) -> dict[str, object]:
    yes = np.isin(pairs.labels, recipe.is_yes) & ~pairs.is_natural_reuse
    no = np.isin(pairs.labels, recipe.is_no) & ~pairs.is_natural_reuse
    used = yes | no
    if recipe.seen_as == "english":
        used &= pairs.is_english
    columns = np.column_stack([pairs.column(feature) for feature in recipe.features])
    scores = np.zeros(len(used))
    for fold in range(FOLDS):
        train = used & (pairs.folds != fold)
        weights = logistic_regression(columns[train], yes[train], recipe.ridge)
        scores[pairs.folds == fold] = columns[pairs.folds == fold] @ weights[:-1] + weights[-1]
    counted = np.isin(pairs.labels, recipe.false_among) & no
    cut = threshold(scores[counted & used], int(recipe.false_rate * counted.sum()))
    report(name, pairs, used, scores > cut)
    weights = logistic_regression(columns[used], yes[used], recipe.ridge)
    return {  # the cut goes into the bias: whatever the model, the answer is yes from .5
        "weights": dict(zip(recipe.features, weights[:-1].round(3).tolist(), strict=True)),
        "bias": round(float(weights[-1]) - cut, 3),
    }


def threshold(scores: Values, allowed: int) -> float:
    """The lowest score that at most `allowed` of these exceed."""
    return float(np.sort(scores)[::-1][allowed])


def report(name: str, pairs: Pairs, used: Flags, called: Flags) -> None:
    print(f"{name}: cross-validated, by label")
    for label in np.unique(pairs.labels[used]):
        chosen = used & (pairs.labels == label) & ~pairs.is_natural_reuse
        print(f"  {label:<14}{chosen.sum():>6} pairs{called[chosen].mean():>9.2%} called")


def logistic_regression(columns: Values, is_yes: Flags, ridge: float) -> Values:
    """Weights and bias by Newton's method, on standardised columns with an L2 penalty."""
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    standard = np.column_stack([(columns - mean) / spread, np.ones(len(columns))])
    penalty = np.append(np.full(columns.shape[1], ridge), 0.0)
    weights = np.zeros(standard.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(standard @ weights, -30, 30)))
        slope = standard.T @ (chance - is_yes) / len(is_yes) + penalty * weights
        bend = (standard.T * (chance * (1 - chance))) @ standard / len(is_yes)
        step = np.linalg.solve(bend + np.diag(penalty + 1e-9), slope)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def _arguments(arguments: Sequence[str]) -> tuple[Path, Path]:
    data, target = arguments
    return Path(data), Path(target)


if __name__ == "__main__":
    main(*_arguments(sys.argv[1:]))
