"""What the ten sites say: whole texts in sound HTML, complete feeds, the same bytes every time."""

import json
import tomllib
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from wirecopy.demo import feeds, pages
from wirecopy.demo.newsroom import Page, load
from wirecopy.demo.outlets import OUTLETS, Outlet
from wirecopy.demo.site import Resource, site

NEWSROOM = load()
SITE = site(NEWSROOM)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"}
SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def slug(outlet: Outlet) -> str:
    return outlet.slug


each_page = pytest.mark.parametrize("page", NEWSROOM.pages, ids=lambda page: page.url)
each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=slug)


class Balance(HTMLParser):
    """Collects elements that are closed in another order than they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


def html_of(page: Page) -> str:
    return SITE[page.outlet.host, page.path].body.decode(page.outlet.charset)


def text_of(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style"])
    assert tree.body is not None
    return " ".join(tree.body.text().split())


def structured(html: str) -> list[dict[str, Any]]:
    nodes = LexborHTMLParser(html).css('script[type="application/ld+json"]')
    return [json.loads(node.text()) for node in nodes]


def test_every_html_page_is_balanced() -> None:
    for address, resource in SITE.items():
        if resource.content_type.startswith("text/html"):
            balance = Balance()
            charset = resource.content_type.partition("charset=")[2]
            balance.feed(resource.body.decode(charset))
            assert not balance.crossed, (address, balance.crossed)
            assert not balance.open, address


def test_everything_else_is_sound_xml_or_plain() -> None:
    for resource in SITE.values():
        if "xml" in resource.content_type:
            assert len(ElementTree.fromstring(resource.body))
        else:
            assert resource.content_type.startswith(("text/html", "text/plain"))


@each_page
def test_the_text_of_an_article_stands_in_its_page(page: Page) -> None:
    text = text_of(html_of(page))
    assert page.title in text
    for paragraph in page.shown:
        assert paragraph in text
    for paragraph in page.paragraphs[len(page.shown) :]:
        assert paragraph not in html_of(page)


@each_page
def test_so_does_what_surrounds_it(page: Page) -> None:
    text = text_of(html_of(page))
    shown = [figure for figure in page.figures if figure.after <= len(page.shown)]
    for figure in shown:
        assert figure.caption in text
        assert figure.credit in text
    for line in (*page.residue, page.credit_line, page.contributors, page.deck):
        assert line in text
    for comment in pages.comments(page):
        assert comment.text in text
    if page.check_also:
        assert page.check_also.teaser in text


@each_page
def test_a_spinner_leaves_its_marks_around_the_body(page: Page) -> None:
    text = text_of(html_of(page))
    assert page.residue_before + page.residue_after == page.residue
    for line in page.residue_before:
        assert text.index(line) < text.index(page.shown[0])
    for line in page.residue_after:
        assert text.rindex(line) > text.index(page.shown[-1])


@each_page
def test_structured_data_says_what_the_outlet_says(page: Page) -> None:
    found = structured(html_of(page))
    if page.outlet.json_ld == "none":
        assert found == []
        return
    nodes = found[0].get("@graph", found)
    article = next(node for node in nodes if node["@type"] in ("Article", "NewsArticle"))
    assert article["headline"] == page.title
    assert article["datePublished"].startswith("2026-03-0")
    assert article.get("isAccessibleForFree", True) is not page.is_paywalled


def test_the_newsroom_has_what_extraction_stumbles_over() -> None:
    html = {outlet.slug: "".join(map(html_of, NEWSROOM.of(outlet))) for outlet in OUTLETS}
    assert "toggle caption" in html["sunbelt-radio"]
    assert "Enlarge this image" in html["sunbelt-radio"]
    assert "<br><br>" in html["daily-almanac"]
    assert '<div class="para">' in html["capital-brief"]
    assert "[ad_1]" in html["newsblast-hub"]
    assert '"@graph"' in html["newsblast-hub"]
    assert '"articleBody"' in html["worldupdate24"]
    assert "article-gate" in html["continental-news"]
    assert any("Check Also" in text for text in html.values())
    assert any(
        sum(len(comment.text.split()) for comment in pages.comments(page)) > page.words
        for page in NEWSROOM.pages
    )


def test_a_reprint_may_name_its_source_as_canonical() -> None:
    pointing = [page for page in NEWSROOM.pages if page.canonical != page.url]
    assert pointing
    for page in pointing:
        link = LexborHTMLParser(html_of(page)).css_first('link[rel="canonical"]')
        assert link is not None
        assert link.attributes["href"] == page.reprint_of


def test_most_outlets_have_a_feed_of_one_of_two_kinds() -> None:
    kinds = [outlet.feed for outlet in OUTLETS]
    assert (kinds.count("rss"), kinds.count("atom"), kinds.count(None)) == (7, 2, 1)


@pytest.mark.parametrize("outlet", [outlet for outlet in OUTLETS if outlet.feed], ids=slug)
def test_a_feed_lists_every_page(outlet: Outlet) -> None:
    assert outlet.feed
    parsed = feedparser.parse(SITE[outlet.host, outlet.feed_path].body)
    assert not parsed.bozo
    assert parsed.version == {"rss": "rss20", "atom": "atom10"}[outlet.feed]
    entries = {entry.link.partition("?")[0]: entry for entry in parsed.entries}
    assert set(entries) == {page.url for page in NEWSROOM.of(outlet)}
    for page in NEWSROOM.of(outlet):
        assert entries[page.url].title == page.title
        assert entries[page.url].published_parsed[:6] == page.published.timetuple()[:6]


@each_outlet
def test_a_news_sitemap_lists_every_page(outlet: Outlet) -> None:
    robots = SITE[outlet.host, "/robots.txt"].body.decode()
    assert "Disallow: /archive/" in robots
    if not outlet.has_news_sitemap:
        assert "Sitemap:" not in robots
        return
    assert f"Sitemap: http://{outlet.host}{feeds.SITEMAP_INDEX}" in robots
    listed = ElementTree.fromstring(SITE[outlet.host, feeds.SITEMAP_INDEX].body)
    assert listed.findtext("s:sitemap/s:loc", "", SITEMAP).endswith(feeds.NEWS_SITEMAP)
    entries = ElementTree.fromstring(SITE[outlet.host, feeds.NEWS_SITEMAP].body)
    found = [
        (
            entry.findtext("s:loc", "", SITEMAP),
            entry.findtext("n:news/n:title", "", SITEMAP),
            entry.findtext("n:news/n:publication_date", "", SITEMAP),
        )
        for entry in entries
    ]
    pages_of = NEWSROOM.of(outlet)
    assert found == [(page.url, page.title, page.published.isoformat()) for page in pages_of]


@each_outlet
def test_a_front_page_links_to_every_article_and_to_nothing_dead(outlet: Outlet) -> None:
    home = LexborHTMLParser(SITE[outlet.host, "/"].body.decode(outlet.charset))
    links = {
        urlsplit(urljoin(outlet.home, href))
        for link in home.css("a[href], link[href], img[src]")
        if (href := link.attributes.get("href") or link.attributes.get("src"))
    }
    paths = {link.path for link in links if link.path != "/archive/"}
    assert paths >= {page.path for page in NEWSROOM.of(outlet)}
    assert {path for path in paths if (outlet.host, path) not in SITE} == set()


def test_every_address_in_sources_toml_is_served() -> None:
    text = (files("wirecopy") / "demo" / "sources.toml").read_text(encoding="utf-8")
    sources = tomllib.loads(text)["source"]
    assert [source["home"] for source in sources] == [outlet.home for outlet in OUTLETS]
    for source in sources:
        for address in (source["home"], *source.get("feeds", ()), *source.get("sitemaps", ())):
            parts = urlsplit(address)
            assert (parts.hostname, parts.path) in SITE
    assert sum(not {"feeds", "sitemaps"} & source.keys() for source in sources) == 2


def test_rendering_twice_gives_the_same_bytes() -> None:
    assert site(load()) == SITE


@each_outlet
def test_markup_in_a_text_is_shown_not_obeyed(outlet: Outlet) -> None:
    evil = '</script><script>alert("1")</script>'
    page = NEWSROOM.of(outlet)[0]._replace(
        title=evil, deck=evil, paragraphs=(evil,) * 7, authors=(evil,), tags=(evil,), section=evil
    )
    html = pages.article(page, NEWSROOM)
    assert "<script>alert" not in html
    assert evil in unescape(html)


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_linking_changes_no_word(paragraph: str, tags: list[str]) -> None:
    assert pages.linked(paragraph, tags).striptags() == pages.linked(paragraph, []).striptags()


@given(st.binary(max_size=50))
def test_an_etag_names_a_body(body: bytes) -> None:
    changed = NEWSROOM.pages[0].published
    first, same = Resource(body, "text/plain", changed), Resource(body, "text/html", changed)
    assert first.etag == same.etag
    assert first.etag != Resource(body + b".", "text/plain", changed).etag
