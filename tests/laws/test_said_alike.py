"""The law: what `copies` says of two articles, everything else says too, whatever is decided."""

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.page import RawPage
from crawler.urls import canonicalize
from dedup.relations import COPIES, FORM, RELATIONS, REPORTS
from storage import decisions, snapshot
from storage.store import Store
from storage.url_keys import article_id
from tests.laws.test_law import add, pages, reprints
from tests.wirecopy.inside import process as wirecopy
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers


def later(page: RawPage) -> RawPage:
    """The same page, published a day later."""
    given = page.given
    assert given is not None
    assert given.published_at is not None
    return replace(page, given=given._replace(published_at=given.published_at + dt.timedelta(1)))


# Each story in a row; some texts also with a footer of their own, later than the text itself.
PAGES = [
    each
    for n, page in enumerate(pages())
    for each in (page, *(map(later, reprints(page)) if n % 4 == 1 else ()))
]
PAGES += [
    replace(later(PAGES[n]), url=f"{PAGES[n].url}-again-{day}")  # more equal texts than are shown
    for n in (3, 17)
    for day in range(7)
]
IDS = [article_id(canonicalize(page.url)) for page in PAGES]
VERBS = ("relabel", "relabel", "relabel", "merge", "split", "withdraw", "confirm")
Made = list[tuple[str, int, int, str]]

COPIES_OF = """
SELECT copy_id, c.source_id, c.relation::VARCHAR AS relation, c.confidence, c.share, c.group_id,
       a.relation::VARCHAR AS shown, a.source_id AS shown_source, a.group_id AS shown_group,
       p.relation::VARCHAR AS of_pair, p.confidence AS of_pair_confidence,
       a.text = s.text AS is_same_text,
       k.class_id = l.class_id AS is_one_class
FROM copies c JOIN articles a ON a.article_id = c.copy_id
LEFT JOIN articles s ON s.article_id = c.source_id
LEFT JOIN pairs p ON p.article_id = least(copy_id, c.source_id)
                 AND p.other_id = greatest(copy_id, c.source_id)
LEFT JOIN internal.classes k ON k.article_id = copy_id
LEFT JOIN internal.classes l ON l.article_id = c.source_id
"""
KEPT = """
SELECT k.relation::VARCHAR, p.relation::VARCHAR, k.confidence, p.confidence
FROM keep_map('all') k JOIN internal.judged p ON p.article_id = least(removed_id, kept_id)
                                             AND p.other_id = greatest(removed_id, kept_id)
"""
PARTIAL_COPIES = """
SELECT count(*) FROM partials p JOIN copies c
ON least(p.article_id, p.source_id) = least(c.copy_id, c.source_id)
AND greatest(p.article_id, p.source_id) = greatest(c.copy_id, c.source_id)
"""


@pytest.fixture(name="workers", scope="module")
def _workers() -> Iterator[Workers]:
    with Workers(0) as workers:
        yield workers


@pytest.fixture(name="store", scope="module")
def _store(workers: Workers) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as place, Store.open(Path(place) / "news") as store:
        add(store, PAGES, workers)
        yield store


@st.composite
def decided(draw: st.DrawFn) -> Made:
    """Up to a dozen decisions, most of them on articles of one story."""
    made = []
    for _ in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, len(IDS) - 1))
        other = (place + draw(st.integers(1, 7))) % len(IDS)
        relation = draw(st.sampled_from(RELATIONS))
        made.append((draw(st.sampled_from(VERBS)), IDS[place], IDS[other], relation))
    return made


def decide(store: Store, made: Made) -> None:
    """Let these decisions stand and no others."""
    store.rows("DELETE FROM internal.decisions")
    for verb, a, b, relation in made:
        its = relation if verb == "relabel" else None
        decisions.add(store, verb, (a, b), found="unrelated", who="a test", relation=its)


