"""The facts about the store: what is set is read, by the next run too, and when a list is due."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.records import now
from storage.state import LISTS, List, Published, State
from storage.store import Store
from tests.storage.own_sources import own_sources

MOMENT = now()
FACTS: list[tuple[Callable[[State], None], Callable[[State], Any], Any]] = [
    (lambda s: s.set_extracted_to(7), lambda s: s.extracted_to, 7),
    (lambda s: s.set_published(Published(3, MOMENT)), lambda s: s.published, Published(3, MOMENT)),
    (lambda s: s.set_deriving(2), lambda s: s.is_deriving, True),
    (lambda s: s.set_deriving(None), lambda s: s.is_deriving, False),
    (lambda s: s.set_unlinked(["b", "a"]), lambda s: s.unlinked, ["a", "b"]),
    (lambda s: s.set_unlinked([]), lambda s: s.unlinked, []),
    (
        lambda s: s.set_erasing({"ids": [1]}),
        lambda s: (s.is_erasing, s.erasing),
        (True, {"ids": [1]}),
    ),
    (lambda s: s.set_erased(), lambda s: (s.is_erasing, s.erasing), (True, None)),
    (lambda s: s.set_cleaned(), lambda s: (s.is_erasing, s.erasing), (False, None)),
    (lambda s: s.set_swapping("it's.warc.gz"), lambda s: s.swapping, "it's.warc.gz"),
    (lambda s: s.set_crawl("a 'name'", "it"), lambda s: s.crawl("a 'name'"), "it"),
]


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


@pytest.mark.parametrize(("write", "read", "expected"), FACTS)
def test_what_is_set_is_read(
    tmp_path: Path, write: Callable[[State], None], read: Callable[[State], Any], expected: Any
) -> None:
    with Store.open(tmp_path) as store:
        write(store.state)
    with Store.open(tmp_path) as store:
        assert read(store.state) == expected
        write(store.state)
        assert read(store.state) == expected


def test_a_new_store_has_no_facts(store: Store) -> None:
    state = store.state
    assert (state.extracted_to, state.is_deriving, state.unlinked, state.erasing) == (
        0,
        False,
        [],
        None,
    )
    assert (state.is_erasing, state.swapping, state.crawl("anything")) == (False, "", None)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_due_when_it_was_never_made_and_when_things_have_doubled(
    store: Store, name: List
) -> None:
    assert store.state.is_due(name, 0)

    store.state.set_made_of(name, 10)
    assert [n for n in (0, 19, 20, 21) if store.state.is_due(name, n)] == [20, 21]

    store.state.set_made_of(name, 0)  # of nothing: due with the next two
    assert [n for n in (0, 1, 2) if store.state.is_due(name, n)] == [2]

    store.state.forget_lists()
    assert store.state.is_due(name, 0)


def test_the_names_stand_in_one_file() -> None:
    """No other module reads or writes `internal.state`, in Python or in SQL; migrations aside."""
    found = {path.name for path, text in own_sources() if re.search(r"internal\.state\b", text)}

    assert found == {"state.py", "schema.sql", "004_archive_files.sql", "shorter_ids.py"}
