"""The relations have one home, dedup/relations.py; what repeats their names repeats all of them."""

import re
from importlib.resources import files

import pytest

from dedup.relations import COPIES, RELATIONS
from wirecopy.show import words

SCHEMA = files("storage").joinpath("schema.sql").read_text("utf-8")
MEMBERS = ("source", *COPIES)  # of a copy group
STORED = tuple(name for name in RELATIONS if name != "unrelated")  # what `pairs` shows


def checked(table: str) -> tuple[str, ...]:
    """What the CHECK of a table's column `relation` lets in."""
    body = SCHEMA.split(f"internal.{table} (")[1].split("\n);")[0]
    found = re.search(r"CHECK \(relation IN \(([^)]*)\)\)", body)
    return quoted(found[1]) if found else ()


def enumerated(name: str) -> tuple[str, ...]:
    """The values of an ENUM type."""
    return quoted(files("storage").joinpath("views", "types", f"{name}.sql").read_text("utf-8"))


def quoted(sql: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'(\w+)'", sql))


@pytest.mark.parametrize(
    ("table", "relations"),
    [
        ("pairs", RELATIONS),
        ("decisions", RELATIONS),
        ("overruled", RELATIONS),
        ("members", MEMBERS),
    ],
)
def test_tables_take_the_relations(table: str, relations: tuple[str, ...]) -> None:
    assert checked(table) == relations


@pytest.mark.parametrize(("name", "values"), [("relation", STORED), ("member_relation", MEMBERS)])
def test_types_of_the_views_have_the_relations(name: str, values: tuple[str, ...]) -> None:
    assert enumerated(name) == values


def test_no_other_table_checks_relations() -> None:
    assert SCHEMA.count("CHECK (relation IN") == 4


def test_each_relation_is_put_in_words() -> None:
    assert tuple(words.MEANINGS) == tuple(words.SENTENCES) == RELATIONS
