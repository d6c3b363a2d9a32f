"""The relations have one home, dedup/relations.py; what repeats their names repeats all of them."""

import re
from importlib.resources import files

import duckdb
import pytest

from dedup.relations import COPIES, FORM, RELATIONS, REPORTS
from storage.migrations import migrate
from wirecopy.show import words

MEMBERS = ("source", *COPIES)  # of a copy group
STORED = tuple(name for name in RELATIONS if name != "unrelated")  # what `pairs` shows


def checks() -> dict[str, tuple[str, ...]]:
    """What the CHECK of each table's column `relation` lets in, after all migrations."""
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        found = connection.execute(
            "SELECT table_name, constraint_text FROM duckdb_constraints()"
            " WHERE constraint_type = 'CHECK' AND constraint_column_names = ['relation']"
        ).fetchall()
    return {table: quoted(check) for table, check in found}


def enumerated(name: str) -> tuple[str, ...]:
    """The values of an ENUM type."""
    return quoted(files("storage").joinpath("views", "types", f"{name}.sql").read_text("utf-8"))


def quoted(sql: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'(\w+)'", sql))


def test_tables_take_the_relations() -> None:
    """These and no other table checks relations."""
    of_pairs = dict.fromkeys(("pairs", "decisions", "overruled"), RELATIONS)
    assert checks() == {**of_pairs, "members": MEMBERS}


@pytest.mark.parametrize(("name", "values"), [("relation", STORED), ("member_relation", MEMBERS)])
def test_types_of_the_views_have_the_relations(name: str, values: tuple[str, ...]) -> None:
    assert enumerated(name) == values


def test_each_relation_is_of_one_group() -> None:
    """Copies and shared passages, reports, forms: and lists stay in order when one is added."""
    assert (*COPIES, "partial", *REPORTS, FORM) == RELATIONS
    assert len(set(RELATIONS)) == len(RELATIONS)
    assert STORED[-2:] == ("same_story", FORM)


def test_each_relation_is_put_in_words() -> None:
    assert tuple(words.MEANINGS) == tuple(words.SENTENCES) == RELATIONS
