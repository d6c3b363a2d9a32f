"""Fit the models that tell one event from similar ones: `fit_stories.py DATA... models.json`.

Each DATA holds `articles.jsonl.gz` (`id`, `text`; of some `language`, `published_at`, `origin`) and
`pairs.jsonl.gz` (`a`, `b`, `label`; of some `origin`, `certain`, `shared5`). Pairs of independent
articles that share a tenth of their five-word runs, and pairs that are copies, belong to neither
side. Two sorts of pairs are made up:

- `far`: texts that meet (`dedup.candidates`) and lie two weeks or more apart. They are what a store
  without dates is full of, and no reports of one event. Only of articles that say their `origin`:
  where they don't, the dates may be made up as well.
- `strangers`: two texts of one language and origin that no labelled pair connects.

Each origin counts by the root of its pairs, so that none of them decides alone. The threshold comes
from cross-validation that leaves one origin out (other languages: one language): as many `far`
pairs may be called without dates as the recipe says (`UNDATED` in `dedup/group/stories.py` is what
reports without dates need more than others).

Pairs in other languages are few. Models of these learn from English in disguise as well: with its
letters exchanged it is seen as a text in any other language is.
"""

import codecs
import datetime as dt
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from benchmarks.fitting import Flags, Values, logistic_regression, rows
from dedup.candidates.channels import CHANNELS, batch_of, meeting
from dedup.compare import features
from dedup.compare.comparison import Comparison
from dedup.compare.models import feature
from dedup.compare.prepared import prepare
from dedup.compare.verify import verify
from dedup.group.stories import UNDATED
from dedup.relations import COPIES

YES = ("same_event", "same_story")
NO = ("similar_event", "unrelated")
FAR = dt.timedelta(days=14)
NATURAL_REUSE = 0.1  # part of the five-word runs that is no longer independent
MOST = 1500  # made up pairs of a sort, origin and language
SEED = 1


class Recipe(NamedTuple):
    """What a model looks at, which pairs it judges, and how many `false_among` it may call.

    `by_text` of them may reach .5, `undated` of them what reports without dates need.
    """

    features: tuple[str, ...]
    judges: Callable[[Comparison], bool]
    false_among: str = "far"
    by_text: float = 0.05
    undated: float = 0.005
    ridge: float = 1e-3


RECIPES = {
    "story": Recipe(
        (
            "facts_found",
            "facts_taken",
            "rare_jaccard",
            "rare_words_shared",
            "lead_names_found",
            "lead_stems_jaccard",
            "words_in_order",
        ),
        features.is_english,
    ),
    "story_any_language": Recipe(
        (
            "name_pairs_contained",
            "numbers_jaccard",
            "opening_names_jaccard",
            "opening_stems_jaccard",
            "words_in_order",
        ),
        lambda pair: features.has_names(pair) and not features.is_english(pair),
    ),
    "story_by_stems": Recipe(
        ("lead_stems_jaccard", "numbers_jaccard", "words_in_order"),
        lambda pair: not features.has_names(pair) and features.has_stems(pair),
        by_text=0.01,
        undated=0.002,
    ),
    "story_by_order": Recipe(
        ("content_jaccard", "lead_pairs_jaccard", "passages_shared"),
        lambda pair: (
            not features.has_names(pair)
            and not features.has_stems(pair)
            and features.is_chinese(pair)
        ),
        "strangers",
        by_text=0.01,
        undated=0.003,
    ),
}
DISGUISED = ("story_any_language", "story_by_stems")


class Labelled(NamedTuple):
    """Two articles of a set, whether they report one event, and what sort of pair they are."""

    a: str
    b: str
    sort: str
    origin: str
    language: str
    is_yes: bool
    is_dated: bool


