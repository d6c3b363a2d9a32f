"""keep-map: what a corpus without copies leaves out, and what it keeps instead of each."""

import csv
import io
import random
from collections import Counter
from pathlib import Path

import pytest

from dedup.relations import COPIES, RELATIONS
from storage import snapshot
from storage.errors import QueryError
from storage.reader import open_reader
from storage.records import ClassRow, GroupRow, MemberRow
from storage.store import Store
from tests.console import wirecopy
from tests.storage.sample_records import article, pair
from wirecopy.commands.export import LEVELS

KEEP_MAP = "SELECT removed_id, kept_id, relation::VARCHAR, confidence FROM keep_map($level)"


def kept(path: Path, level: str) -> list[tuple[int, int, str, float]]:
    with open_reader(path) as reader:
        return reader.query(f"{KEEP_MAP} ORDER BY ALL", {"level": level}).rows


def member(article_id: int, group: int, relation: str | None, source: int | None) -> MemberRow:
    return MemberRow(article_id, group, source, relation, 0.9, 0.8)


@pytest.fixture(scope="module", name="small")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1 is the source; 2 reprints it, 3 spins it, 4 reprints 3, 5 rewrites 1; 7 and 8 lack one."""
    path = tmp_path_factory.mktemp("keep") / "news"
    with Store.open(path) as store:
        store.insert("articles", [article(n, content_hash={4: 3}.get(n, n)) for n in range(1, 10)])
        store.insert(
            "copy_groups",
            [GroupRow(1, 1, "named", 0.8, [], 1), GroupRow(7, None, "unknown", 0.0, [], 1)],
        )
        store.insert(
            "members",
            [
                member(1, 1, "source", None),
                member(2, 1, "verbatim", 1),
                member(3, 1, "spun", 1),
                member(4, 1, "spun", 1),
                member(5, 1, "rewritten", 1),
                member(6, 1, "edited", 1),
                member(7, 7, None, None),
                member(8, 7, "edited", None),
            ],
        )
        classes = {1: 1, 2: 1, 3: 3, 4: 3}
        store.insert("classes", [ClassRow(n, classes.get(n, n)) for n in range(1, 10)])
        snapshot.publish(store)
    return path


def test_verbatim_removes_reprints_alone(small: Path) -> None:
    assert kept(small, "verbatim") == [(2, 1, "verbatim", 0.9), (4, 3, "verbatim", 1.0)]


def test_edited_also_removes_what_a_person_edited(small: Path) -> None:
    found = {removed: (keep, relation) for removed, keep, relation, _ in kept(small, "edited")}
    assert found == {
        2: (1, "verbatim"),
        4: (3, "verbatim"),
        6: (1, "edited"),
        8: (7, "edited"),
    }


def test_spun_removes_the_spun_and_its_reprint(small: Path) -> None:
    found = {removed: (keep, relation) for removed, keep, relation, _ in kept(small, "spun")}
    assert found[3] == found[4] == (1, "spun")
    assert 5 not in found


def test_all_keeps_one_of_each_group(small: Path) -> None:
    assert {removed: keep for removed, keep, *_ in kept(small, "all")} == {
        **dict.fromkeys((2, 3, 4, 5, 6), 1),
        8: 7,
    }


def test_unknown_level(small: Path) -> None:
    with pytest.raises(QueryError, match="keep_map takes verbatim, edited, spun or all"):
        kept(small, "most")


@pytest.mark.parametrize("is_compared", [False, True])
def test_a_reprint_of_a_reposting_is_held_to_the_source(is_compared: bool, tmp_path: Path) -> None:
    """1 is the source, 2 posts it anew nine days later, edited; 3 reprints and 4 edits that."""
    path = tmp_path / "news"
    with Store.open(path) as store:
        store.insert("articles", [article(n) for n in range(1, 5)])
        store.insert("copy_groups", [GroupRow(1, 1, "named", 0.8, [], 1)])
        store.insert(
            "members",
            [
                member(1, 1, "source", None),
                member(2, 1, "edited", 1),
                member(3, 1, "verbatim", 2),
                member(4, 1, "edited", 2),
            ],
        )
        store.insert("classes", [ClassRow(1, 1), ClassRow(2, 2), ClassRow(3, 2), ClassRow(4, 4)])
        if is_compared:
            store.insert("pairs", [pair(1, 3, "edited"), pair(1, 4, "spun")])
        snapshot.publish(store)

    removed = {level: {row[:3] for row in kept(path, level)} for level in LEVELS}
    assert removed["verbatim"] == {(3, 2, "verbatim")}
    of_4 = "spun" if is_compared else "edited"
    assert removed["spun"] == {(2, 1, "edited"), (3, 1, "edited"), (4, 1, of_4)}
    assert removed["edited"] == {row for row in removed["spun"] if row[2] == "edited"}


@pytest.mark.parametrize("relation", RELATIONS)
def test_copy_of_a_copy_goes_only_if_it_is_one_of_the_head(relation: str, tmp_path: Path) -> None:
    """2 edits 1, 3 edits 2, and 3 was compared with 1 as well."""
    with Store.open(tmp_path / "news") as store:
        store.insert("articles", [article(n) for n in (1, 2, 3)])
        store.insert("copy_groups", [GroupRow(1, 1, "named", 0.8, [], 1)])
        of_group = [(1, "source", None), (2, "edited", 1), (3, "edited", 2)]
        store.insert("members", [member(n, 1, its, source) for n, its, source in of_group])
        store.insert("pairs", [pair(1, 2, "edited"), pair(2, 3, "edited"), pair(1, 3, relation)])
        snapshot.publish(store)

    gone = {removed for removed, *_ in kept(tmp_path / "news", "all")}
    assert gone == ({2, 3} if relation in COPIES else {2})


# Laws ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="drawn")
def _drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 groups of 2 to 12 members, in classes at random, also such that verdicts do not suit."""
    draw = random.Random(20261122)
    path = tmp_path_factory.mktemp("drawn") / "news"
    with Store.open(path) as store:
        article_id = 0
        for _ in range(300):
            ids = list(range(article_id + 1, article_id + 1 + draw.randint(2, 12)))
            article_id = ids[-1]
            group, source = ids[0], draw.choice([None, *ids])
            store.insert("articles", [article(n, content_hash=n // 2) for n in ids])
            store.insert("copy_groups", [GroupRow(group, source, "named", 0.8, [], 1)])
            relations = {n: draw.choice(COPIES) for n in ids}
            head = group if source is None else source
            store.insert(
                "members",
                [member(n, group, None if n == head else relations[n], source) for n in ids],
            )
            store.insert("classes", [ClassRow(n, draw.choice(ids[: 1 + n % 3])) for n in ids])
        snapshot.publish(store)
    return path


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["demo_store", "drawn"])
def test_laws(name: str, level: str, request: pytest.FixtureRequest) -> None:
    """What is kept is never removed, each article is removed once, and both are of one group."""
    path = request.getfixturevalue(name)
    rows = kept(path, level)
    removed = Counter(row[0] for row in rows)

    assert rows
    assert set(removed.values()) == {1}
    assert removed.keys().isdisjoint(row[1] for row in rows)
    with open_reader(path) as reader:
        group_of = dict(reader.query("SELECT article_id, group_id FROM articles").rows)
    assert all(group_of[gone] == group_of[keep] is not None for gone, keep, *_ in rows)
    allowed = COPIES if level == "all" else COPIES[: COPIES.index(level) + 1]
    assert {row[2] for row in rows} <= set(allowed)


@pytest.mark.parametrize("name", ["demo_store", "drawn"])
def test_further_levels_remove_more(name: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(name)
    removed = [{row[0] for row in kept(path, level)} for level in LEVELS]
    assert removed[0] <= removed[1] <= removed[2] <= removed[3]
    with open_reader(path) as reader:
        ((articles, distinct),) = reader.query(
            "SELECT count(*), (SELECT count(*) FROM copy_groups) FROM internal.members"
        ).rows
    assert len(removed[3]) == articles - distinct  # one is kept of each group


def test_the_command(demo_store: Path) -> None:
    done = wirecopy(
        "export", "keep-map", "--level", "spun", "--format", "csv", "--store", demo_store
    )
    header, *rows = csv.reader(io.StringIO(done.stdout))

    assert header == ["removed_id", "kept_id", "relation", "confidence"]
    assert len(rows) == len(kept(demo_store, "spun")) == 49
