"""Copy groups by what is asked of them, as rows and as a relation."""

import datetime as dt
from pathlib import Path

import pytest

from storage.questions.copy_groups import GroupFilter, listed, relation
from storage.reader import open_reader

AGES_AGO = dt.datetime(2000, 1, 1)
CASES = {
    "all": (GroupFilter(), "true"),
    "with a spun copy": (GroupFilter("spun"), "n_spun > 0"),
    "of a source": (GroupFilter(source="northwire.example"), "source_site = 'northwire.example'"),
    "with an article of a site": (
        GroupFilter(site="capital-brief.example"),
        "group_id IN (SELECT group_id FROM articles WHERE site = 'capital-brief.example')",
    ),
    "since ever": (GroupFilter(since=AGES_AGO), "last_at IS NOT NULL"),
    "since a time to come": (GroupFilter(since=dt.datetime(2100, 1, 1)), "false"),
    "with an unlicensed copy": (
        GroupFilter(unlicensed=True),
        "list_has_any([group_id], (SELECT list(group_id) FROM copies WHERE NOT is_licensed))",
    ),
    "all at once": (
        GroupFilter("spun", "newsblast-hub.example", "harbor-ledger.example", AGES_AGO, True),
        "n_spun > 0 AND source_site = 'harbor-ledger.example'",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_groups_are_those_asked_for(demo_store: Path, case: str) -> None:
    wanted, condition = CASES[case]
    with open_reader(demo_store) as reader:
        expected = {row[0] for row in reader.rows(f"FROM copy_groups WHERE {condition}")}
        rows = listed(reader, wanted)

        assert {group.group_id for group in rows} == expected
        assert [row[0] for row in relation(reader, wanted).fetchall()] == [g.group_id for g in rows]
        assert [group.n_copies for group in rows] == sorted(
            (g.n_copies for g in rows), reverse=True
        )
        assert listed(reader, wanted._replace(limit=2)) == rows[:2]