class Seen(NamedTuple):
    """A pair as a model sees it."""

    pair: Labelled
    compared: Comparison
    is_disguised: bool

    @property
    def fold(self) -> str:
        """What is left out together."""
        if self.is_disguised:
            return "disguised"
        return self.pair.origin if features.is_english(self.compared) else self.pair.language

    @property
    def fifth(self) -> str:
        """The same where there is one origin in one language only."""
        return str(crc32(self.pair.a.encode()) % 5)


def main(data: Sequence[Path], target: Path) -> None:
    seen = [pair for each in data for pair in load(each)]
    fitted = {name: fit(name, recipe, seen) for name, recipe in RECIPES.items()}
    target.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def load(data: Path) -> Iterator[Seen]:
    """The pairs of a set that are no copies: as they are, and English ones in disguise too.

    Forms stay among them, though the model is not asked about those that are seen: what it learns
    from them it needs for the others.
    """
    articles = {row["id"]: row for row in rows(data / "articles.jsonl.gz")}
    labelled = rows(data / "pairs.jsonl.gz")
    pairs = [*judged(labelled, articles), *far(labelled, articles), *strangers(labelled, articles)]
    used = {name for pair in pairs for name in pair[:2]}
    plain = {name: prepare(articles[name]["text"]) for name in used}
    other = {name: prepare(codecs.encode(articles[name]["text"], "rot13")) for name in used}
    for pair in pairs:
        one, two = plain[pair.a], plain[pair.b]
        if one.words and two.words and verify(one, two).relation not in COPIES:
            compared = Comparison(one, two)
            yield Seen(pair, compared, is_disguised=False)
            if features.is_english(compared):
                yield Seen(pair, Comparison(other[pair.a], other[pair.b]), is_disguised=True)


def judged(labelled: Sequence[dict[str, Any]], articles: dict[str, Any]) -> Iterator[Labelled]:
    for row in labelled:
        is_usable = row.get("certain", True) and row.get("shared5", 0) < NATURAL_REUSE
        if is_usable and row["label"] in (*YES, *NO):
            kind = row["label"] if row["label"] in YES else row.get("subkind") or row["label"]
            yield pair_of(row["a"], row["b"], kind, articles, row.get("origin", "copies"))


def far(labelled: Sequence[dict[str, Any]], articles: dict[str, Any]) -> list[Labelled]:
    """Texts that meet and lie weeks apart."""
    known = {frozenset((row["a"], row["b"])) for row in labelled}
    ids = sorted(n for n, row in articles.items() if row.get("origin") and row.get("published_at"))
    at = {name: moment(articles[name]["published_at"]) for name in ids}
    batch = batch_of([articles[name]["text"] for name in ids])
    found = {
        (ids[a], ids[b])
        for channel in CHANNELS
        for a, b in meeting(channel.keys(batch), channel, {}, 0)
        if abs(at[ids[a]] - at[ids[b]]) >= FAR and frozenset((ids[a], ids[b])) not in known
    }
    return some([pair_of(a, b, "far", articles) for a, b in sorted(found)])


def strangers(labelled: Sequence[dict[str, Any]], articles: dict[str, Any]) -> list[Labelled]:
    """Two texts of one language and origin that no labelled pair connects."""
    topic_of = {row["a"]: row["a"] for row in labelled} | {row["b"]: row["b"] for row in labelled}
    for row in [*labelled, *labelled, *labelled]:  # chains of labelled pairs are short
        topic_of[row["a"]] = topic_of[row["b"]] = min(topic_of[row["a"]], topic_of[row["b"]])
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(topic_of):
        if articles[name].get("origin"):
            together[articles[name]["origin"], articles[name]["language"]].append(name)
    return some(
        [
            pair_of(a, b, "strangers", articles)
            for names in together.values()
            for a, b in combinations(names, 2)
            if topic_of[a] != topic_of[b]
        ]
    )


