"""The law: whatever the order or the split of the batches, the answers are those of one run."""

import datetime as dt
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.page import Given, RawPage
from crawler.urls import canonicalize
from storage import forgotten, url_keys, verdicts
from storage.store import Store
from storage.url_keys import article_id
from tests.as_texts import as_text
from tests.dedup.newswire import Report, copies, reports, text_of
from tests.wirecopy.stages.test_openings import VERSIONS, A
from wirecopy.demo.newsroom import load
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

STORIES = ("s01-dredging", "s02-bridge", "s09-minister", "s12-sewage", "s13-chip-plant")


class Answers(NamedTuple):
    """All that grouping decides."""

    classes: list[tuple[object, ...]]
    members: list[tuple[object, ...]]
    groups: list[tuple[object, ...]]
    stories: list[tuple[object, ...]]
    families: list[list[str]]
    tales: list[list[str]]


def pages() -> list[RawPage]:
    """Five stories of the sample newsroom as rows of text."""
    return [as_text(page) for page in load().pages if page.story in STORIES]


def reprints(page: RawPage) -> list[RawPage]:
    """Reprints that differ in a footer, as when boilerplate slips through."""
    return [
        replace(
            page,
            url=f"{page.url}-reprint-{n}",
            body=page.body + f"\nCopyright {place}. All rights are with the paper.".encode(),
        )
        for n, place in enumerate(("Tarn Haven", "Lorne City", "Port Ellen"))
    ]


PAGES = [
    each
    for n, page in enumerate(pages())
    for each in (page, *(reprints(page) if n % 6 == 0 else ()))
]


def add(store: Store, batch: Sequence[RawPage], workers: Workers) -> None:
    save_articles(store, keep_raw(store, batch, run_id=1), workers)
    group(store, 1, workers)


def answers(store: Store) -> Answers:
    """By the keys of the articles: which ids they have may depend on who came first."""
    name = dict(store.rows("SELECT article_id, url FROM internal.articles"))
    name = {article: canonicalize(url) for article, url in name.items()}

    def named(query: str, n_ids: int) -> list[tuple[object, ...]]:
        rows = store.rows(query)
        return sorted(((*map(name.get, row[:n_ids]), *row[n_ids:]) for row in rows), key=repr)

    def parts(column: str) -> list[list[str]]:
        rows = store.rows(f"SELECT list(article_id) FROM internal.classes GROUP BY {column}")
        return sorted(sorted(name[article] for article in members) for (members,) in rows)

    return Answers(
        named("SELECT article_id, class_id FROM internal.classes", 2),
        named("SELECT article_id, group_id, relation, round(share, 9) FROM internal.members", 2),
        named(
            "SELECT group_id, source_id, source_status, round(source_confidence, 9)"
            " FROM internal.copy_groups",
            2,
        ),
        named("SELECT article_id, story_id FROM internal.stories", 2),
        parts("family_id"),
        parts("tale_id"),
    )


def derived(batches: Sequence[Sequence[RawPage]]) -> Answers:
    """What batches lead to; the same when grouped once more, and when grouped from nothing."""
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        for batch in batches:
            add(store, batch, workers)
        found = answers(store)
        group(store, 1, workers)
        assert answers(store) == found
        verdicts.forget_derived(store, "text")
        group(store, 1, workers)
        assert answers(store) == found
        return found


@cache
def at_once() -> Answers:
    """What one run of all pages leads to."""
    return derived([PAGES])


DECKED = [*VERSIONS.values(), A]


def test_reprints_that_differ_in_a_footer_are_one_class() -> None:
    """Else the law would not be tried where classes hang on verified pairs."""
    of_class = Counter(class_id for _, class_id in at_once().classes)

    assert sum(n >= 4 for n in of_class.values()) >= 3


def test_one_run_finds_the_copies() -> None:
    """The law would hold for a run that finds nothing, too."""
    assert len(at_once().groups) >= len(STORIES)


