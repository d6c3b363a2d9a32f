"""What spinners leave behind is shown as a hint, and can be asked for by SQL."""

from pathlib import Path

import pytest

from storage.reader import open_reader
from tests.console import wirecopy

ARTICLE = "SELECT article_id::VARCHAR FROM articles WHERE url LIKE ? ORDER BY ALL LIMIT 1"


def shown(store: Path, pattern: str) -> str:
    with open_reader(store) as reader:
        ((article,),) = reader.query(ARTICLE, [pattern]).rows
    return wirecopy("show", article, "--store", store).stdout


def test_residue_is_shown(demo_store: Path) -> None:
    found = shown(demo_store, "%recount-overturns-larkhaven%")
    assert "hints of automatic spinning, no verdict\n  placeholder: [ad_1]" in found


@pytest.mark.parametrize("pattern", ["%larkhaven-mayor-recount%", "http://northwire.example/%"])
def test_newsroom_has_no_hints(demo_store: Path, pattern: str) -> None:
    assert "hints" not in shown(demo_store, pattern)


def test_hints_lie_on_spun_copies(demo_store: Path) -> None:
    with open_reader(demo_store) as reader:
        found = reader.query(
            "SELECT DISTINCT site, relation FROM hints JOIN articles USING (article_id)"
        ).rows
    assert {site for site, _ in found} == {"newsblast-hub.example", "worldupdate24.example"}
    assert {relation for _, relation in found} == {"spun", "rewritten"}


def test_learnt_phrase_stands_in_several_stories(demo_store: Path) -> None:
    with open_reader(demo_store) as reader:
        found = reader.query("SELECT min(stories), count(*) > 0 FROM tortured_phrases").rows
    assert found == [(2, True)]
