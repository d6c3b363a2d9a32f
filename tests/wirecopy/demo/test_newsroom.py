"""The sample newsroom's texts: enough of them, whole, and unreadable ones are named."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from wirecopy.demo.newsroom import NewsroomError, load
from wirecopy.demo.outlets import OUTLETS

NEWSROOM = load()
MALFORMED = json.loads((Path(__file__).parent / "malformed.json").read_text(encoding="utf-8"))


def test_there_are_enough_pages_stories_and_outlets() -> None:
    stories = {page.story for page in NEWSROOM.pages if "followup" not in page.story}
    assert len(NEWSROOM.pages) >= 60
    assert len(stories) >= 12
    assert {page.outlet for page in NEWSROOM.pages} == set(OUTLETS)
    assert len(OUTLETS) == 10


@pytest.mark.parametrize("page", NEWSROOM.pages, ids=lambda page: page.url)
def test_a_page_is_a_whole_article_of_that_week(page: Any) -> None:
    assert page.words >= 150
    assert page.title
    assert datetime(2026, 3, 2, tzinfo=UTC) <= page.published <= page.modified
    assert page.modified < datetime(2026, 3, 10, tzinfo=UTC)
    assert all(paragraph == " ".join(paragraph.split()) for paragraph in page.paragraphs)


def test_pages_are_newest_first() -> None:
    times = [page.published for page in NEWSROOM.pages]
    assert times == sorted(times, reverse=True)


def test_a_reprint_has_the_words_of_its_source_and_came_later() -> None:
    by_url = {page.url: page for page in NEWSROOM.pages}
    reprints = [page for page in NEWSROOM.pages if page.reprint_of]
    assert len(reprints) >= 12
    for page in reprints:
        source = by_url[page.reprint_of]
        assert page.paragraphs == source.paragraphs
        assert page.published > source.published


def test_only_the_first_paragraphs_stand_in_front_of_a_paywall() -> None:
    paywalled = [page for page in NEWSROOM.pages if page.is_paywalled]
    assert paywalled
    for page in paywalled:
        assert page.shown == page.paragraphs[:2]
        assert len(page.paragraphs) > 2


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: case["label"])
def test_a_malformed_text_is_named(case: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "s01-test").mkdir()
    (tmp_path / "s01-test" / case["file"]).write_text(case["text"], encoding="utf-8")
    with pytest.raises(NewsroomError) as raised:
        load(tmp_path)
    assert str(raised.value).startswith(f"s01-test/{case['file']}: ")
    assert case["says"] in str(raised.value)


def test_two_pages_with_one_address_are_named(tmp_path: Path) -> None:
    (tmp_path / "s01-test").mkdir()
    front = 'path = "/a"\ntitle = "T"\nsection = "S"\npublished = 2026-03-02T09:42:00Z'
    for name in ("northwire.md", "northwire-2.md"):
        (tmp_path / "s01-test" / name).write_text(f"+++\n{front}\n+++\nA text.\n", encoding="utf-8")
    with pytest.raises(NewsroomError, match=r"s01-test/northwire-2\.md: another page has the addr"):
        load(tmp_path)


def test_truth_and_newsroom_name_the_same_pages() -> None:
    text = (files("wirecopy") / "demo" / "truth.json").read_text(encoding="utf-8")
    truth = json.loads(text)
    urls = {page.url for page in NEWSROOM.pages}
    assert {entry["url"] for entry in truth} == urls
    assert {entry["source_url"] for entry in truth} - {None} <= urls
    reprints = {page.url: page.reprint_of for page in NEWSROOM.pages if page.reprint_of}
    verbatim = {e["url"]: e["source_url"] for e in truth if e["relation"] == "verbatim"}
    assert reprints.items() <= verbatim.items()