def parted(whole: list[RawPage], chance: random.Random, n_batches: int) -> list[list[RawPage]]:
    """Pages in another order, in batches of any size."""
    shuffled = whole[:]
    chance.shuffle(shuffled)
    cuts = sorted(chance.randrange(len(whole) + 1) for _ in range(n_batches - 1))
    return [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


@settings(max_examples=4, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
@given(st.randoms(use_true_random=False), st.integers(2, 6))
def test_order_and_split_do_not_matter(chance: random.Random, n_batches: int) -> None:
    assert derived(parted(PAGES, chance, n_batches)) == at_once()


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(st.randoms(use_true_random=False), st.integers(2, 6))
def test_it_does_not_matter_who_had_an_id_first(chance: random.Random, n_batches: int) -> None:
    """Where all keys fall on a few ids, and no dates decide: answers go by the keys."""
    undated = [replace(page, given=Given()) for page in PAGES[:40]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(url_keys, "first_id", lambda known: (int(known, 16) >> 125) << 40)
        assert derived(parted(undated, chance, n_batches)) == derived([undated])


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(st.randoms(use_true_random=False), st.integers(2, 4))
def test_it_does_not_matter_whose_deck_came_first(chance: random.Random, n_batches: int) -> None:
    """Two reports, of one event by their decks alone, and reprints with other decks."""
    found = derived([DECKED])
    assert len({story for _, story in found.stories}) == 1
    assert len(found.stories) == len(DECKED)
    assert derived(parted(DECKED, chance, n_batches)) == found


@st.composite
def county_news(draw: st.DrawFn) -> list[RawPage]:
    """A few events, each reported and copied up to four times and again, some undated.

    Some copies come out months later: outside of the window of others of their class.
    """
    found: list[RawPage] = []
    for event in range(draw(st.integers(2, 4))):
        report = draw(reports())
        told: list[Report] = [report, *draw(st.lists(copies(report), max_size=4))]
        told += draw(st.lists(st.sampled_from(told), max_size=2))
        for n, each in enumerate(told):
            hours = draw(st.one_of(st.none(), st.integers(0, 200), st.integers(0, 1500)))
            found.append(county_page(f"{event}-{n}", text_of(each), hours))
    return found


def county_page(name: str, text: str, hours: int | None) -> RawPage:
    day = None if hours is None else dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    published = None if day is None else day + dt.timedelta(hours=hours or 0)
    return RawPage(
        f"https://paper-{name}.example/story",
        text.encode(),
        "text/plain",
        "utf-8",
        given=Given(published_at=published),
    )


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(county_news(), st.randoms(use_true_random=False), st.integers(2, 5))
def test_law_holds_for_whatever_is_reported(
    news: list[RawPage], chance: random.Random, n_batches: int
) -> None:
    assert derived(parted(news, chance, n_batches)) == derived([news])


def test_no_pair_is_of_one_article() -> None:
    """Not even where many articles have one text."""
    same = [county_page(str(n), PAGES[0].body.decode(), n) for n in range(6)]
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        add(store, [*same, *PAGES[:8]], workers)
        pairs = store.rows("SELECT article_id, other_id FROM internal.pairs")
    assert pairs
    assert all(one < other for one, other in pairs)


def test_what_goes_takes_no_copies_of_others_with_it() -> None:
    """A pair is kept by one of equal texts: when that one is erased, the other one has it still."""
    report = pages()[0]
    given = report.given
    assert given is not None
    assert given.published_at is not None
    lines = report.body.split(b"\n")
    more = (
        b"The harbour office did not answer questions on Tuesday, and a second vote is due in May."
    )
    edited = replace(
        report, url="https://paper-edited.example/story", body=b"\n".join([*lines[:-3], more])
    )
    same = replace(
        report,
        url="https://paper-again.example/story",
        given=given._replace(published_at=given.published_at - dt.timedelta(hours=1)),
    )
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        for batch in ([report, edited], [same]):
            add(store, batch, workers)
        assert len(answers(store).members) == 3
        gone = article_id(canonicalize(report.url))
        with store.transaction():
            forgotten.erase(store, forgotten.doomed(store, gone, None))
        group(store, 1, workers)
        left = answers(store)
        verdicts.forget_derived(store, "text")
        group(store, 1, workers)
        assert answers(store) == left
        assert len(left.members) == 2
