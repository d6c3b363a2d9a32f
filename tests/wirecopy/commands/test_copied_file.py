"""A copy of what a store has published answers as the store does, without its directory."""

import re
import shutil
from pathlib import Path

import pytest

from tests.storage.own_sources import ROOT
from tests.wirecopy.inside import wirecopy

PAGE = (ROOT / "docs" / "howto-share.md").read_text("utf-8")
ASKED = [
    ("groups",),
    ("copies-of", "northwire.example"),
    ("replacements",),
    ("search", "ferry"),
    ("schema",),
    ("sql", "SELECT count(*) FROM copies"),
    ("runs",),
    ("runs", "diff", "1", "1"),
    ("review", "list"),
]
REFUSED = [("doctor",), ("health",), ("sources", "list"), ("forget", "--list")]


@pytest.fixture(name="file")
def _file(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_store / "news.duckdb", tmp_path / "for-ada.duckdb"))


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_what_was_found(asked: tuple[str, ...], demo_store: Path, file: Path) -> None:
    answer = wirecopy(*asked, "--store", file)

    assert answer[0] == 0, answer[2]
    assert answer == wirecopy(*asked, "--store", demo_store)


@pytest.mark.parametrize("asked", REFUSED, ids=" ".join)
def test_what_needs_a_directory(asked: tuple[str, ...], file: Path) -> None:
    """The page names these."""
    (told,) = re.findall(r"wants its directory: (.*?)\. ", PAGE, re.DOTALL)

    assert wirecopy(*asked, "--store", file)[0] == 2
    assert f"`{asked[0]}" in told
