"""Boxes that a heading disowns, and captions that are paragraphs."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.article import extract
from crawler.extract.page.boxes import disown
from crawler.extract.page.html_blocks import from_html
from crawler.page import RawPage

STORY = (
    "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away.",
    "About three hundred commuters had taken the long way round by bus, its operator said.",
    "Repairs cost the town more than it had set aside for the year, said its treasurer.",
)
APPEAL = "A short letter about what our reporters talk about in the hallway, sent before noon."
CAPTION = "Divers carry a beam of the old pier ashore at Port Lowell on Monday, March 2, 2026."


def _text(*parts: str, head: str = "") -> list[str]:
    paragraphs = [part if part.startswith("<") else f"<p>{part}</p>" for part in parts]
    html = f"<head>{head}</head><article>{''.join(paragraphs)}</article>"
    return extract(RawPage("", html.encode())).text.split("\n")


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=callout><h3>Sign up for the Sundial</h3><p>{APPEAL}</p></div>",
        f"<div class=x1><h2>Editors' Picks</h2><a href=/b><h3>Bakery</h3></a><p>{APPEAL}</p></div>",
        f"<div><p>Recommended for you</p><ul><li><a href=/b>{APPEAL}</a></li></ul></div>",
        f"<div><h3>Keep reading with a subscription</h3><p>{APPEAL}</p><p>Log in.</p></div>",
        f"<section><h4>Mehr zum Thema</h4><p>{APPEAL}</p></section>",
    ],
)
def test_a_heading_takes_its_box_with_it(box: str) -> None:
    assert _text(STORY[0], box, *STORY[1:]) == list(STORY)
    assert _text(*STORY, box) == list(STORY)


@pytest.mark.parametrize(
    "heading", ["Você pode gostar...", "You may also like", "Vous aimerez aussi", "Más noticias"]
)
def test_a_heading_takes_a_list_of_articles(heading: str) -> None:
    others = "".join(f"<article><p>{APPEAL} {STORY[0]}</p></article>" for _ in range(6))
    others = f"<article><h3>{heading}</h3>{others}</article>"
    story = "".join(f"<p>{part} {APPEAL} {part}</p>" for part in STORY)
    page = f"<article><h1>Ferry</h1>{story}</article>{others}"

    assert extract(RawPage("", page.encode())).text.count(APPEAL) == len(STORY)


@pytest.mark.parametrize(
    "page",
    [
        "<article><h1>Ferry</h1>{0}</article><article><h3>Monday</h3>{1}{1}</article>",
        "<article><h3>You may also like</h3>{1}{1}</article>",
        "<article><h1>Ferry</h1>{0}</article><article><h3>You may also like</h3>{0}</article>",
    ],
    ids=["another heading", "the first article", "no articles in it"],
)
def test_other_articles_are_no_boxes(page: str) -> None:
    story = f"<p>{STORY[0]}</p>"
    document = from_html(LexborHTMLParser(page.format(story, f"<article>{story}</article>")))

    assert disown(document).elements == document.elements


@pytest.mark.parametrize("heading", ["Recommended speed", "The latest", "Sign of a storm"])
def test_other_headings_take_nothing(heading: str) -> None:
    box = f"<div><h3>{heading}</h3><p>{STORY[1]}</p></div>"

    assert _text(STORY[0], box, STORY[2]) == [STORY[0], heading, *STORY[1:]]


def test_a_heading_over_the_whole_article_takes_nothing() -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in STORY)

    assert _text(f"<div><h3>Related</h3>{paragraphs}</div>")[-3:] == list(STORY)


@pytest.mark.parametrize("credit", ["Joss Verhey/NW", "Harbor Ledger", "Photo: Ann Ode/AP"])
def test_a_caption_typed_as_a_paragraph(credit: str) -> None:
    site = '<meta property="og:site_name" content="Harbor Ledger">'
    image = "<p><img src=f.jpg></p>"

    assert _text(STORY[0], image, CAPTION, credit, *STORY[1:], head=site) == list(STORY)


def test_a_paragraph_below_an_image_stays() -> None:
    image = "<p><img src=f.jpg></p>"

    assert _text(STORY[0], image, STORY[1], STORY[2]) == list(STORY)
