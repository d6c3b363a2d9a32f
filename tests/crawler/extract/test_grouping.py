"""Only whole articles are grouped: a teaser repeats the story that it advertises."""

import json
from pathlib import Path

import pytest

from tests.console import wirecopy

STORY = [
    "The last miller of Tarn Valley has sold his millstones to a brewery, which means to grind"
    " its own malt with them from the spring.",
    "“They turned for two hundred years, and they can turn for beer,” said Odo Marsh, who is 81"
    " and has never drunk any.",
    "The brewery paid 4,000 crowns for the pair and will fetch them on a sledge as soon as the"
    " road is frozen hard enough.",
    "Each stone weighs as much as a small car, and the bridge below the mill is posted for less,"
    " so the sledge will cross the river on the ice.",
]
WHOLE = "".join(f"<p>{text}</p>" for text in STORY)
LINKS = "".join(f"<li><a href=/s/{i}>Valley council debates item {i}</a>" for i in range(40))
PAGES = {
    "whole": f"<article>{WHOLE}</article>",
    "reprint": f"<article>{WHOLE}</article>",
    "teaser": f"<article>{WHOLE}<p><a href=/all>Read the full story</a></p></article>",
    "breaks-off": f"<article>{WHOLE}<p>The miller himself will …</p></article>",
    "paywalled": f"<article>{WHOLE}</article><p>Subscribe now to continue reading.</p>",
    "front": f"<h3><a href=/1>Mill sold to brewery</a></h3><p>{STORY[0]}</p><ul>{LINKS}</ul>",
}
STATUSES = {
    "whole": "full",
    "reprint": "full",
    "teaser": "teaser",
    "breaks-off": "teaser",
    "paywalled": "paywalled",
    "front": "not_an_article",
}


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("teasers")
    rows = [
        {"url": f"https://{name}.example/mill", "html": f"<title>Mill sold</title>{html}"}
        for name, html in PAGES.items()
    ]
    file = place / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    done = wirecopy("import", file, "--store", place / "news")

    assert done.returncode == 0, done.stderr
    return place / "news"


def _rows(store: Path, query: str) -> list[dict[str, object]]:
    done = wirecopy("sql", query, "--store", store, "--format", "json")

    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_every_page_has_its_status(store: Path) -> None:
    rows = _rows(store, "SELECT site, body_status FROM articles")

    assert {str(row["site"]).removesuffix(".example"): row["body_status"] for row in rows} == (
        STATUSES
    )


def test_only_whole_articles_are_compared(store: Path) -> None:
    rows = _rows(store, "SELECT site FROM articles WHERE group_id IS NOT NULL ORDER BY site")

    assert [row["site"] for row in rows] == ["reprint.example", "whole.example"]
