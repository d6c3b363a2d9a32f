"""The demo's store against what the newsroom truly contains, by SQL."""

import json
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest

from dedup.relations import COPIES
from storage.reader import open_reader


class Truth(NamedTuple):
    """What was written: a page, how it relates to its source, and the story that it belongs to."""

    url: str
    relation: str | None
    source_url: str | None
    story: str


class Found(NamedTuple):
    """What the store says of a page."""

    url: str
    relation: str | None
    source_url: str | None
    story_id: int | None
    body_status: str


TRUTH = [
    Truth(**row)
    for row in json.loads((files("wirecopy") / "demo" / "truth.json").read_text("utf-8"))
]


@pytest.fixture(scope="module", name="found")
def _found(demo_store: Path) -> dict[str, Found]:
    with open_reader(demo_store) as reader:
        rows = reader.query(
            "SELECT a.url, a.relation::VARCHAR, s.url, a.story_id, a.body_status"
            " FROM articles a LEFT JOIN articles s ON s.article_id = a.source_id"
        ).rows
    return {
        bare(url): Found(bare(url), relation, bare(source), *rest)
        for url, relation, source, *rest in rows
        if url
    }


def bare(url: str | None) -> str:
    """An address without what one outlet's feed adds to it; the store keeps it as it came."""
    return (url or "").partition("?utm_")[0]


@pytest.fixture(scope="module", name="partials")
def _partials(demo_store: Path) -> set[tuple[str, str]]:
    with open_reader(demo_store) as reader:
        rows = reader.query(
            "SELECT a.url, s.url FROM partials p JOIN articles a USING (article_id)"
            " JOIN articles s ON s.article_id = p.source_id"
        ).rows
    return {(bare(row[0]), bare(row[1])) for row in rows}


def test_every_page_was_crawled_once(demo_store: Path) -> None:
    with open_reader(demo_store) as reader:
        urls = [
            bare(url) for (url,) in reader.query("SELECT url FROM articles WHERE url <> ''").rows
        ]

    assert sorted(urls) == sorted({truth.url for truth in TRUTH})


@pytest.mark.parametrize("truth", [t for t in TRUTH if t.relation in COPIES], ids=lambda t: t.url)
def test_copy_has_its_relation_and_source(truth: Truth, found: dict[str, Found]) -> None:
    page = found[truth.url]

    assert (page.relation, page.source_url) == (truth.relation, truth.source_url or "")


@pytest.mark.parametrize("truth", [t for t in TRUTH if t.relation == "source"], ids=lambda t: t.url)
def test_source_is_named_as_source(truth: Truth, found: dict[str, Found]) -> None:
    assert found[truth.url].relation == "source"


@pytest.mark.parametrize(
    "truth", [t for t in TRUTH if t.relation in ("same_story", None)], ids=lambda t: t.url
)
def test_independent_report_is_no_copy(truth: Truth, found: dict[str, Found]) -> None:
    assert found[truth.url].relation is None


@pytest.mark.parametrize(
    "truth", [t for t in TRUTH if t.relation == "partial"], ids=lambda t: str(t.source_url)
)
def test_roundup_shares_a_passage(
    truth: Truth, found: dict[str, Found], partials: set[tuple[str, str]]
) -> None:
    assert found[truth.url].relation is None
    assert (truth.url, str(truth.source_url)) in partials


def test_no_story_holds_two(found: dict[str, Found]) -> None:
    """Copies and reports of one event are one story; different events are never one."""
    of_story = defaultdict(set)
    for truth in TRUTH:
        if truth.relation != "partial" and found[truth.url].story_id is not None:
            of_story[found[truth.url].story_id].add(truth.story)

    assert [sorted(stories) for stories in of_story.values() if len(stories) > 1] == []


@pytest.mark.parametrize("story", sorted({t.story for t in TRUTH if t.relation is not None}))
def test_reports_of_one_event_are_one_story(story: str, found: dict[str, Found]) -> None:
    """Teasers aside: of a page behind a paywall there is too little to compare."""
    pages = [
        found[t.url] for t in TRUTH if t.story == story and t.relation not in (None, "partial")
    ]

    assert len({page.story_id for page in pages if page.body_status == "full"}) == 1
