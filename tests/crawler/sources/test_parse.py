"""sources.toml: what it may say, and how each mistake is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.page import Selectors
from crawler.sources.parse import SourcesError, load
from crawler.sources.source import Feed, Source

MISTAKES = json.loads((Path(__file__).parent / "sources.json").read_text("utf-8"))


def test_everything_that_a_source_may_say(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        """
        [[source]]
        name = "npr"
        home = "https://www.npr.example/"
        feeds = ["https://feeds.npr.example/1001/rss.xml"]
        sitemaps = ["https://www.npr.example/news.xml"]
        sections = ["https://www.npr.example/world/"]
        hosts = ["text.npr.test"]
        delay = 2
        licensed_from = ["AP"]
        depth = 2
        javascript = true
        reader = "json_listing"
        verified = "2026-03-02"
        selectors = { title = "h1", body = "div.story > p" }
        [[source]]
        name = "bare"
        feeds = ["http://bare.example/rss"]
        """,
        "utf-8",
    )

    assert load(path) == [
        Source(
            "npr",
            "npr.example",
            "https://www.npr.example/",
            (
                Feed("https://feeds.npr.example/1001/rss.xml", "feed"),
                Feed("https://www.npr.example/news.xml", "sitemap"),
                Feed("https://www.npr.example/world/", "section"),
            ),
            ("text.npr.test",),
            2.0,
            ("AP",),
            2,
            True,
            Selectors("h1", "div.story > p"),
            "json_listing",
            "2026-03-02",
        ),
        Source("bare", "bare.example", None, (Feed("http://bare.example/rss", "feed"),)),
    ]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in MISTAKES])
def test_mistakes(tmp_path: Path, case: dict[str, Any]) -> None:
    """Each message names the file, the place and what to write, in one line."""
    path = tmp_path / "sources.toml"
    path.write_text(case["toml"], "utf-8")

    with pytest.raises(SourcesError) as raised:
        load(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert [part for part in case["says"] if part not in message] == []


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"none\.toml: can't be read .*--sources"):
        load(tmp_path / "none.toml")


def test_whose_page_it_is() -> None:
    source = Source(
        "npr", "npr.example", feeds=(Feed("https://feeds.test/npr", "feed"),), hosts=("t.co",)
    )

    assert [
        source.owns(host) for host in ("www.npr.example", "text.npr.example", "feeds.test")
    ] == [True] * 3
    assert [
        source.owns(host) for host in ("npr.example.evil.test", "xnpr.example", "o.t.co.uk")
    ] == [False] * 3
    assert source.site_for("https://edition.npr.example/a") == "npr.example"
    assert source.site_for("https://www.other.example/a") == "other.example"
