"""The whole way from a raw page to an article."""

import gzip
import subprocess
import sys
import textwrap

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extract.article import Article, extract
from crawler.extract.engines import ENGINES
from crawler.extract.opinion import unconfirmed
from crawler.extract.page.blocks import MAX_BLOCKS, Block
from crawler.page import Given, RawPage

STORY = (
    "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away.",
    "About three hundred commuters had taken the long way round by bus, its operator said.",
    "Repairs cost the town more than it had set aside for the year, said its treasurer.",
    "The mayor thanked the divers, who had worked through two nights in cold water.",
)
PAGE = f"""<!doctype html><html lang="en"><head>
<title>Ferry back in service | Harbor Ledger</title>
<meta property="og:site_name" content="Harbor Ledger">
<link rel="canonical" href="/ferry-back">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
  {{"@type": "WebPage", "@id": "#page", "name": "Ferry"}},
  {{"@type": "Person", "@id": "#ann", "name": "Ann Ode"}},
  {{"@type": "NewsArticle", "headline": "Ferry back in service &amp; on time",
    "author": [{{"@id": "#ann"}}, {{"@type": "Person", "name": "Bo Lund"}}],
    "datePublished": "2026-03-02T09:42:00-05:00", "dateModified": "2026-03-02T15:00:00Z"}}]}}
</script></head><body>
<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Ferry back in service &amp; on time</h1><div class="byline">By Ann Ode</div>
<figure><img src="f.jpg"><figcaption><span class="caption__container">The ferry at its pier on
Monday.</span><span class="caption__source">Ann Ode / AP</span></figcaption></figure>
<div class="story-body"><p>PORT LOWELL (AP) &mdash; {STORY[0]}</p><p>{STORY[1]}</p>
<div class="newsletter-box"><p>Sign up for our newsletter and get the best of the harbour.</p></div>
<p>{STORY[2]}</p><p><a href="/bakery">Bakery opens at the old pier after a long wait</a></p>
<p>{STORY[3]}</p><p>This story originally appeared on Port Gazette.</p></div></article>
<section id="comments"><p>I took that ferry for thirty years, and it has never been on time.</p>
<p>My uncle was one of the divers, and he says that the water was not so cold after all.</p>
</section>
</body></html>"""


def _page(html: str) -> Article:
    return extract(RawPage("https://ledger.example/ferry", html.encode()))


def _text(text: str, title: str | None = None) -> Article:
    return extract(RawPage("", text.encode(), "text/plain", given=Given(title=title)))


def test_a_page_gives_the_paragraphs_of_its_article() -> None:
    article = _page(PAGE)

    assert article.text.split("\n") == [f"PORT LOWELL (AP) — {STORY[0]}", *STORY[1:]]
    assert article.body_status == "full"
    assert article.confidence > 0.8


def test_a_page_gives_what_is_known_of_its_article() -> None:
    article = _page(PAGE)

    assert article.title == "Ferry back in service & on time"
    assert article.authors == ("Ann Ode", "Bo Lund")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-02T09:42:00-05:00"
    assert article.modified_at is not None
    assert article.modified_at.isoformat() == "2026-03-02T15:00:00+00:00"
    assert article.canonical_url == "https://ledger.example/ferry-back"
    assert (article.language, article.dateline, article.agency) == ("en", "PORT LOWELL", "AP")
    assert article.originally_from == "Port Gazette"
    assert not article.is_paywalled


def test_what_a_page_loses_is_on_record() -> None:
    rules = {removal.text: removal.rule for removal in _page(PAGE).removals}

    assert rules["The ferry at its pier on Monday."] == "caption"
    assert rules["Ann Ode / AP"] == "caption"
    assert rules["By Ann Ode"] == "byline"
    assert rules["Bakery opens at the old pier after a long wait"] == "related"
    assert rules["Sign up for our newsletter and get the best of the harbour."] == "pruned"
    assert [text.count("\n") for text, rule in rules.items() if rule == "comments"] == [1]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_the_story(engine: str) -> None:
    article = extract(RawPage("", PAGE.encode()), engine=engine)

    assert all(paragraph in article.text for paragraph in STORY)
    assert article.title == "Ferry back in service & on time"


def test_an_unknown_engine_names_the_choices() -> None:
    with pytest.raises(ValueError, match="wirecopy, boilerpy3, trafilatura"):
        extract(RawPage("", b""), engine="goose")


@pytest.mark.parametrize("separator", ["\n", "\n\n", "\n    ", "\r\n\r\n", "\n\t\n"])
def test_plain_paragraphs_may_be_parted_in_any_way(separator: str) -> None:
    article = _text(separator.join(["Ferry back in service", *STORY]))

    assert article.title == "Ferry back in service"
    assert article.text.split("\n") == list(STORY)


def test_a_given_title_is_dropped_only_where_the_text_repeats_it() -> None:
    deck = "Commuters wait no longer"

    assert _text("\n".join([deck, *STORY]), "Ferry back").text.split("\n") == [deck, *STORY]
    assert _text("\n".join(["Ferry back!", *STORY]), "Ferry back").text.split("\n") == list(STORY)


def test_given_facts_outrank_the_page() -> None:
    facts = Given(title="Boats", authors=("Cy Marsh",), language="fr")
    article = extract(RawPage("", PAGE.encode(), given=facts))

    assert (article.title, article.authors, article.language) == ("Boats", ("Cy Marsh",), "fr")


