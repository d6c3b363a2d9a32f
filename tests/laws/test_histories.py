"""The law, whatever happens between two runs: a run looks at what is touched, and misses nothing.

Articles come, go and change their dates, people decide and take it back, sites get other names.
After each of it the store says what it would say if it were grouped as a whole.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.page import RawPage
from crawler.urls import canonicalize, site_of
from dedup.relations import RELATIONS
from storage import articles, decisions, forgotten, verdicts
from storage.records import SiteRow
from storage.state import BY_NOTHING
from storage.store import Store
from storage.url_keys import article_id
from tests.laws.test_law import answers, county_news
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

Step = tuple[str, int, int, str]
VERBS = ("relabel", "split", "merge", "withdraw")
STEPS = ("come", "come", "come", "decide", "decide", "forget", "redate", "rename")


def steps() -> st.SearchStrategy[list[Step]]:
    """What happens, with two numbers that choose among the articles, and a relation."""
    one = st.tuples(
        st.sampled_from(STEPS),
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from([*RELATIONS, *VERBS[1:]]),
    )
    return st.lists(one, min_size=3, max_size=9)


def happen(store: Store, news: Sequence[RawPage], step: Step, workers: Workers) -> None:
    """One thing happens to the store, before the next run groups it."""
    what, one, two, said = step
    first, second = news[one % len(news)], news[two % len(news)]
    ids = sorted({article_id(canonicalize(page.url)) for page in (first, second)})
    if what == "come":
        batch = [page for n, page in enumerate(news) if n % 4 == one % 4]
        save_articles(store, keep_raw(store, batch, run_id=1), workers)
    elif what == "decide" and len(ids) == 2:
        verb = said if said in VERBS else "relabel"
        relation = None if said in VERBS else said
        decisions.add(
            store, verb, (ids[0], ids[1]), found="unrelated", who="a test", relation=relation
        )
    elif what == "forget":
        with store.transaction():
            forgotten.erase(store, forgotten.doomed(store, ids[0], None))
    elif what == "redate":
        # as pages that are extracted again: what rests on an article is derived anew (`save`)
        with store.transaction():
            store.rows(
                "UPDATE internal.articles"
                " SET published_at = TIMESTAMP '2026-03-01' + to_hours($hours)"
                " WHERE article_id = $id",
                {"id": ids[0], "hours": two * 7},
            )
            articles.forget_derived(store, ids[:1])
    elif what == "rename":
        with store.transaction():
            site = site_of(first.url)
            store.upsert("sites", [SiteRow(site, f"The Paper {two}", None, [])])


def twins(store: Store) -> list[tuple[object, ...]]:
    return store.rows("FROM internal.twins ORDER BY ALL")


def overruled(store: Store) -> list[tuple[object, ...]]:
    return store.rows("FROM internal.overruled ORDER BY ALL")


def holds(news: Sequence[RawPage], history: Sequence[Step]) -> None:
    """What runs come to step by step, grouped as a whole, and derived from nothing."""
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        happen(store, news, ("come", 0, 0, ""), workers)
        group(store, 1, workers)
        for number, step in enumerate(history, 2):
            happen(store, news, step, workers)
            group(store, number, workers)
        found, shown, said = answers(store), twins(store), overruled(store)

        store.rows("DELETE FROM internal.components")
        store.state.set_grouped(BY_NOTHING)
        group(store, 100, workers)
        assert answers(store) == found
        assert (twins(store), overruled(store)) == (shown, said)
        assert store.rows("SELECT count(*) FROM changes WHERE run_id = 100") == [(0,)]

        verdicts.forget_derived(store, "text")
        group(store, 101, workers)
        assert answers(store) == found


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(county_news(), steps())
def test_a_run_misses_nothing(news: list[RawPage], history: list[Step]) -> None:
    holds(news, history)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(county_news(), steps())
def test_a_run_misses_nothing_in_many_histories(news: list[RawPage], history: list[Step]) -> None:
    holds(news, history)
