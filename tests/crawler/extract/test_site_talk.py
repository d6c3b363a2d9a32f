"""Texts that are a site's own voice, and news that uses the same words."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.extract.article import extract
from crawler.extract.site_talk import is_site_talk
from crawler.page import RawPage


class Case(NamedTuple):
    """A text line by line, and whether only its site speaks in it."""

    label: str
    is_talk: bool
    lines: list[str]


CASES = [
    Case(**case) for case in json.loads(Path(__file__).with_name("site_talk.json").read_text())
]


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_only_a_site_speaks(case: Case) -> None:
    assert is_site_talk(case.lines) == case.is_talk


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_status_of_a_text(case: Case) -> None:
    """A text from a file and a page say the same; what was said is on record."""
    html = "".join(f"<p>{line}</p>" for line in case.lines)
    for body, kind in (("\n".join(case.lines), "text/plain"), (html, "text/html")):
        article = extract(RawPage("", body.encode(), kind, "utf-8"))
        if case.is_talk:
            assert article.body_status in {"not_an_article", "paywalled", "empty"}
        elif case.lines and kind == "text/plain":
            assert article.body_status == "full"
        if article.body_status == "not_an_article":
            assert article.text == ""
            assert article.removals


@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u200b\n"])
def test_nothing_is_empty(text: str) -> None:
    assert extract(RawPage("", text.encode(), "text/plain", "utf-8")).body_status == "empty"


@pytest.mark.parametrize(
    "part", ["your email ", "we use ", "nous ", "登录", "by signing ", "page "]
)
def test_time_grows_with_the_length_alone(part: str) -> None:
    """A pattern that went back over what it has read would take hours."""
    is_site_talk([part * 100_000])
    is_site_talk([part + "? "] * 100_000)
