"""The law of stored lists: while one stands, answers do not depend on order or batches."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.page import RawPage
from storage import verdicts
from storage.store import Store
from tests.laws.test_law import Answers, add, answers
from tests.wirecopy.stages import stories
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

FIRST = 10  # stories that the list is made of: it stands until there are 20 texts


def news() -> tuple[list[RawPage], list[RawPage]]:
    """What the list is made of, and what comes later: more stories, and copies of the first."""
    told = stories.with_trailer(14)
    copies = [
        each._replace(text=each.text.replace(". ", f". As desk {n} has it, ", 1), hours=90 + n)
        for n, each in enumerate(told[:5])
    ]
    pages = stories.pages([*told, *copies])
    return pages[:FIRST], pages[FIRST:]


def derived(store: Path, batches: Sequence[Sequence[RawPage]]) -> tuple[Answers, list[object]]:
    """What batches lead to, and what was left out of comparing; the same when made from nothing."""
    with Store.open(store) as opened, Workers(0) as workers:
        for batch in batches:
            add(opened, batch, workers)
        found = answers(opened), left_out(opened)
        verdicts.forget_derived(opened, "text")
        group(opened, 1, workers)
        assert (answers(opened), left_out(opened)) == found
    return found


def left_out(store: Store) -> list[object]:
    query = "SELECT article_id, key, sentence FROM internal.left_out ORDER BY ALL"
    return [*store.rows(query), *store.rows("SELECT key FROM internal.boilerplate ORDER BY ALL")]


@pytest.fixture(scope="module", name="expected")
def _expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answers, list[object]]:
    return derived(tmp_path_factory.mktemp("at_once") / "news", news())


@pytest.mark.parametrize("seed", range(3))
def test_batches_and_order_do_not_matter(
    seed: int, expected: tuple[Answers, list[object]], tmp_path: Path
) -> None:
    first, later = news()
    assert len(expected[1]) == 2 * 19 + 2
    assert expected[0].groups

    random.Random(seed).shuffle(later)
    cut = 2 + 2 * seed
    assert derived(tmp_path / "parted", [first, later[:cut], later[cut:]]) == expected
