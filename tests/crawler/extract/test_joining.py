"""Articles in several pages: which page is the next one, and what is made of them all."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.article import Article, extract
from crawler.extract.joining import extract_all
from crawler.extract.metadata.paging import next_page, page_before
from crawler.page import RawPage
from tests.several_pages import FIRST, TITLE, page, told

CASES = json.loads((Path(__file__).parent / "paging.json").read_text("utf-8"))


def lines(article: Article) -> list[str]:
    return article.text.split("\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_next_page(case: dict[str, Any]) -> None:
    base = f'<base href="{case["base"]}">' if "base" in case else ""
    for tag in ("link", "a"):
        markup = f'{base}<p><{tag} rel="{case["rel"]}" href="{case["href"]}">Next</{tag}>'

        assert next_page(LexborHTMLParser(markup), case["page"]) == case["found"]


def test_page_before() -> None:
    """`rel=prev` or the canonical address name it, and neither names the story before."""
    for link in ("link rel=prev", "a rel=prev", "link rel=canonical"):
        tree = LexborHTMLParser(f"<{link} href={FIRST}>")

        assert page_before(tree, f"{FIRST}?page=2") == FIRST
        assert page_before(tree, "https://post.example/2026/bakery") is None
        assert page_before(tree, FIRST) is None


def test_pages_are_joined() -> None:
    """Text of all, all else of the first."""
    more = '<meta property="article:published_time" content="2026-03-0{}T08:00:00Z">'
    pages = [page(n, more=more.format(n)) for n in (1, 2, 3)]

    article = extract_all(pages)

    assert lines(article) == told(1) + told(2) + told(3)
    assert (article.title, str(article.published_at)[:10]) == (TITLE, "2026-03-01")
    assert article.later_pages == (f"{FIRST}?page=2", f"{FIRST}?page=3")
    assert (article.next_page, article.body_status) == (None, "full")


def test_one_page_is_what_it_was() -> None:
    assert extract_all([page(1)]) == extract(page(1))
    assert extract(page(1)).body_status == "part"
    with pytest.raises(ValueError, match="no page"):
        extract_all([])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.permutations(range(2, 6)), st.integers(0, 4))
def test_pages_join_in_any_order(of: int, order: list[int], n_given: int) -> None:
    """Those that are named, up to the first that is missing."""
    there = order[:n_given]

    article = extract_all([page(1, of=of), *(page(n, of=of) for n in there)])

    last = next(n for n in range(1, 7) if n + 1 not in there or n + 1 > of)
    assert lines(article) == [line for n in range(1, last + 1) for line in told(n)]
    assert article.later_pages == tuple(f"{FIRST}?page={n}" for n in range(2, last + 1))
    assert article.body_status == ("full" if last == of else "part")


@pytest.mark.parametrize(
    ("title", "more", "is_joined"),
    [
        (f"{TITLE} - Page 2 of 3", "", True),
        (f"{TITLE} (2/3)", "", True),
        (f"{TITLE}: what the repairs cost", "", True),
        ("What the repairs cost", f'<link rel="canonical" href="{FIRST}">', True),
        ("What the repairs cost", "", False),
        ("What it costs", '<link rel="canonical" href="https://post.example/">', False),
        ("Ferry sails again, part 2", "", False),
    ],
)
def test_only_pages_of_one_story_are_joined(title: str, more: str, *, is_joined: bool) -> None:
    """Some number their stories as others do their pages; those are whole by themselves."""
    article = extract_all([page(1, of=2), page(2, of=2, title=title, more=more)])

    assert len(article.later_pages) == is_joined
    assert article.body_status == "full"


def test_pages_without_a_text_end_the_article() -> None:
    article = extract_all([page(1), page(2, text=""), page(3)])

    assert (article.later_pages, article.body_status) == ((), "part")


def test_what_a_later_page_says_again_is_cut() -> None:
    """The deck, and a paragraph that leads over; nothing is lost of it."""
    deck = "Town and crew look back on a week without any way over the water at all."
    more = f'<meta name="description" content="{deck}">'
    first, second = (
        RawPage(each.url, each.body.replace(b"</h1>", f"</h1><p>{deck}</p>".encode()))
        for each in (page(1, of=2, more=more), page(2, of=2, more=more))
    )
    second = RawPage(second.url, second.body.replace(b"</p>", f"</p><p>{told(1)[-1]}</p>".encode()))

    article = extract_all([first, second])

    assert lines(article).count(told(1)[-1]) == 1
    assert f"{article.deck}\n{article.text}".count(deck) == 1
    assert ("repeated", told(1)[-1]) in [(cut.rule, cut.text) for cut in article.removals]


def test_a_sentence_over_two_pages_is_whole() -> None:
    one = page(1, of=2)
    one = RawPage(one.url, one.body.replace(b"</article>", b"<p>The mayor of Ostley</article>"))
    two = page(2, of=2)
    two = RawPage(two.url, two.body.replace(b"</h1>", b"</h1><p>has said that he will sail.</p>"))

    assert "The mayor of Ostley has said that he will sail." in lines(extract_all([one, two]))
