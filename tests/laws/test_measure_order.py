"""What is read of older pairs stays the same when measures are added, removed or reordered."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dedup.compare import measures, verify
from dedup.compare.comparison import Comparison
from dedup.compare.measures import MEASURES, Measure
from storage import runs, verdicts
from storage.store import Store
from tests.laws.test_law import PAGES, Answers, answers
from wirecopy.intake.keep import keep_raw
from wirecopy.stages import group as grouping
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

# Of the texts that were compared themselves: `evidence` shows them under all of their classes too.
SHOWN = """
SELECT article_id, other_id, measure, value, threshold, met
FROM evidence SEMI JOIN internal.pairs USING (article_id, other_id) ORDER BY ALL
"""


def always(_: Comparison) -> float:
    return 7.0


NEW = Measure("always", "a measure that says nothing", None, True, always)
ORDERS = {
    "added in front": (NEW, *MEASURES),
    "turned round": MEASURES[::-1],
    "the last ones removed": MEASURES[:-3],
}


@pytest.fixture(scope="module", name="workers")
def _workers() -> Iterator[Workers]:
    with Workers(0) as workers:
        yield workers


def run(store: Store, number: int, workers: Workers, places: slice) -> None:
    """A run of its own configuration, over some of the pages."""
    assert runs.begin(store, "import", "0", f"configuration {number}") == number
    save_articles(store, keep_raw(store, PAGES[places], number), workers)
    group(store, number, workers)


def story_of_pairs(store: Store) -> dict[tuple[int, int], float]:
    """The story measure of each pair on record, as grouping reads it."""
    texts = {text for (text,) in store.rows("SELECT content_hash FROM internal.texts")}
    return {row[:2]: row[9] for row in verdicts.known_pairs(store, texts)}


class Told(NamedTuple):
    """What a store says of its pairs."""

    answers: Answers
    stories: dict[tuple[int, int], float]
    evidence: list[tuple[object, ...]]


@pytest.fixture(scope="module", name="at_once")
def _at_once(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """After one run of all pages, with the measures as they are."""
    with Store.open(tmp_path_factory.mktemp("once") / "news") as store:
        run(store, 1, workers, slice(None))
        return Told(answers(store), story_of_pairs(store), store.rows(SHOWN))


@pytest.mark.parametrize("order", ORDERS)
def test_order_of_measures_is_that_of_the_pairs_own_run(
    order: str, at_once: Told, tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = at_once.stories
    with Store.open(tmp_path / "twice") as store:
        run(store, 1, workers, slice(0, len(PAGES), 2))
        before = store.rows(SHOWN)
        known = story_of_pairs(store)
        for module in (verify, measures, grouping):
            monkeypatch.setattr(module, "MEASURES", ORDERS[order])
        run(store, 2, workers, slice(1, len(PAGES), 2))

        assert len(before) > 100
        assert set(before) <= set(store.rows(SHOWN))
        assert known.items() <= story_of_pairs(store).items()
        assert known.keys() < story_of_pairs(store).keys()
        assert answers(store) == at_once.answers
        later = story_of_pairs(store)  # which texts of a class are compared depends on the order
        assert {p: later[p] for p in later.keys() & stories} == {
            p: stories[p] for p in later.keys() & stories
        }
        names = {measure.name for measure in ORDERS[order]} & {m.name for m in MEASURES}
        shown = {row for row in store.rows(SHOWN) if row[:2] in stories and row[2] in names}
        assert shown <= set(at_once.evidence)
        assert len(shown) > len(before)
