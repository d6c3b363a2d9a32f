"""Which text a page has: cases kept as data, one file of `texts/` for each kind.

`page` is what stands in the `<body>`; `<1>` to `<7>` in it are the paragraphs of one story (their
words without a tag), `<x>` to `<z>` those of another. `text` is the text that is right, written
with the same signs; `cut` are texts that have to be on record with the rule that cut them. `deck`,
`status` (full where none is given), `head` and `url` are those of the page.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.article import Article, extract
from crawler.page import RawPage

FOLDER = Path(__file__).parent / "texts"
TITLE = "Bridge closed to lorries"
STORY = {
    "1": "The city council of Marlow Bend voted on Tuesday night to close the Quarry Road bridge to"
    " lorries, after engineers found hairline cracks in four of the eleven steel bearings.",
    "2": "Chief engineer Tilda Varnham told councillors that the cracks had grown by almost three"
    " millimetres since October, and that the load of lorries could no longer be justified.",
    "3": "“Nobody is in danger today, and we intend to keep it that way,” Varnham said. “A bridge"
    " that is eighty-one years old tells you when it is tired.”",
    "4": "Hauliers who serve the grain terminal will have to take a detour of thirty-four"
    " kilometres through Ostley, which the chamber of commerce puts at 2.3 million pounds a year.",
    "5": "Two members of the opposition wanted the closure to begin after the harvest. Their motion"
    " failed when the mayor, Rupert Ashgrove, cast the deciding vote against it.",
    "6": "Work on the bearings is due to start in March. The county has promised to pay sixty per"
    " cent of the cost, and a bid for the rest lies with the transport ministry.",
    "7": "Cyclists and buses may go on using the bridge at no more than thirty kilometres an hour,"
    " the council said, and a footpath will stay open throughout the repairs.",
    "x": "Pupils at all primary schools of the Tarnside district will be served a hot lunch from"
    " the first of September, the education board decided on Friday after nine hours.",
    "y": "The scheme will cost 11.8 million crowns in its first year, of which a third comes from"
    " a levy on sugared drinks that parliament passed in the spring.",
    "z": "Some head teachers fear that their kitchens are too small. Of the schools that answered"
    " a survey, nineteen have no dining hall at all.",
}
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['label']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in json.loads(path.read_text())
]


def _told(text: str) -> str:
    return re.sub(r"<([1-7x-z])>", lambda sign: STORY[sign[1]], text)


def _article(case: dict[str, Any]) -> Article:
    head = f"<meta charset=utf-8><title>{TITLE} | Marlow Courier</title>{case.get('head', '')}"
    nav = "<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
    page = f"<html lang=en><head>{head}</head><body>{nav}{_told(case['page'])}</body></html>"
    return extract(RawPage(case.get("url", "https://marlow.example/a"), page.encode()))


@pytest.mark.parametrize("case", CASES)
def test_the_text_of_a_page(case: dict[str, Any]) -> None:
    article = _article(case)

    assert article.text.split("\n") == [_told(line) for line in case["text"]]
    assert "deck" not in case or article.deck == case["deck"]
    assert article.body_status == case.get("status", "full")
    for rule, text in case.get("cut", []):
        said = "\n".join(r.text for r in article.removals if r.rule == rule)
        assert _told(text) in said
