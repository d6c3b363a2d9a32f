"""Lines that a site has in many articles are no evidence of copying."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.page import Given, RawPage
from storage.store import Store
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

ABOUT = (
    "The harbour trust was set up in 1931 after the great flood and has since looked after nine"
    " locks, two ferries and the long wall, for which every ship that calls pays a due that the"
    " members fix each spring at an open meeting in the customs hall."
)
REPORTS = [
    "A crane driver saw the pilot boat drift and called the coastguard within a minute on Monday."
    " Two deck hands had left the engine room hatch open to let in air, and spray from the wake of"
    " a tanker put out the generator. The tug Elsa reached them before they touched the mole, and"
    " by noon an engineer had dried the switchboard with a borrowed fan.",
    "Schoolchildren from Tarn Haven planted ninety alders along the wall before the rain came."
    " Their teacher had counted on half that number, but parents brought spades and a kettle. The"
    " roots should hold the clay that slid twice last winter, says the forester who gave the trees"
    " away, and the first catkins may show in four years if hares leave the bark alone.",
    "An auditor found that three invoices for gravel had been paid twice in the winter of 2024."
    " The supplier sent the money back unasked, which is how the slip came to light. A clerk had"
    " typed one lorry's plate in two spellings. From next quarter a second person must sign what"
    " exceeds four thousand, and the ledger will be printed once a month for anybody to read.",
    "The oldest of the two ferries failed its hull test and will stay in dry dock until October."
    " Rust has eaten a third of the plate below the car deck, surveyors wrote, though never near"
    " the shaft. Commuters are offered a bus over the swing bridge, twenty minutes longer, and"
    " cyclists may use the launch of the sailing school free of charge at seven and at five.",
    "Divers brought up a bronze bell that may belong to the collier Margaretha, lost in 1888."
    " It lay mouth down in mud at eleven metres, with a bite of oak still in the crown. No name is"
    " cast into it, only a year and a foundry's thistle, so the museum will compare the alloy with"
    " a bell from a sister ship before it says anything to the families of the crew.",
    "Fishermen asked for a later closing of the north lock because their catch arrives at dusk."
    " Fourteen of them signed a letter that sets out ice, fuel and wages lost when a cutter waits"
    " outside until morning. The keeper would need a relief for the night, and the chandler offers"
    " to pay for half of one through the herring months if others find the rest.",
]


def pages(texts: Sequence[str], site: str) -> list[RawPage]:
    return [
        RawPage(f"http://{site}/{n}", text.encode(), "text/plain", "utf-8", given=Given(site=site))
        for n, text in enumerate(texts)
    ]


def grouped(store: Store, found: Sequence[RawPage]) -> None:
    with Workers(0) as workers:
        save_articles(store, keep_raw(store, found, run_id=1), workers)
        group(store, 1, workers)


def reports() -> list[str]:
    return [f"{report}\n{ABOUT}" for report in REPORTS]


RELATED = "SELECT count(*) FROM pairs WHERE relation <> 'same_story'"


def test_recurring_paragraph_relates_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, pages(reports(), "trust.example"))
        assert store.rows("SELECT site, line, articles FROM furniture") == [
            ("trust.example", ABOUT, 6)
        ]
        assert store.rows(RELATED) == [(0,)]
        assert store.rows("SELECT count(*) FROM articles WHERE contains(text, 'great flood')") == [
            (6,)
        ]


def test_paragraph_of_few_articles_is_evidence(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        grouped(store, pages(reports()[:4], "trust.example"))
        assert store.rows("SELECT count(*) FROM furniture") == [(0,)]
        assert store.rows(RELATED) == [(6,)]


def test_list_grows_with_the_store(tmp_path: Path) -> None:
    """Pairs found before a line was known to recur go when the list is made anew."""
    with Store.open(tmp_path / "news") as store:
        grouped(store, pages(reports()[:3], "trust.example"))
        assert store.rows(RELATED) == [(3,)]
        grouped(store, pages(reports(), "trust.example"))
        assert store.rows(RELATED) == [(0,)]
        extra = RawPage(
            "http://trust.example/late",
            f"Two swans nested on the slipway and stopped the launch of a tug.\n{ABOUT}".encode(),
            "text/plain",
            given=Given(site="trust.example"),
        )
        grouped(store, [extra])
        assert store.rows(RELATED) == [(0,)]


@pytest.mark.parametrize("site", ["trust.example", "other.example"])
def test_story_posted_often_is_no_furniture(tmp_path: Path, site: str) -> None:
    story = f"{REPORTS[0]}\n{ABOUT}"
    versions = [f"Update {n}: what we know now\n{story}" for n in range(7)]
    with Store.open(tmp_path / "news") as store:
        grouped(store, [*pages(versions, "trust.example"), *pages([story], site)[:1]])
        assert store.rows("SELECT count(*) FROM furniture WHERE line LIKE '%harbour trust%'") == [
            (0,)
        ]