@pytest.mark.parametrize(
    ("html", "status"),
    [
        ("", "empty"),
        ("<p>Not found</p>", "empty"),
        (f"<p>{STORY[0]}</p><p>{STORY[1]} The rest ...</p>", "teaser"),
        (
            f"<p>{STORY[0]}</p><p>{STORY[1]}</p><div>Subscribe to continue reading</div>",
            "paywalled",
        ),
        (
            "".join(f"<h3><a href='/{i}'>Story number {i}</a></h3>" for i in range(60)),
            "not_an_article",
        ),
        (PAGE, "full"),
    ],
)
def test_body_status(html: str, status: str) -> None:
    assert _page(html).body_status == status


def test_json_ld_says_that_a_page_is_not_free() -> None:
    article = _page(
        PAGE.replace('"dateModified"', '"isAccessibleForFree": "False", "dateModified"')
    )

    assert article.is_paywalled
    assert article.body_status == "paywalled"


def test_a_page_that_scripts_fill_gives_its_linked_body() -> None:
    body = " ".join(STORY * 2)
    linked = f'{{"@type": "Article", "articleBody": "{body}"}}'
    html = f'<script type="application/ld+json">{linked}</script>'

    assert _page(html + "<div id=root></div>").text == body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 5000,
        gzip.compress(PAGE.encode() * 5, mtime=0),
        b"<div>" * 200_000 + b"ferry",
        b"<div>" * 100_000 + b"ferry" + b"</div>" * 100_000,
        b"<table><tr><td>" * 5_000,
        b"<p" * 50_000,
        b'<script type="application/ld+json">' + b"[" * 50_000,
        b'<script type="application/ld+json">{"@type": "Article", "author": [1, {"name": {}}]}',
        b'<link rel=canonical href="http://[bad"><meta name=date content="0001-01-01">',
        "\ufeff<p>Fähre</p>".encode("utf-16-le"),
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
def test_bad_input_is_no_error(body: bytes, content_type: str) -> None:
    article = extract(RawPage("", body, content_type))

    assert article.body_status in {"full", "teaser", "paywalled", "empty", "not_an_article"}
    assert 0 <= article.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "latin-1", "punycode", "x"]))
def test_no_bytes_are_an_error(body: bytes, charset: str) -> None:
    article = extract(RawPage("", b"<p>" + body, charset=charset))

    assert "\x00" not in article.text


LINES = st.sampled_from(
    [*STORY, "Ann Ode/AP", "hide caption", "Check Also", "Ferry back", "", "Related: Bakery opens"]
)


TITLE_TWICE = [*["Ann Ode/AP"] * 5, "Check Also", STORY[0], "Ann Ode/AP", "Check Also", STORY[0]]


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=14))
@example(TITLE_TWICE)  # once it is the title, and once it is cut
def test_every_line_of_a_text_is_kept_or_cut_once(lines: list[str]) -> None:
    article = _text("\n".join(lines))
    removed = [
        (removal.line + after, text)
        for removal in article.removals
        for after, text in enumerate(removal.text.split("\n"))  # a run of lines around a story
    ]
    cut = [line for line, _ in removed]
    kept = article.text.split("\n") if article.text else []

    assert cut == sorted(set(cut))
    assert all(lines[line - 1] == text for line, text in removed)
    left = [line for number, line in enumerate(lines, start=1) if line and number not in cut]
    assert left == ([article.title] if article.title else []) + kept


def test_cleaning_a_text_loads_neither_twisted_nor_other_engines() -> None:
    code = (
        "import sys; from crawler.extract.article import extract; from crawler.page import RawPage;"
        "extract(RawPage('', b'The ferry sails.', 'text/plain'));"
        "print({'scrapy', 'twisted', 'duckdb', 'trafilatura'} & sys.modules.keys() or 'none')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "none"


def test_lines_broken_at_a_width_are_paragraphs_again() -> None:
    paragraphs = [" ".join(STORY[:2]), " ".join(STORY[2:])]
    text = "\n\n".join(textwrap.fill(part, 64, break_on_hyphens=False) for part in paragraphs)

    assert _text(text).text.split("\n") == paragraphs


@pytest.mark.parametrize("count", [2, 30_000])
def test_a_monstrous_page_is_read_in_part(count: int) -> None:
    html = "".join(f"<p>{i} {line}</p>" for i in range(count) for line in STORY)

    assert len(_page(html).text.split("\n")) == min(count * len(STORY), MAX_BLOCKS)


@pytest.mark.parametrize(
    ("lines", "out"), [(12, set(range(5, 17))), (1, set())], ids=["many", "too few to matter"]
)
def test_short_lines_that_nobody_confirms_go(lines: int, out: set[int]) -> None:
    story = [Block(i, line, 16, tag="p") for i, line in enumerate(STORY, start=1)]
    names = [Block(5 + i, f"Ann Ode {i}", 3, tag="td") for i in range(lines)]
    html = "".join(f"<p>{line}</p>" for line in STORY)

    assert unconfirmed([*story, *names], story, lambda: f"<article>{html}</article>") == out
    assert unconfirmed([*story, *names], [*story, *names], lambda: html) == set()
    assert unconfirmed([*story, *names], story, lambda: "<p>Another page</p>") == set()
