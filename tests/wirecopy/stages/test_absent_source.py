"""Two spun copies whose source is not in the store."""

import pytest

from storage.store import Store
from tests.as_texts import as_text
from wirecopy.demo.newsroom import load
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers

SPINNERS = {"newsblast-hub.example", "worldupdate24.example"}


@pytest.fixture(scope="module", name="groups")
def _groups(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    """Members and source status of the groups of two spins of one story, made independently."""
    pages = [
        as_text(page)
        for page in load().pages
        if page.story == "s01-dredging" and page.outlet.host in SPINNERS
    ]
    place = tmp_path_factory.mktemp("absent") / "news"
    with Store.open(place) as store, Workers(0) as workers:
        save_articles(store, keep_raw(store, pages, run_id=1), workers)
        group(store, 1, workers)
        return store.rows(
            "SELECT count(*), source_status FROM internal.members"
            " JOIN internal.copy_groups USING (group_id) GROUP BY group_id, source_status"
        )


def test_two_spins_of_one_source_are_one_group(groups: list[tuple[int, str]]) -> None:
    assert [members for members, _ in groups] == [2]


def test_their_source_is_said_to_be_absent(groups: list[tuple[int, str]]) -> None:
    assert [status for _, status in groups] == ["absent"]
