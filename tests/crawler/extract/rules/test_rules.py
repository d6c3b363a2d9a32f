"""Cleaning rules on cases kept as data.

A case has `lines` (texts, or objects with `text`, `tag`, `linked` and `quote` for blocks of a page)
and `cut`, the places that must go (blank lines not counted): for one rule, the file's name, or for
all of them (negatives.json).
`title` is the title of the page. `expect: "fail"` marks a known failure: it must fail
until somebody mends it.
"""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.page.blocks import Block, count_words
from crawler.extract.page.body import weigh
from crawler.extract.rules.cut import RULES, Rule, cut_reasons
from crawler.extract.rules.lines import Lines
from crawler.extract.rules.lines import lines as as_text

FOLDER = Path(__file__).parent
BY_NAME = {rule.__name__: rule for rule in RULES}


def _block(number: int, line: dict[str, Any]) -> Block:
    text = line["text"]
    return Block(number, text, count_words(text), line.get("linked", 0), line.get("tag", "p"))


def _article(lines: list[str | dict[str, Any]], title: str = "") -> Lines:
    texts = [line for line in lines if isinstance(line, str)]
    if texts:
        return as_text(*texts)
    pairs = enumerate((line for line in lines if isinstance(line, dict)), start=1)
    blocks = [_block(number, line) for number, line in pairs]
    quotes = [line.get("quote", 0) for line in lines if isinstance(line, dict)]
    return Lines(blocks, [weigh(block, vote=True) > 0 for block in blocks], title, quotes)


def _cases() -> list[Any]:
    return [
        pytest.param(
            path.stem,
            case,
            id=f"{path.stem}: {case['label']}",
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text())
    ]


@pytest.mark.parametrize(("name", "case"), _cases())
def test_case(name: str, case: dict[str, Any]) -> None:
    article = _article(case["lines"], case.get("title", ""))

    found = BY_NAME[name](article) if name in BY_NAME else cut_reasons(article)

    assert sorted(found) == case["cut"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_doctest_and_cases(rule: Rule) -> None:
    assert ">>> " in (rule.__doc__ or "")
    cases = json.loads((FOLDER / f"{rule.__name__}.json").read_text())
    assert any(case["cut"] for case in cases), "no case in which the rule cuts"
    assert any(not case["cut"] for case in cases), "no case that the rule must leave alone"


def test_the_order_of_the_rules_changes_no_text() -> None:
    cases = [case for path in FOLDER.glob("*.json") for case in json.loads(path.read_text())]
    for case in cases:
        article = _article(case["lines"])
        cuts = {frozenset(cut_reasons(article, some)) for some in (RULES, RULES[::-1])}
        assert len(cuts) == 1
    first = _article(cases[0]["lines"])
    orders = [frozenset(cut_reasons(first, order)) for order in permutations(RULES[:5])]
    assert len(set(orders)) == 1
