"""Sentences of articles that use the words of buttons, appeals, bylines and pointers.

Each stands first, in the middle and last in a page and in a text. `expect: "fail"` marks a known
failure: in at least one of these places a rule cuts it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.page.blocks import Block, count_words
from crawler.extract.page.body import weigh
from crawler.extract.rules.cut import cut_reasons
from crawler.extract.rules.lines import Lines

STORY = (
    "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away.",
    "About three hundred commuters had taken the long way round by bus, its operator said.",
    "Repairs cost the town more than it had set aside for the year, as the books now show.",
    "The divers had worked through two nights in cold water and are to be paid by the hour.",
    "It is the third pier in a century, and the first one that is made of steel and stone.",
    "A fourth will be needed in thirty years, if the sea goes on to rise as it does today.",
)
CASES = json.loads((Path(__file__).parent / "telling.json").read_text())


def _is_cut(text: str, place: int, tag: str) -> bool:
    texts = [*STORY[:place], text, *STORY[place:]]
    blocks = [Block(i, line, count_words(line), 0, tag) for i, line in enumerate(texts, start=1)]
    article = Lines(blocks, [weigh(block, vote=True) > 0 for block in blocks], "Ferry back again")
    return place in cut_reasons(article)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["text"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in CASES
    ],
)
def test_what_is_told_stays(case: dict[str, Any]) -> None:
    places = (0, len(STORY) // 2, len(STORY))

    assert not [
        (place, tag) for place in places for tag in ("p", "") if _is_cut(case["text"], place, tag)
    ]
