"""What a page's own style sheets hide, and what they only seem to hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.article import extract
from crawler.extract.page.sheets import read
from crawler.page import RawPage

STORY = (
    "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away.",
    "About three hundred commuters had taken the long way round by bus, its operator said.",
    "Repairs cost the town more than it had set aside for the year, said its treasurer.",
    "A fourth pier will be needed in thirty years, if the sea goes on to rise as it does.",
)
TRAP = "Whoever copies this paragraph copies a mark that no reader of the page has ever seen."


def _page(sheet: str, *parts: str) -> str:
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    page = f"<head><style>{sheet}</style></head><article><h1>Ferry</h1>{body}</article>"
    return extract(RawPage("", page.encode())).text


@pytest.mark.parametrize(
    "sheet",
    [
        ".mark {display: none}",
        "p.mark{display:none!important;}",
        ".a, .mark { position: absolute; left: -9999px }",
        ".b{color:red}.mark{visibility:hidden}",
        "/* a { } */ .mark{font-size:0}",
        ".mark{position:absolute;clip:rect(0,0,0,0)}",
        "@media print{.c{display:block}} .mark{text-indent:-999em}",
    ],
)
@pytest.mark.parametrize("names", ["mark", "text mark"])
def test_a_hidden_mark_is_no_text(sheet: str, names: str) -> None:
    text = _page(sheet, *STORY[:2], f"<p class='{names}'>{TRAP}</p>", *STORY[2:])

    assert text.split("\n") == list(STORY)


def test_a_mark_within_a_sentence() -> None:
    story = STORY[0].replace(" a week", " <span class=mark>mark</span>a week")

    assert _page(".mark{display:none}", f"<p>{story}</p>", *STORY[1:]).split("\n") == list(STORY)


@pytest.mark.parametrize(
    ("sheet", "names"),
    [
        ("@media print {.mark {display: none}}", "mark"),
        (".menu .mark {display: none}", "mark"),
        (".mark:empty {display: none}", "mark"),
        (".mark {display: none} .mark.on {display: block}", "mark on"),
        (".mark {display: none} .js .mark {display: block}", "mark"),
        (".mark {display: none}", "mark md:block"),
        (".mark {display: none}", "mark d-md-block"),
        (".mark {display: none}", "marked"),
        (".mark {visibility: hidden; transition: all 1s}", "mark"),
        (".mark {opacity: 0}", "mark"),
        (".mark {left: -1px}", "mark"),
        (".mark {font-size: 0.9em}", "mark"),
        (".mark {display: none}", "paywall mark"),
        ("@media print {.a {top: 0} .mark {display: none}}", "mark"),
        (".x{}</style><script>show('.mark')</script><style>.mark{display:none}", "mark"),
        (".x{}</style><noscript><style>.mark{display:none}</style></noscript><style>", "mark"),
        (".x{}</style><style media=print>.mark{display:none}", "mark"),
        (".x{}</style><!--[if IE]><style>.mark{display:none}</style><![endif]--><style>", "mark"),
        (f".mark {{display: none}} {'.b{color:red}' * 1_000}", "mark"),
        (
            f".mark{{display:none}}</style><style>.on{{}} .mark.on{{top:0}}{'.b{top:0}' * 3_000}",
            "mark",
        ),
    ],
)
def test_what_may_be_seen_stays(sheet: str, names: str) -> None:
    text = _page(sheet, *STORY[:2], f"<p class='{names}'>{TRAP}</p>", *STORY[2:])

    assert text.split("\n") == [*STORY[:2], TRAP, *STORY[2:]]


def test_what_a_click_shows_stays() -> None:
    fold = f"<h3>More</h3><div class=fold><p>{TRAP}</p></div>"

    assert TRAP in _page(".fold{display:none}", *STORY[:2], fold, *STORY[2:])


def _found(sheet: str) -> dict[str, str]:
    page = f"<style>{sheet}</style>"
    return read(LexborHTMLParser(page), page).classes


@given(st.text(alphabet="{}.;:,/*@ abdisplay:none", max_size=200))
def test_any_sheet_is_read(sheet: str) -> None:
    assert set(_found(sheet).values()) <= {"display:none"}
