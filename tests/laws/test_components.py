"""What a run has not touched keeps its groups, and what it has does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dedup.group.fingerprints import fingerprints
from dedup.group.known_pairs import KnownPair, KnownPairs
from storage.state import BY_NOTHING
from storage.store import Store
from tests.laws.test_law import PAGES, STORIES, add, answers
from wirecopy.demo.newsroom import load
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

NEW = {page.url for page in load().pages if page.story == STORIES[-1]}


@pytest.fixture(scope="module", name="workers")
def _workers() -> Iterator[Workers]:
    with Workers(0) as workers:
        yield workers


@pytest.fixture(name="store")
def _store(tmp_path: Path, workers: Workers) -> Iterator[Store]:
    """All stories but the last one, grouped by run 1."""
    with Store.open(tmp_path / "news") as store:
        add(store, [page for page in PAGES if not is_new(page.url)], workers)
        yield store


def is_new(url: str) -> bool:
    """Whether a page tells the story that comes later."""
    return url.partition("-reprint-")[0] in NEW


def made_by(store: Store) -> dict[int, int]:
    """The run that made each copy group."""
    return dict(store.rows("SELECT group_id, run_id FROM internal.copy_groups"))


def test_a_run_makes_the_groups_that_it_touches(store: Store, workers: Workers) -> None:
    before = made_by(store)
    new = [page for page in PAGES if is_new(page.url)]
    save_articles(store, keep_raw(store, new, run_id=2), workers)
    group(store, 2, workers)

    after = made_by(store)
    assert before
    assert {group_id: after[group_id] for group_id in before} == dict.fromkeys(before, 1)
    assert {run for group_id, run in after.items() if group_id not in before} == {2}


def test_a_run_that_finds_nothing_new_makes_none(store: Store, workers: Workers) -> None:
    before = made_by(store)
    group(store, 2, workers)
    assert made_by(store) == before


def fingerprint(one_and_three: str, found_by: str = "trigrams") -> dict[int, int]:
    """Of three texts, each an edited copy of the next, and how the first and last relate."""
    relations = {(1, 2): "edited", (2, 3): "edited", (1, 3): one_and_three}
    pairs = [
        KnownPair(a, b, a, b, relation, 0.9, (found_by,), 0.8, 0.8, 0.5)
        for (a, b), relation in relations.items()
    ]
    class_of = {1: 1, 2: 2, 3: 3}
    known = KnownPairs(class_of, pairs)
    return fingerprints(dict.fromkeys(class_of, 1), [], class_of, known, [], "")


def test_fingerprints_leave_out_what_decides_no_group() -> None:
    """What independent reports are is decided later in a run, and may change in it."""
    assert fingerprint("same_story") == fingerprint("unrelated") == fingerprint("same_form")
    assert len({mark[1] for mark in map(fingerprint, ("unrelated", "partial", "spun"))}) == 3
    assert 1 not in fingerprint("spun", found_by="group")  # it was compared because a group asked


def test_a_new_date_makes_its_group_anew(store: Store, workers: Workers) -> None:
    """The last one of a group is said to have been the first."""
    (source_id, copy_id), *_ = store.rows(
        "SELECT g.source_id, m.article_id FROM internal.copy_groups g"
        " JOIN internal.members m USING (group_id)"
        " WHERE m.relation = 'verbatim' AND g.source_id IS NOT NULL ORDER BY ALL"
    )
    store.rows(
        "UPDATE internal.articles SET published_at = TIMESTAMP '2001-01-01' WHERE article_id = ?",
        [copy_id],
    )
    group(store, 2, workers)

    changed = {group_id for group_id, run in made_by(store).items() if run == 2}
    assert changed == {copy_id}  # a group bears the name of its earliest member
    assert source_id not in made_by(store)


def test_groups_stay_until_their_fingerprint_changes(store: Store, workers: Workers) -> None:
    """They are not made again and found to be the same: what somebody wrote into one stays."""
    made = answers(store)
    store.rows("UPDATE internal.copy_groups SET source_confidence = 0.123")
    group(store, 2, workers)
    assert store.rows("SELECT DISTINCT source_confidence FROM internal.copy_groups") == [(0.123,)]

    store.rows("DELETE FROM internal.components")
    store.state.set_grouped(BY_NOTHING)
    group(store, 3, workers)
    assert answers(store) == made
