"""Selectors: the site says where its article stands, the general rules do the rest."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.extract.article import extract
from crawler.page import RawPage, Selectors
from storage import articles
from storage.store import Store
from tests.crawler.crawling import crawl, rows, sources
from tests.miniweb.web import Headers, MiniWeb, Reply, outlet, serving
from wirecopy.stages.extract import arrivals_of

STORY = "The harbour pilots met again on Monday and agreed on nothing new, their speaker said."
LAST = "On Tuesday the mayor will try to bring both sides to one table, she told this paper."
OTHER = "Our readers have voted for the town's prettiest bench, and the result surprised nobody."
# A page that misleads the general rules: the longest and cleanest prose is not the article.
PAGE = f"""<!doctype html><head><title>Odd Paper</title>
<meta property="article:published_time" content="2020-01-01T00:00:00Z"></head><body>
<div class=a1><span class=hd>Pilots  agree on <b>nothing</b></span>
<i class=when>2. March 2026, 09:42</i></div>
<table><tr><td class="tx">{"<br>".join([STORY] * 3)}<div class=tx>{STORY}</div></td>
<td class="tx"><p>{LAST}</p><p>The writer can be reached at desk@odd.example.</p></td></tr></table>
<article>{f"<p>{OTHER}</p>" * 12}</article></body>"""
CHOICE = Selectors(title=".hd", body="td.tx, div.tx", date=".when")


def page_of(markup: str, selectors: Selectors | None) -> RawPage:
    return RawPage("https://odd.example/x", markup.encode(), charset="utf-8", selectors=selectors)


def test_selectors_outrank_the_general_rules() -> None:
    misled = extract(page_of(PAGE, None))
    found = extract(page_of(PAGE, CHOICE))

    assert OTHER in misled.text
    assert found.title == "Pilots agree on nothing"
    assert (found.text.count(STORY), found.text.count(LAST)) == (4, 1)
    assert OTHER not in found.text
    assert str(found.published_at)[:16] == "2026-03-02 09:42"
    assert found.body_status == "full"


def test_what_lies_outside_is_on_record() -> None:
    """Nothing vanishes: the rest of the page is there, each line under its own number."""
    removals = extract(page_of(PAGE, CHOICE)).removals

    assert sum(removal.text.count(OTHER) for removal in removals) == 12
    assert {removal.rule for removal in removals if OTHER in removal.text} == {"outside_article"}
    assert len({removal.line for removal in removals}) == len(removals)


@pytest.mark.parametrize(
    "selectors", [Selectors(), Selectors(title=".no", body=".no", date=".no")], ids=["none", "no"]
)
def test_selectors_that_match_nothing_change_nothing(selectors: Selectors) -> None:
    assert extract(page_of(PAGE, selectors)) == extract(page_of(PAGE, None))


def test_dates_for_machines_come_first() -> None:
    markup = PAGE.replace("<i class=when>", '<i class=when datetime="2026-03-03T10:00:00+01:00">')

    assert str(extract(page_of(markup, CHOICE)).published_at) == "2026-03-03 10:00:00+01:00"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<td class=tx>" * 5000, b"<td class=tx>x"])
def test_no_page_raises(body: bytes) -> None:
    page = replace(page_of("", CHOICE), body=body)

    assert extract(page).text in ("", "x")


def test_a_site_with_selectors_from_crawl_to_article(tmp_path: Path) -> None:
    """They are kept with the site, not with the page: a later crawl brings better ones."""
    store = tmp_path / "news"

    def odd(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        return (
            Reply(PAGE.encode()) if path.startswith("/2026/") else outlet(web, host, path, headers)
        )

    block = '[[source]]\nname = "odd"\nfeeds = ["http://odd.example/feed"]\ndelay = 0\n'
    with serving({"odd.example": odd}) as web:
        web.published = 1
        for run, body in enumerate(("p.nothing", "td.tx"), 1):
            sources(store, f'{block}[source.selectors]\nbody = "{body}"\ntitle = ".hd"\n')
            crawl(store, web.resolve, run)

    assert len(rows(store, "SELECT * FROM internal.sites")) == 1
    with Store.open(store) as opened:
        (arrival,) = arrivals_of(opened)
        assert len(articles.pending(opened)) == 1
    article = extract(arrival.page)
    assert article.title == "Pilots agree on nothing"
    assert (article.text.count(STORY), article.text.count(LAST)) == (4, 1)
