"""Two reports of one event that say who, where and how many in their decks alone."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from crawler.page import RawPage
from crawler.urls import canonicalize
from storage import forgotten, snapshot
from storage.reader import open_reader
from storage.store import Store
from storage.url_keys import article_id
from tests.wirecopy.stages.test_furniture import grouped
from wirecopy.show.verdict import compared_now
from wirecopy.stages.extract import arrivals_of, save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

DECKS = (
    "The ferry Sankt Olav ran aground off Kalvholm with 212 people on board; captain Ragna"
    " Torvik is questioned",
    "Captain Ragna Torvik says that the rudder of the Sankt Olav failed before Kalvholm, where"
    " 212 people waited for help",
)
TEXTS = (
    "All passengers had been brought ashore by midnight, wrapped in blankets that the hotel on the"
    " quay had handed out.\nMany told of a loud crack below the car deck, and of lights that went"
    " out for a quarter of an hour.\nDivers are to look at the hull in the morning. The owner said"
    " that it would pay for beds and for the way home.\nThe fairway there is narrow, and pilots"
    " have asked for another light for years.\nThe minister, Ivar Dahl, spoke of 14 fairways in"
    " Norway that are to be looked at from Monday on, first of all Brattsund and Ytre Sula."
    " Brussels has told the European Union to count such lights since 2019.",
    "The coastguard sent three boats and a helicopter after a call for help had come in shortly"
    " after nine in the evening.\nNobody was hurt badly. Two women were taken to hospital because"
    " of the cold, and could leave it in the night.\nIt was the first accident of the line since"
    " a collision with a trawler eleven years ago.\nA tug from the mainland will try to pull her"
    " free at high water on Sunday.\nThe European Union keeps a list of ships that are older than"
    " 30 years, and Norway has some of them, says Professor Sunniva Lie from Bergen, who asked 600"
    " seamen on Monday about nights like this. Lloyds and Veritas did not answer.",
)
LONGER = DECKS[0].replace("; captain", ". What we know of the night, and what we don't; captain")
OTHERS = "More about ships, and about those who sail on them, every day on these pages"


def page(site: str, deck: str, text: str, *, is_apart: bool = True) -> RawPage:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    above = f"<h2 class=deck>{deck}</h2>" if deck and is_apart else ""
    lead = f"<p>{deck}</p>" if deck and not is_apart else ""
    html = (
        f"<title>A night at sea</title><body><article><h1>A night at sea</h1>{above}"
        f"<div class=story-body>{lead}{body}</div></article>"
    )
    return RawPage(f"https://{site}.example/night", html.encode())


A = page("a", DECKS[0], TEXTS[0])
B = page("b", DECKS[1], TEXTS[1])
ID = {each.url: article_id(canonicalize(each.url)) for each in (A, B)}


def stories(store: Store) -> list[list[str]]:
    found = store.rows(
        "SELECT list(site ORDER BY site) FROM articles WHERE story_id IS NOT NULL"
        " GROUP BY story_id HAVING count(*) > 1 ORDER BY 1"
    )
    return [sites for (sites,) in found]


def begun(store: Store) -> dict[str, str]:
    return dict(
        store.rows("SELECT site, o.deck FROM internal.openings o JOIN articles USING (article_id)")
    )


@pytest.mark.parametrize(("a_apart", "b_apart"), list(product([True, False], repeat=2)))
def test_it_makes_no_difference_where_decks_stand(
    a_apart: bool, b_apart: bool, tmp_path: Path
) -> None:
    told = [
        page("a", DECKS[0], TEXTS[0], is_apart=a_apart),
        page("b", DECKS[1], TEXTS[1], is_apart=b_apart),
    ]
    with Store.open(tmp_path / "news") as store:
        grouped(store, told)

        assert store.rows("SELECT relation, round(story, 4) FROM internal.pairs") == [
            ("same_story", 0.995)
        ]
        assert stories(store) == [["a.example", "b.example"]]


def test_without_decks_nothing_tells_that_it_is_one_event(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [page("a", "", TEXTS[0]), page("b", "", TEXTS[1])])

        assert store.rows("SELECT relation FROM internal.pairs") == [("unrelated",)]
        assert stories(store) == []
        assert begun(store) == {}


VERSIONS = {
    "none": page("none", "", TEXTS[0]),
    "short": page("short", "Light and dark", TEXTS[0]),
    "longer": page("longer", LONGER, TEXTS[0]),
    "top": page("top", LONGER, TEXTS[0], is_apart=False),
    "b": B,
}


@pytest.mark.parametrize(
    "order", ["none short longer top b", "b top longer short none", "top b none longer short"]
)
def test_equal_texts_have_the_longest_of_their_decks(order: str, tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        for name in order.split():
            grouped(store, [VERSIONS[name]])

        own = ["longer.example", "none.example", "short.example", "top.example"]
        assert begun(store) == {**dict.fromkeys(own, LONGER), "b.example": DECKS[1]}
        assert stories(store) == [["b.example", *own]]
        assert store.rows("SELECT DISTINCT relation FROM copies") == [("verbatim",)]


def test_a_deck_that_changes_counts_as_a_new_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        for deck, expected in (("", []), (DECKS[0], [["a.example", "b.example"]])):
            grouped(store, [A, B])
            again(store, page("a", deck, TEXTS[0]))
            assert stories(store) == expected


def again(store: Store, changed: RawPage) -> None:
    """Extract an article again, as if its page told other things by other rules."""
    arrivals = [
        arrival._replace(page=replace(arrival.page, body=changed.body))
        for arrival in arrivals_of(store, only=[ID[changed.url]])
    ]
    with Workers(0) as workers:
        save_articles(store, arrivals, workers, again=True)
        group(store, 1, workers)


def test_a_deck_goes_with_its_article(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [A, B, page("none", "", TEXTS[0])])
        with store.transaction():
            forgotten.erase(store, forgotten.doomed(store, ID[A.url], None))
        grouped(store, [])

        assert begun(store) == {"b.example": DECKS[1]}
        assert stories(store) == []


def test_what_a_site_prints_above_everything_is_no_deck(tmp_path: Path) -> None:
    reports = [
        replace(page("a", OTHERS, text), url=f"https://a.example/{n}")
        for n, text in enumerate(parts(5))
    ]
    with Store.open(tmp_path / "news") as store:
        for some, n_decks in ((reports[:4], 4), (reports[4:], 0)):
            grouped(store, some)
            assert store.rows("SELECT count(*) FROM internal.openings") == [(n_decks,)]


def parts(n_texts: int) -> list[str]:
    """So many different texts."""
    lines = "\n".join(TEXTS).split("\n")
    return ["\n".join(lines[n : n + 5]) for n in range(n_texts)]


def test_what_is_shown_is_what_the_store_has_judged(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [A, B])
        ((judged,),) = store.rows("SELECT story FROM internal.pairs")
        snapshot.publish(store)
    with open_reader(tmp_path / "news") as reader:
        shown = compared_now(reader, *sorted(ID.values()))

    assert shown.relation == "same_story"
    assert next(each.value for each in shown.lines if each.measure == "story") == round(judged, 4)


def test_a_snapshot_of_an_earlier_version_is_shown_as_it_was_judged(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, [A, B])
        store.rows("DROP TABLE internal.openings")
        store.rows("DELETE FROM internal.migrations WHERE number = 10")
        snapshot.publish(store)
    with open_reader(tmp_path / "news") as reader:
        assert compared_now(reader, *sorted(ID.values())).relation == "unrelated"