def some(pairs: Sequence[Labelled]) -> list[Labelled]:
    """At most so many of each origin and language."""
    shuffled = random.Random(SEED).sample(pairs, len(pairs))
    taken: Counter[tuple[str, str]] = Counter()
    chosen = []
    for pair in shuffled:
        taken[pair.origin, pair.language] += 1
        if taken[pair.origin, pair.language] <= MOST:
            chosen.append(pair)
    return chosen


def pair_of(a: str, b: str, sort: str, articles: dict[str, Any], origin: str = "") -> Labelled:
    one, two = articles[a], articles[b]
    is_dated = bool(one.get("published_at") and two.get("published_at"))
    return Labelled(
        a,
        b,
        sort,
        origin or str(one["origin"]),
        str(one.get("language", "en")),
        sort in YES,
        is_dated,
    )


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)


def fit(name: str, recipe: Recipe, seen: Sequence[Seen]) -> dict[str, object]:
    used = [
        each
        for each in seen
        if recipe.judges(each.compared)
        and (not each.is_disguised or name in DISGUISED)
        and (each.pair.sort != "strangers" or (name != "story" and not each.is_disguised))
    ]
    functions = [feature(each) for each in recipe.features]
    columns = np.array([[each.compared.value(f) for f in functions] for each in used])
    is_yes = np.array([each.pair.is_yes for each in used])
    sorts = np.array([each.pair.sort for each in used])
    is_own = np.array([not each.is_disguised for each in used])
    is_own_fold = recipe.false_among == "strangers"  # of one origin in one language
    folds = np.array([each.fifth if is_own_fold else each.fold for each in used])
    counts = weights(used)
    scores = np.zeros(len(used))
    for fold in np.unique(folds[is_own]):
        left = folds == fold
        fitted = logistic_regression(columns[~left], is_yes[~left], recipe.ridge, counts[~left])
        scores[left] = columns[left] @ fitted[:-1] + fitted[-1]
    counted = scores[(sorts == recipe.false_among) & is_own]
    cut, high = (
        threshold(counted, int(rate * len(counted))) for rate in (recipe.by_text, recipe.undated)
    )
    scale = -UNDATED / (high - cut)
    report(name, used, (scores - cut) * scale, is_own)
    fitted = logistic_regression(columns, is_yes, recipe.ridge, counts)
    return {  # cut and scale go into the weights: whatever the model, the answer is yes from .5
        "weights": dict(zip(recipe.features, (fitted[:-1] * scale).round(3).tolist(), strict=True)),
        "bias": round((float(fitted[-1]) - cut) * scale, 3),
    }


def threshold(scores: Values, allowed: int) -> float:
    """The lowest score that at most `allowed` of these exceed."""
    return float(np.sort(scores)[::-1][allowed])


def weights(used: Sequence[Seen]) -> Values:
    """Both sides count the same; within one each origin, language and sort by its root."""
    keys = [(*each.pair[2:5], each.is_disguised) for each in used]
    of_key = Counter(keys)
    counts = np.array([of_key[key] ** -0.5 for key in keys])
    is_yes = np.array([each.pair.is_yes for each in used])
    for side in (is_yes, ~is_yes):
        counts[side] /= counts[side].sum()
    return counts


def report(name: str, used: Sequence[Seen], scores: Values, is_own: Flags) -> None:
    """How many are called, left out of what was learnt from; by the texts alone, and undated."""
    print(f"{name}: left out, by label, origin and language")
    print(f"  {'':<44}{'pairs':>6}{'by text':>9}{'undated':>9}")
    keys = np.array([" ".join(each.pair[2:5]) for each in used])
    for key in np.unique(keys[is_own]):
        chosen = scores[is_own & (keys == key)]
        texts, undated = (chosen > 0).mean(), (chosen + UNDATED > 0).mean()
        print(f"  {key:<44}{len(chosen):>6}{texts:>9.1%}{undated:>9.1%}")


if __name__ == "__main__":
    *_data, _target = map(Path, sys.argv[1:])
    main(_data, _target)