def rows(store: Store, query: str) -> list[dict[str, Any]]:
    found = store.connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def holds(store: Store) -> list[dict[str, Any]]:
    """Assert the law; the copies that it was tried on."""
    found = rows(store, COPIES_OF)
    for copy in found:
        assert copy["relation"] in COPIES
        assert (copy["shown"], copy["shown_group"]) == (copy["relation"], copy["group_id"])
        assert copy["shown_source"] == copy["source_id"]
        if copy["of_pair"] is not None:
            assert copy["of_pair"] == copy["relation"], copy
            assert copy["of_pair_confidence"] == pytest.approx(copy["confidence"]), copy
        elif copy["source_id"] is not None:
            assert copy["is_one_class"], copy
            assert copy["relation"] == "verbatim"
    for relation, of_pair, confidence, of_pair_confidence in store.rows(KEPT):
        assert relation == of_pair
        assert confidence == pytest.approx(of_pair_confidence)
    assert store.rows(PARTIAL_COPIES) == [(0,)]
    return found


def test_law_holds_without_decisions(store: Store, workers: Workers) -> None:
    decide(store, [])
    group(store, 1, workers)
    found = holds(store)
    assert {copy["relation"] for copy in found} == set(COPIES)
    assert sum(copy["of_pair"] is not None for copy in found) > 20


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(decided())
def test_law_holds_whatever_people_decide(store: Store, workers: Workers, made: Made) -> None:
    decide(store, made)
    group(store, 1, workers)
    holds(store)


def test_what_is_decided_later_changes_nothing_until_it_is_taken_in(
    store: Store, workers: Workers
) -> None:
    """`review --later` leaves all answers as they are, not some of them."""
    decide(store, [])
    group(store, 1, workers)
    before = holds(store)
    edited = next(copy for copy in before if copy["relation"] == "edited" and copy["source_id"])

    decisions.add(
        store,
        "relabel",
        (edited["copy_id"], edited["source_id"]),
        found="edited",
        who="a test",
        relation="same_story",
    )
    assert holds(store) == before

    group(store, 1, workers)
    now = {copy["copy_id"]: copy for copy in holds(store)}
    assert now.get(edited["copy_id"], {}).get("source_id") != edited["source_id"]


@pytest.mark.parametrize("relation", [*REPORTS, "partial", FORM])
def test_commands_say_it_too(relation: str, store: Store, workers: Workers) -> None:
    """A person says that a copy is none: no command shows it as one of that article."""
    decide(store, [])
    group(store, 1, workers)
    edited = next(copy for copy in holds(store) if copy["relation"] == "edited")
    copy_id, source_id = edited["copy_id"], edited["source_id"]
    decide(store, [("relabel", copy_id, source_id, relation)])
    group(store, 1, workers)
    holds(store)
    snapshot.publish(store)

    def said(*command: object) -> str:
        done = wirecopy(*map(str, command), "--store", store.path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    explained = said("explain", copy_id, source_id)
    assert f"relabel ({relation}) by a test" in explained
    assert "review" in explained
    assert "reuses text of" not in explained
    site = store.rows("SELECT site FROM articles WHERE article_id = ?", [source_id])[0][0]
    listed = json.loads(said("copies-of", site, "--format", "json"))
    assert (copy_id, source_id) not in [(row["copy_id"], row["source_id"]) for row in listed]
    fed = json.loads(said("feed", "--format", "json"))
    copies = [copy for item in fed["items"] for copy in item["_wirecopy"]["copies"]]
    assert copies
    assert (copy_id, source_id) not in [(row["copy_id"], row["source_id"]) for row in copies]
    with (Path(store.path) / "copies.jsonl").open("w+") as out:
        said("export", "copies", "-o", out.name, "--force")
        exported = [json.loads(line) for line in out]
    assert (copy_id, source_id) not in [(row["copy_id"], row["source_id"]) for row in exported]


def test_put_together_by_a_person_counts_as_edited(store: Store, workers: Workers) -> None:
    """Until somebody says what they are; everything says so."""
    decide(store, [])
    group(store, 1, workers)
    a, b = store.rows(
        "SELECT p.article_id, other_id FROM pairs p JOIN copy_groups g"
        " ON g.source_id = p.article_id WHERE p.relation = 'same_story' ORDER BY ALL LIMIT 1"
    )[0]
    decide(store, [("merge", a, b, "")])
    group(store, 1, workers)
    holds(store)
    shown = store.rows(
        "SELECT relation, confidence, channels[-1] FROM pairs"
        " WHERE article_id = ? AND other_id = ?",
        [a, b],
    )
    assert shown == [("edited", 1.0, "review")]
