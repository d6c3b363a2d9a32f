"""Fields of rows in the forms of others: read, or left out with a word; the row stays."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.intake.files import Item, Rejected, read
from wirecopy.intake.left_out import LeftOut
from wirecopy.intake.rows import FIELDS, PLAIN, BadRowError, Row, page_of, page_of_row

CASES = json.loads(Path(__file__).with_name("fields.json").read_text("utf-8"))


def row(**fields: object) -> Row:
    return page_of(json.dumps({"text": "Rain fell.", **fields}).encode())


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_field(case: dict[str, Any]) -> None:
    page, left_out = row(**case["row"])

    stated = page.given
    assert [sentence.split()[0] for sentence in left_out] == case.get("left_out", [])
    assert stated.title == case.get("title")
    assert list(stated.authors) == case.get("authors", [])
    moment = stated.published_at.isoformat() if stated.published_at else None
    assert moment == case.get("published_at")
    assert stated.language == case.get("language")
    assert stated.site == case.get("site")
    assert page.external_id == case.get("id")
    assert page.url == case.get("url", "")
    assert page.body.decode() == case.get("body", case["row"].get("text", "Rain fell."))
    assert page.content_type == case.get("type", "text/plain")


def test_what_is_left_out_is_told_with_what_to_do() -> None:
    assert row(published_at="soon").left_out == (
        "published_at left out: it is 'soon'; write it as 2026-03-02T09:42:00Z",
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": 7}, "text is 7; it must be a string"),
        ({"text": "a \ud83d"}, "text holds half a character"),
        ({"text": None}, "neither text nor html in the row; give one of them"),
        ({"text": None, "maintext": "Rain. " * 50}, "try --map text=maintext"),
        ({"text": None, "article": {"body": "Rain. " * 50}}, "try --map text=article.body"),
    ],
)
def test_a_row_without_a_text_is_rejected(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(BadRowError, match=reason):
        page_of_row(fields)


def test_columns_may_have_other_names() -> None:
    columns = {**PLAIN, "text": "article.body", "id": "doc_id", "url": "link"}
    found = {"article": {"body": "Rain fell."}, "doc_id": 7, "link": "a.example/x", "text": "No."}

    page, _ = page_of_row(found, columns)

    assert (page.body, page.external_id, page.url) == (b"Rain fell.", "7", "https://a.example/x")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_files_with_other_names(tmp_path: Path, name: str) -> None:
    columns = {**PLAIN, "text": "Content", "id": "doc_id", "url": "link"}
    rows = {"a.jsonl": '{"Content": "Rain.", "doc_id": 7, "link": null}\n'}
    (tmp_path / name).write_text(rows.get(name, "Content,doc_id,link\nRain.,7,\n"))

    (found,) = read([str(tmp_path / name)], columns=columns)

    assert isinstance(found, Item)
    assert (found.page.body, found.page.external_id) == (b"Rain.", "7")


def test_a_table_without_texts_says_how_to_name_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,id\nRain.,7\n")

    (found,) = read([str(tmp_path / "a.csv")])

    assert isinstance(found, Rejected)
    assert "it has: body, id; name one with --map text=COLUMN" in found.reason


def test_each_field_is_told_once() -> None:
    told = LeftOut()
    for number, when in enumerate(["soon", "2026-03-03", "later", "never"], 1):
        page, left_out = row(published_at=when, title=[7] if number == 4 else "")
        told.note([Item("a.jsonl", number, page, left_out=left_out)])

    first, second = told.lines()
    assert first.startswith("a.jsonl:1: published_at left out: it is 'soon'")
    assert first.endswith("(and of 2 more)")
    assert second.startswith("a.jsonl:4: title left out")


WORDS = st.text("ab1 -:.,;&<\ud800é", max_size=9)
SINGLE = st.none() | st.booleans() | st.floats() | st.integers() | WORDS
VALUES = SINGLE | st.lists(SINGLE, max_size=3) | st.dictionaries(WORDS, SINGLE, max_size=3)


@given(st.dictionaries(st.sampled_from([name for name in FIELDS if name != "text"]), VALUES))
def test_no_field_costs_the_row(fields: dict[str, object]) -> None:
    fields.pop("html", None)

    page, left_out = page_of_row({"text": "Rain fell.", **fields})

    assert page.body == b"Rain fell."
    assert all(" left out: it " in sentence for sentence in left_out)
