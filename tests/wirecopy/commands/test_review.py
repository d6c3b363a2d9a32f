"""What people decide is respected by later runs, whatever their order, and never lost."""

import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.page import RawPage
from crawler.urls import canonicalize
from storage import decisions, verdicts
from storage.store import Store
from storage.url_keys import article_id
from tests.laws.test_law import PAGES, Answers, add, answers, parted
from tests.wirecopy.inside import process as wirecopy
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

IDS = [article_id(canonicalize(page.url)) for page in PAGES]  # those of one story in a row
FIXED = ("verbatim", "edited", "spun", "partial", "unrelated", "same_form")
VERBS = ("split", "merge", "relabel", "withdraw", "confirm")


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def ask(store: Path, query: str) -> list[list[object]]:
    done = wirecopy("sql", query, "--format", "json", "--store", store)
    assert done.returncode == 0, done.stderr
    return [list(row.values()) for row in json.loads(done.stdout)]


def review(store: Path, *arguments: object) -> None:
    done = wirecopy("review", *map(str, arguments), "--who", "Ada", "--store", store)
    assert done.returncode == 0, done.stderr


def a_pair(store: Path, where: str) -> tuple[int, int]:
    ((a, b),) = ask(
        store,
        "SELECT p.article_id, other_id FROM pairs p JOIN articles a USING (article_id)"
        " JOIN articles b ON b.article_id = other_id"
        f" WHERE {where} ORDER BY ALL LIMIT 1",
    )
    assert isinstance(a, int)
    assert isinstance(b, int)
    return a, b


def groups_of(store: Path, *ids: int) -> list[object]:
    found = ask(store, "SELECT article_id, group_id FROM articles")
    places = {row[0]: row[1] for row in found}
    return [places[n] for n in ids]


TOGETHER = "p.relation = 'edited' AND a.group_id = b.group_id"
REBUILDS = ("text", "raw")


@pytest.mark.parametrize("since", REBUILDS)
def test_decisions_survive_a_rebuild(store: Path, since: str) -> None:
    a, b = a_pair(store, TOGETHER)
    c, d = a_pair(store, "p.relation = 'same_story'")
    review(store, "split", a, b, "--later")
    review(store, "merge", c, d, "--later")
    review(store, "relabel", c, d, "rewritten")
    one, two, three, four = groups_of(store, a, b, c, d)
    assert one is None or two is None or one != two
    assert three == four is not None

    assert wirecopy("rebuild", "--from", since, "--store", store).returncode == 0

    assert groups_of(store, a, b, c, d) == [one, two, three, four]
    found = ask(store, f"SELECT relation FROM pairs WHERE article_id = {c} AND other_id = {d}")
    assert found == [["rewritten"]]


def test_withdrawn_decision_leaves_no_trace_in_the_groups(store: Path) -> None:
    a, b = a_pair(store, TOGETHER)
    everything = (
        "SELECT article_id, group_id, relation, source_id, story_id FROM articles ORDER BY 1"
    )
    before = ask(store, everything)
    review(store, "relabel", a, b, "unrelated", "--later")
    review(store, "split", a, b)
    assert ask(store, everything) != before

    review(store, "withdraw", a, b)

    assert ask(store, everything) == before
    assert ask(store, "SELECT DISTINCT stands FROM decisions") == [[False]]


def test_relation_that_a_person_fixed_is_shown_as_such(store: Path) -> None:
    a, b = a_pair(store, TOGETHER)
    review(store, "relabel", a, b, "spun", "--why", "a thesaurus at work")

    told = wirecopy("explain", str(a), str(b), "--store", store).stdout
    shown = wirecopy("show", str(a), "--store", store).stdout
    assert "spun: words and phrases inside the sentences were swapped" in told
    assert "relabel (spun) by Ada on" in told
    assert "a thesaurus at work" in told
    assert "relabel (spun) with" in shown


def test_pair_relabelled_unrelated_is_no_pair_and_one_found_unrelated_can_be(store: Path) -> None:
    a, b = a_pair(store, TOGETHER)
    review(store, "relabel", a, b, "unrelated")
    assert ask(store, f"SELECT relation FROM pairs WHERE article_id = {a} AND other_id = {b}") == []

    ((c, d),) = ask(
        store,
        "SELECT min(article_id), max(article_id) FROM articles WHERE group_id IS NULL"
        " AND body_status = 'full'",
    )
    assert isinstance(c, int)
    assert isinstance(d, int)
    review(store, "relabel", c, d, "partial")
    found = ask(store, f"SELECT relation, confidence FROM pairs WHERE article_id = {c}"
                       f" AND other_id = {d}")  # fmt: skip
    assert found == [["partial", 1.0]]


