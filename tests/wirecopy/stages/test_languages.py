"""Copies in nine languages through a store: the channels offer them, the groups hold them."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.page import Given, RawPage
from storage.store import Store
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

CASES = json.loads(
    (Path(__file__).parents[2] / "dedup" / "languages.json").read_text(encoding="utf-8")
)
LANGUAGES = [case["language"] for case in CASES]
HOURS = {"source": 8, "unrelated": 9, "reprint": 10, "edited": 11, "spun": 12, "independent": 13}
COPIES = {"reprint": "verbatim", "edited": "edited", "spun": "spun"}


def pages() -> list[RawPage]:
    """The texts as rows of a file, each language's on a day of its own."""
    return [
        RawPage(
            f"https://{kind}.example/{case['language']}",
            case[kind].encode(),
            "text/plain",
            "utf-8",
            given=Given(published_at=dt.datetime(2026, 3, 1 + day, hour, tzinfo=dt.UTC)),
        )
        for day, case in enumerate(CASES)
        for kind, hour in HOURS.items()
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    place = tmp_path_factory.mktemp("languages") / "news"
    with Store.open(place) as opened, Workers(0) as workers:
        save_articles(opened, keep_raw(opened, pages(), run_id=1), workers)
        group(opened, 1, workers)
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_source_and_copies_are_one_group(store: Store, language: str) -> None:
    rows = store.rows(
        "SELECT url.split('/')[3], relation FROM articles"
        " WHERE url LIKE ? AND group_id IS NOT NULL",
        [f"%.example/{language}"],
    )
    found = {host.removesuffix(".example"): relation for host, relation in rows}
    assert found == {"source": "source", **COPIES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["edited", "spun"])
def test_channels_offer_the_copies(store: Store, language: str, kind: str) -> None:
    """Not only because the group was closed: each is offered with its source by itself."""
    ((channels,),) = store.rows(
        "SELECT p.channels FROM pairs p JOIN articles a USING (article_id)"
        " JOIN articles b ON b.article_id = p.other_id"
        " WHERE list_sort([a.url, b.url]) = list_sort([?, ?])",
        [f"https://{name}.example/{language}" for name in ("source", kind)],
    )
    assert {"names", "trigrams"} <= set(channels)


@pytest.mark.parametrize("language", ["German", "Spanish", "French", "Portuguese", "Dutch"])
def test_independent_report_is_in_the_story(store: Store, language: str) -> None:
    stories = store.rows(
        "SELECT DISTINCT story_id FROM articles WHERE url IN (?, ?)",
        [f"https://{name}.example/{language}" for name in ("source", "independent")],
    )
    assert len(stories) == 1
    assert stories[0][0] is not None


def test_no_story_holds_two_languages(store: Store) -> None:
    assert (
        store.rows(
            "SELECT story_id FROM articles WHERE story_id IS NOT NULL GROUP BY story_id"
            " HAVING count(DISTINCT url.split('/')[4]) > 1"
        )
        == []
    )
