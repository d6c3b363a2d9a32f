"""Where a pair has its text from: what `copies` says of it, not what the group says."""

from pathlib import Path

import pytest

from storage.questions.article_facts import Source, pair_source
from storage.records import GroupRow, MemberRow
from storage.store import Store
from tests.storage.sample_records import article

SITES = ["wire.example", "ledger.example", "post.example", "herald.example", "other.example"]
FIRST = Source("wire.example", "named", 0.9, ["first by an hour"])
# Of 1 are made 2, and of that 3; of 4, a copy of 2, nobody knows whose text it was.
MEMBERS = [
    MemberRow(1, 1, None, "source", 1.0, 1.0),
    MemberRow(2, 1, 1, "edited", 0.9, 0.9),
    MemberRow(3, 1, 2, "edited", 0.9, 0.9),
    MemberRow(4, 1, None, "edited", 0.9, 0.9),
]
OWN = Source("ledger.example", "named", 0.9, ["nearer than the source of the group, wire.example"])
NONE = Source(
    *(None, "unknown", None),
    ["more of it stands in the text of wire.example than in the one copied"],
)


def asked(place: Path, group: GroupRow, members: list[MemberRow], one: int, two: int) -> object:
    with Store.open(place / "news") as store:
        store.insert("articles", [article(n, site=site) for n, site in enumerate(SITES, 1)])
        store.insert("copy_groups", [group])
        store.insert("members", members)
        return pair_source(store, one, two)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (1, 2, FIRST),
        (2, 3, OWN),
        (3, 2, OWN),
        (1, 3, OWN),
        (3, 1, OWN),
        (2, 4, NONE),
        (4, 2, FIRST),
        (1, 5, None),
    ],
)
def test_a_pair_has_its_own_source(
    one: int, two: int, expected: Source | None, tmp_path: Path
) -> None:
    group = GroupRow(1, 1, "named", 0.9, ["first by an hour"], 1)

    assert asked(tmp_path, group, MEMBERS, one, two) == expected


@pytest.mark.parametrize(("status", "chance"), [("unknown", 0.3), ("absent", 0.5)])
def test_where_the_group_has_none_its_reasons_are_the_pairs(
    status: str, chance: float, tmp_path: Path
) -> None:
    group = GroupRow(1, None, status, chance, ["no dates"], 1)
    members = [
        MemberRow(n, 1, None, relation, 0.9, 0.9) for n, relation in ((1, None), (2, "spun"))
    ]

    assert asked(tmp_path, group, members, 1, 2) == Source(None, status, chance, ["no dates"])