@pytest.mark.parametrize("found", ["edited", "same_story"])
def test_pair_relabelled_as_one_form_is_shown_as_that_and_nothing_else(
    store: Path, found: str
) -> None:
    a, b = a_pair(store, f"p.relation = '{found}' AND a.story_id = b.story_id")
    of_both = f"article_id = {a} AND other_id = {b}"
    measured = ask(store, f"SELECT measure, value FROM evidence WHERE {of_both} ORDER BY ALL")
    review(store, "relabel", b, a, "same_form", "--why", "two obituaries")

    told = wirecopy("explain", str(a), str(b), "--store", store).stdout
    assert "are the same form filled with other facts: market briefs, results, weather" in told
    assert "two obituaries" in told
    assert "reuses text of" not in told
    assert ask(store, f"SELECT relation, confidence FROM pairs WHERE {of_both}") == [
        ["same_form", 1.0]
    ]
    assert ask(store, f"SELECT measure, value FROM evidence WHERE {of_both} ORDER BY ALL") == (
        measured
    )
    for view, one in (("copies", "copy_id"), ("partials", "article_id")):
        assert (
            ask(store, f"FROM {view} WHERE {one} IN ({a}, {b}) AND source_id IN ({a}, {b})") == []
        )
    assert ask(store, "SELECT label, found FROM decisions") == [["same_form", found]]
    (last,) = ask(store, "SELECT relation FROM pairs ORDER BY relation DESC LIMIT 1")
    assert last == ["same_form"]

    review(store, "withdraw", a, b)
    assert ask(store, f"SELECT relation FROM pairs WHERE {of_both}") == [[found]]


def test_list_is_labelled_data(store: Path) -> None:
    a, b = a_pair(store, TOGETHER)
    review(store, "confirm", a, b)
    review(store, "relabel", b, a, "spun", "--later")
    review(store, "split", a, b, "--later")
    review(store, "merge", a, b, "--later")

    listed = wirecopy("review", "list", "--texts", "--format", "jsonl", "--store", store).stdout
    rows = [json.loads(line) for line in listed.splitlines()]

    labels = [(row["verb"], row["label"], row["found"], row["stands"]) for row in rows]
    assert labels == [
        ("confirm", "edited", "edited", True),
        ("relabel", "spun", "edited", True),
        ("split", "apart", "edited", False),  # nothing has taken in what was relabelled
        ("merge", "together", "edited", True),
    ]
    assert all((row["article_id"], row["other_id"]) == (a, b) for row in rows)
    assert all(row["text"] and row["other_text"] and row["url"] for row in rows)


def test_equal_texts_cannot_be_told_apart(store: Path) -> None:
    ((a, b),) = ask(
        store,
        "SELECT min(article_id), max(article_id) FROM internal.articles"
        " GROUP BY content_hash HAVING count(*) > 1 ORDER BY ALL LIMIT 1",
    )
    done = wirecopy("review", "split", str(a), str(b), "--store", store)

    assert done.returncode == 2
    assert "their texts are equal, word for word" in done.stderr
    assert ask(store, "FROM decisions") == []


@st.composite
def decided(draw: st.DrawFn) -> list[tuple[str, int, int, str]]:
    """Up to eight decisions on articles of the law's five stories, most of them on one story."""
    made = []
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(IDS) - 1))
        other = (place + draw(st.integers(1, 6))) % len(IDS)
        relation = draw(st.sampled_from(FIXED))
        made.append((draw(st.sampled_from(VERBS)), IDS[place], IDS[other], relation))
    return made


def derived(
    batches: Sequence[Sequence[RawPage]], made: Sequence[tuple[str, int, int, str]], moment: int
) -> Answers:
    """What batches and decisions, made after so many of them, lead to; again from nothing."""
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        for n, batch in enumerate([*batches, []]):
            if n == moment:
                decide(store, made)
            add(store, batch, workers)
        found = answers(store)
        verdicts.forget_derived(store, "text")
        group(store, 1, workers)
        assert answers(store) == found
        return found


def decide(store: Store, made: Sequence[tuple[str, int, int, str]]) -> None:
    for verb, a, b, relation in made:
        its = relation if verb == "relabel" else None
        decisions.add(store, verb, (a, b), found="unrelated", who="a test", relation=its)


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(decided(), st.randoms(use_true_random=False), st.integers(1, 3), st.integers(0, 3))
def test_law_holds_with_decisions(
    made: list[tuple[str, int, int, str]], chance: random.Random, n_batches: int, moment: int
) -> None:
    """Whatever the order of batches and decisions, the answers are those of one run."""
    batches = parted(PAGES, chance, n_batches)

    assert derived(batches, made, min(moment, n_batches)) == derived([PAGES], made, 0)
