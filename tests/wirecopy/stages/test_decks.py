"""A deck in the text of one version and in the field of another makes no difference."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from crawler.page import RawPage
from storage.store import Store
from tests.wirecopy.stages.test_furniture import REPORTS, grouped

DECK = "A pilot boat drifted towards the mole on Monday, and a tug reached it just in time."
BODY = "".join(f"<p>{sentence}.</p>" for sentence in REPORTS[0].split(". "))
TEXTS = {
    "field": f"<h1>Boat drifts</h1><h2 class=deck>{DECK}</h2><div class=story-body>{BODY}</div>",
    "text": f"<h1>Boat drifts</h1><div class=story-body><p>{DECK}</p>{BODY}</div>",
    "none": f"<h1>Boat drifts</h1><div class=story-body>{BODY}</div>",
}
ANSWERS = "SELECT copy_id, source_site, relation, round(confidence, 6) FROM copies ORDER BY ALL"
COMPARED = "SELECT count(DISTINCT content_hash), count(*) FROM internal.texts"


def page(name: str) -> RawPage:
    html = f"<title>Boat drifts</title><body><article>{TEXTS[name]}</article>"
    return RawPage(f"https://{name}.example/boat", html.encode())


def test_the_deck_is_a_field(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [page(name) for name in TEXTS])

        decks = dict(store.rows("SELECT site, deck FROM articles"))
        assert decks == {"field.example": DECK, "text.example": None, "none.example": None}


@pytest.mark.parametrize("order", list(permutations(TEXTS)), ids="-".join)
def test_versions_are_one_text_whatever_came_first(order: Sequence[str], tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        for name in order:
            grouped(store, [page(name)])

        assert store.rows(COMPARED) == [(1, 3)]
        assert store.rows("SELECT relation, count(*) FROM copies GROUP BY 1") == [("verbatim", 2)]
        before = store.rows(ANSWERS)
        grouped(store, [])
        assert store.rows(ANSWERS) == before


def test_a_first_paragraph_that_is_no_deck_is_compared(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [page("text"), page("none")])

        assert store.rows("SELECT count(*) FROM internal.leads") == [(0,)]
        assert store.rows(COMPARED) == [(2, 2)]


def test_little_more_than_a_deck_is_compared_as_a_whole(tmp_path: Path) -> None:
    html = f"<title>Boat</title><body><article><p>{DECK}</p><p>More will follow soon.</p></article>"
    with Store.open(tmp_path / "news") as store:
        grouped(store, [page("field"), RawPage("https://brief.example/a", html.encode())])

        assert store.rows("SELECT count(*) FROM internal.leads") == [(0,)]
