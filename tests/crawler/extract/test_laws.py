"""What holds for every page and every text."""

import random
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.article import Article, extract
from crawler.extract.rules.cut import RULES, cut_reasons
from crawler.extract.rules.lines import lines
from crawler.page import Given, RawPage

SENTENCES = (
    "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away.",
    "About three hundred commuters had taken the long way round by bus, its operator said.",
    "Repairs cost the town more than it had set aside for the year, said its treasurer, who"
    " added that nobody had asked him before the divers went into the water that night.",
    "PORT LOWELL (AP) — The mayor thanked the divers, who had worked through two cold nights.",
    "Die Fähre verkehrt seit Montag wieder zwischen dem Hafen und der Insel, sagte die Reederei.",
    "港の渡し船は月曜日に運航を再開した。嵐で桟橋が壊れてから一週間ぶりである。",
)
FURNITURE = (
    "Ann Ode/AP",
    "hide caption",
    "The ferry at its pier on Monday.Ann Ode / AP",
    "Ferry Port Lowell",
    "Check Also",
    "Related: Bakery opens",
    "Ann Ode and Bo Lund contributed.",
    "This story originally appeared on Harbor Ledger.",
    "[ad_1]",
    "Source link",
    "Advertisement",
    "Ferry back",
    "",
)
TEXTS = st.lists(st.sampled_from(SENTENCES + FURNITURE), max_size=16)
# fmt: off
TAGS = st.sampled_from([
    "p", "div", "h2", "h3", "ul", "li", "article", "figure", "figcaption", "aside", "form", "span",
    "a href=/x", "b", "br", "img alt=ferry", "div class=related", "div class=story-body", "table",
    "td", "blockquote", "section id=comments", "p hidden", "svg", "/p",
])
# fmt: on
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(SENTENCES + FURNITURE),
        TAGS.map(lambda tag: f"<{tag}>"),
        TAGS.map(lambda tag: f"</{tag.split()[0]}>"),
    ),
    max_size=40,
).map("".join)


def _text(text: str, title: str | None = None) -> Article:
    return extract(RawPage("", text.encode(), "text/plain", given=Given(title=title)))


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_any_markup_gives_the_same_article_every_time(html: str) -> None:
    page = RawPage("", html.encode())

    article = extract(page)

    assert article == extract(page)
    assert "\n\n" not in article.text
    assert 0 <= article.confidence <= 1


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_a_cleaned_text_is_clean(texts: list[str]) -> None:
    first = _text("\n".join(texts))

    assert _text(first.text, first.title).text == first.text


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_changes_no_text(texts: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(RULES, len(RULES))

    assert cut_reasons(lines(*texts)).keys() == cut_reasons(lines(*texts), shuffled).keys()


@pytest.mark.parametrize("body", [b"http://127.0.0.1:9/ferry", b"<a href=http://127.0.0.1:9>x</a>"])
@pytest.mark.parametrize("engine", ["wirecopy", "boilerpy3", "trafilatura"])
def test_extraction_opens_no_connection(
    body: bytes, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("extraction reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    article = extract(RawPage("", body + b"".join(s.encode() for s in SENTENCES)), engine=engine)

    assert article.published_at is None
