"""What `--window` means: copies lie so near, reprints of a text at any time, in any batches."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.page import Given, RawPage
from storage.store import Store
from tests.dedup.newswire import SENTENCES
from tests.laws.test_law import derived
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

REPORT = [
    sentence.format(
        place="Tarn Haven",
        person="Ines Calder",
        body="the harbor council",
        day="Friday",
        number=100 + n,
    )
    for n, sentence in enumerate(SENTENCES[:12])
]
RERUN = [*REPORT[:4], *REPORT[6:], "A bell was rung for the terminal on its last evening."]
REPRINT = [*REPORT, "All rights are with the paper of Tarn Haven."]


def page(name: str, lines: Sequence[str], day: int | None) -> RawPage:
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    at = None if day is None else start + dt.timedelta(days=day)
    text = "\n".join(lines).encode()
    url = f"https://{name}.example/story"
    return RawPage(url, text, "text/plain", "utf-8", given=Given(published_at=at))


def met(pages: Sequence[RawPage], window_days: float) -> list[tuple[str, str, str]]:
    """The pairs of names of sites that a run relates, and how."""
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place) / "news") as store,
        Workers(0) as workers,
    ):
        save_articles(store, keep_raw(store, pages, run_id=1), workers)
        group(store, 1, workers, window_days)
        return store.rows(
            "SELECT split_part(least(a.site, b.site), '.', 1),"
            " split_part(greatest(a.site, b.site), '.', 1), p.relation::VARCHAR FROM pairs p"
            " JOIN articles a USING (article_id)"
            " JOIN articles b ON b.article_id = p.other_id ORDER BY ALL"
        )


@pytest.mark.parametrize(
    ("day", "window_days", "found"),
    [
        (42, 30, []),
        (42, 60, ["edited"]),
        (29, 30, ["edited"]),
        (80, 14, []),
        (None, 14, ["edited"]),
    ],
)
def test_an_edited_rerun_is_looked_for_in_the_window(
    day: int | None, window_days: float, found: list[str]
) -> None:
    pairs = met([page("first", REPORT, 0), page("second", RERUN, day)], window_days)

    assert [relation for _, _, relation in pairs] == found


def test_a_reprint_is_one_at_any_time() -> None:
    pages = [page("first", REPORT, 0), page("second", REPRINT, 80), page("third", REPORT, 200)]

    assert ("first", "second", "verbatim") in met(pages, 14)


def test_a_copy_near_a_later_reprint_is_found() -> None:
    """The window is that of all members of a reprint class, from the first to the last."""
    pages = [page("first", REPORT, 0), page("again", REPRINT, 50), page("rerun", RERUN, 60)]

    assert ("first", "rerun", "edited") in met(pages, 30)
    assert ("first", "rerun", "edited") not in met([pages[0], pages[2]], 30)


@pytest.mark.parametrize("between", [REPORT, REPRINT], ids=["same text", "reprint"])
def test_order_does_not_matter_where_a_class_grows_nearer(between: list[str]) -> None:
    """First the two are too far apart; what comes last brings them into one window."""
    first, rerun = page("first", REPORT, 0), page("rerun", RERUN, 60)
    bridge = page("bridge", between, 40)
    at_once = derived([[first, rerun, bridge]])

    assert at_once.groups
    assert derived([[first, rerun], [bridge]]) == at_once
    assert derived([[bridge], [rerun], [first]]) == at_once
    assert derived([[rerun], [first], [bridge]]) == at_once
