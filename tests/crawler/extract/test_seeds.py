"""The two seed documents, line by line."""

import json
from importlib.resources import files
from typing import Any

import pytest

from crawler.extract.article import Article, extract
from crawler.page import RawPage

EXPECTED: dict[str, dict[str, Any]] = json.loads((files("seeds") / "expected.json").read_text())


def _extracted(name: str) -> tuple[list[str], Article]:
    body = (files("seeds") / name).read_bytes()
    return body.decode().split("\n"), extract(RawPage("", body, "text/plain"))


@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_the_expected_lines_are_kept(name: str) -> None:
    source, article = _extracted(name)

    expected = [source[line - 1].replace("\xa0", " ").strip() for line in EXPECTED[name]["kept"]]

    assert article.text.split("\n") == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_every_other_line_is_on_record_with_its_rule(name: str) -> None:
    source, article = _extracted(name)

    assert {str(r.line): r.rule for r in article.removals} == EXPECTED[name]["removals"]
    assert all(r.text == source[r.line - 1].strip() for r in article.removals)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_text_says_of_its_origin(name: str) -> None:
    source, article = _extracted(name)
    expected = EXPECTED[name]
    title = expected["title"] and source[expected["title"] - 1]

    assert article.title == title
    assert article.dateline == expected["dateline"]
    assert article.agency == expected["agency"]
    assert list(article.contributors) == expected["contributors"]
    assert article.body_status == "full"
    assert article.language == "en"


@pytest.mark.parametrize("name", EXPECTED)
def test_no_break_spaces_are_gone(name: str) -> None:
    assert "\xa0" not in _extracted(name)[1].text
