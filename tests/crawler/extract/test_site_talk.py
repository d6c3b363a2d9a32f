"""Texts that are a site's own voice, and news that uses the same words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.extract import site_talk
from crawler.extract.article import extract
from crawler.extract.site_talk import MAX_SENTENCES, READ, SAID, is_site_talk
from crawler.page import RawPage


class Case(NamedTuple):
    """A text line by line, whether only its site speaks in it, and the status of its page.

    Of pages the rules cut lines before it is asked who speaks in the rest: some are left empty.
    """

    label: str
    is_talk: bool
    lines: list[str]
    of_page: str


CASES = [
    Case(**case) for case in json.loads(Path(__file__).with_name("site_talk.json").read_text())
]


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_only_a_site_speaks(case: Case) -> None:
    assert is_site_talk(case.lines) == case.is_talk


ALL_IS_CUT = {"newsletter, en, one line", "no lines"}
PAGE = (
    '<title>Ten years</title><meta property="og:type" content="article">'
    "<article><h1>Ten years</h1>{}</article>"
)


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_status_of_a_text(case: Case) -> None:
    """What was said is on record."""
    article = extract(RawPage("", "\n".join(case.lines).encode(), "text/plain", "utf-8"))

    said = "not_an_article" if case.is_talk else "full"
    assert article.body_status == ("empty" if case.label in ALL_IS_CUT else said)
    if case.is_talk:
        assert article.text == ""
        assert article.removals


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_status_of_a_page(case: Case) -> None:
    lines = "".join(f"<p>{line}</p>" for line in case.lines)

    article = extract(RawPage("", PAGE.format(lines).encode(), "text/html", "utf-8"))

    assert article.body_status == case.of_page


@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u200b\n"])
def test_nothing_is_empty(text: str) -> None:
    assert extract(RawPage("", text.encode(), "text/plain", "utf-8")).body_status == "empty"


@pytest.mark.parametrize(
    "part", ["your email ", "we use ", "nous ", "登录", "by signing ", "page "]
)
def test_patterns_read_little_of_a_long_text(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that goes back over what it has read would take hours over all of it."""
    read: list[str] = []

    class Said:
        def finditer(self, text: str) -> Iterator[re.Match[str]]:
            read.append(text)
            return SAID.finditer(text)

    monkeypatch.setattr(site_talk, "SAID", Said())

    assert not is_site_talk([part * 100_000])
    assert not is_site_talk([part + "? "] * 100_000)
    assert max(map(len, read)) <= READ
    assert len(read) <= 1 + MAX_SENTENCES + 1
