"""A site by its host, with or without www, or by one of its addresses."""

from pathlib import Path

import pytest

from storage.snapshot import publish
from storage.store import Store
from tests.storage.sample_records import article
from tests.wirecopy.inside import wirecopy

ASKED = [
    ("groups", "--site"),
    ("groups", "--source"),
    ("replacements", "--site"),
    ("search", "the", "--site"),
    ("feed", "--source"),
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
@pytest.mark.parametrize("name", ["www.{}", "https://WWW.{}/a/b"])
def test_a_site_has_many_names(demo_store: Path, asked: tuple[str, ...], name: str) -> None:
    site = "newsblast-hub.example" if asked[0] == "replacements" else "northwire.example"
    told = wirecopy(*asked, site, "--store", demo_store)
    nothing = wirecopy(*asked, "nowhere.example", "--store", demo_store)

    assert told[0] == 0
    assert told[1] != nothing[1]
    assert wirecopy(*asked, name.format(site), "--store", demo_store) == told


def test_a_name_that_an_import_brought(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        store.insert("articles", [article(1, site="The Ledger")])
        store.state.mark_changed()
        publish(store)

    found = wirecopy("copies-of", "The Ledger", "--store", tmp_path / "news")
    assert found[0] == 0, found[2]
