"""What a run looks at: what has changed, and whole families around it."""

from storage import decisions, forgotten, scope
from storage.store import Store
from tests.laws.test_components import _store, _workers, is_new  # noqa: F401 (two are fixtures)
from tests.laws.test_law import PAGES
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.stages.scope import Scope
from wirecopy.workers.pool import Workers

NEW = [page for page in PAGES if is_new(page.url)]


def family_of(store: Store, article: int) -> set[int]:
    return scope.families_of(store, [article])


def largest_group(store: Store) -> list[int]:
    return [
        article
        for (article,) in store.rows(
            "SELECT article_id FROM internal.members WHERE group_id = (SELECT group_id"
            " FROM internal.members GROUP BY group_id ORDER BY count(*) DESC, group_id LIMIT 1)"
            " ORDER BY article_id"
        )
    ]


def test_nothing_new_is_nothing_to_look_at(store: Store) -> None:
    assert Scope(store).inside == set()


def test_new_articles_alone_are_looked_at_first(store: Store, workers: Workers) -> None:
    before = {article for (article,) in store.rows("SELECT article_id FROM internal.articles")}
    save_articles(store, keep_raw(store, NEW, run_id=2), workers)

    inside = Scope(store).inside
    assert inside
    assert inside.isdisjoint(before)
    group(store, 2, workers)
    assert Scope(store).inside == set()


def test_a_new_date_brings_its_family(store: Store) -> None:
    changed, *others = largest_group(store)
    store.rows(
        "UPDATE internal.articles SET published_at = '2001-01-01' WHERE article_id = ?", [changed]
    )
    inside = Scope(store).inside
    assert inside == family_of(store, changed)
    assert inside.issuperset(others)
    assert len(inside) < len(PAGES) / 2


def test_who_goes_brings_those_whom_it_leaves(store: Store, workers: Workers) -> None:
    gone, *others = largest_group(store)
    family = family_of(store, gone)
    with store.transaction():
        forgotten.erase(store, forgotten.doomed(store, gone, None))

    assert Scope(store).inside == family - {gone}
    assert Scope(store).gone != []
    group(store, 2, workers)
    assert Scope(store).gone == []
    assert Scope(store).inside == set()
    assert others


def test_a_decision_brings_both_families(store: Store, workers: Workers) -> None:
    one = largest_group(store)[0]
    other = next(
        article
        for (article,) in store.rows("SELECT article_id FROM internal.members ORDER BY ALL")
        if article not in family_of(store, one)
    )
    both = family_of(store, one) | family_of(store, other)
    ends = (min(one, other), max(one, other))
    decisions.add(store, "merge", ends, found="unrelated", who="a test")

    assert Scope(store).inside == both
    group(store, 2, workers)
    assert family_of(store, one) == both
    decisions.add(store, "withdraw", ends, found="edited", who="a test")
    assert Scope(store).inside == both
    group(store, 3, workers)
    assert family_of(store, one) < both


def test_what_is_seen_outside_is_not_touched(store: Store, workers: Workers) -> None:
    """New articles are compared with others; rows of theirs stay as they are."""
    before = store.rows("SELECT rowid, * FROM internal.members")
    save_articles(store, keep_raw(store, NEW, run_id=2), workers)
    group(store, 2, workers)

    members = {row[1] for row in before}
    met = store.rows("SELECT article_id, other_id FROM internal.pairs WHERE run_id = 2")
    assert any(not members.isdisjoint(pair) for pair in met)
    assert set(before) <= set(store.rows("SELECT rowid, * FROM internal.members"))


def test_who_was_copied_by_a_copy_stays_when_the_source_is_erased(
    store: Store, workers: Workers
) -> None:
    """The group goes with its source; a copy of a copy has another source, and is left behind."""
    members = largest_group(store)
    ((name,),) = store.rows(
        "SELECT group_id FROM internal.members WHERE article_id = ?", [members[0]]
    )
    source, one, other, *_ = (member for member in members if member != name)
    store.rows("UPDATE internal.copy_groups SET source_id = ? WHERE group_id = ?", [source, name])
    store.rows("UPDATE internal.members SET source_id = ? WHERE article_id = ?", [one, other])
    with store.transaction():
        forgotten.erase(store, forgotten.doomed(store, source, None))
    orphans = (
        "SELECT article_id FROM internal.members"
        " WHERE group_id NOT IN (SELECT group_id FROM internal.copy_groups)"
    )
    assert (other,) in store.rows(orphans)

    group(store, 2, workers)

    assert store.rows(orphans) == []
    assert Scope(store).inside == set()
