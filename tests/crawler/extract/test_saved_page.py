"""Whole pages saved as text, sentences that were glued together, agencies at the end."""

from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.article import Article, extract
from crawler.extract.page import wrapping
from crawler.extract.rules.gluing import unglued
from crawler.page import RawPage

MENU = ["Home", "News", "Sport", "Weather", "Jobs and Careers", "Sign in", "Search", "Newsletters"]
STORY = [
    "The harbour ferry sailed again on Monday morning, a week after a storm had torn the pier.",
    "“Nobody was hurt,” said the harbour master, who had watched it from the tower all night.",
    "Two members of the council wanted the pier to be built of stone, but their motion failed.",
]
TITLE = "Ferry back in service after the storm"
BELOW = ["More stories", "Bakery opens at the pier", "Mayor resigns", "Rain on the way", *MENU]


def article(*lines: str) -> Article:
    return extract(RawPage("", "\n".join(lines).encode(), "text/plain"))


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ([*MENU, TITLE], TITLE),
        ([f"{TITLE} - Harbor Ledger", *MENU, TITLE], TITLE),
        ([f"{TITLE} | Harbor Ledger", *MENU], TITLE),
        ([TITLE, *MENU], TITLE),
        ([*MENU, TITLE, "By Ann Ode and Bo Lund", "March 2, 2026, 09:42"], TITLE),
        ([*MENU, TITLE, "Photo: The ferry at its pier"], TITLE),
        ([*MENU, "Welcome to the best of our bay, where the sun shines.", *MENU, TITLE], TITLE),
        (MENU, None),
    ],
    ids=["below the menu", "both", "named", "above", "byline", "caption", "teaser", "none"],
)
@pytest.mark.parametrize("below", [[], BELOW], ids=["nothing below", "lists below"])
def test_a_saved_page(above: list[str], title: str | None, below: list[str]) -> None:
    found = article(*above, *STORY, *below)

    assert found.text.split("\n") == STORY
    assert found.title == title
    cut = [line for removal in found.removals for line in removal.text.split("\n")]
    assert cut == [line for line in [*above, *below] if line != title]


def test_a_page_that_a_browser_has_broken_into_lines() -> None:
    menu = [f"  * {name}" for name in MENU]
    paragraphs = [part for story in STORY for part in ("", *wrap(story, 45))]

    found = article("Harbor Ledger", "", *menu, "", f"  {TITLE}", *paragraphs)

    assert found.text.split("\n") == STORY
    assert found.title == TITLE


@pytest.mark.parametrize(
    ("above", "below", "is_hyphenated", "whole"),
    [
        ("an inspec-", "tion of it", True, "an inspection of it"),
        ("of sixty-", "one piles", False, "of sixty-one piles"),
        ("of fer\u00ad", "ries", False, "of ferries"),
        ("a two-", "and three-year plan", True, "a two- and three-year plan"),
        ("two- bis drei-", "tägig", False, "two- bis drei-tägig"),
        ("the Rhine-", "Ruhr area", True, "the Rhine- Ruhr area"),
        ("he went -", "and came back", True, "he went - and came back"),
        ("from 10-", "year bonds", True, "from 10- year bonds"),
    ],
)
def test_words_that_go_on_in_the_next_line(
    above: str, below: str, is_hyphenated: bool, whole: str
) -> None:
    assert wrapping._joined(above, below, is_hyphenated=is_hyphenated) == whole


def test_a_text_with_parted_words() -> None:
    text = [
        "The harbour ferry sailed again on Monday mor-",
        "ning, a week after a storm had torn its pier",
        "from the posts and had thrown it on the beach",
        "of the town, where some three hundred commut-",
        "ers had taken the long way round by bus, its",
        "operator said, and where nobody liked that.",
    ]

    assert "Monday morning, a" in article(TITLE, "", *text).text
    assert "hundred commuters had" in article(TITLE, "", *text).text


def test_headings_and_links_of_markdown() -> None:
    lines = [f"# {TITLE}", "[Home](/) | [News](/news)", "![The pier](/pier.jpg)", *STORY]

    found = article(lines[0], *lines[3:4], *lines[1:3], *lines[4:])

    assert found.title == TITLE
    assert found.text.split("\n") == STORY


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, *STORY],
        [TITLE, *MENU[:3], *STORY],
        [*STORY, "The ferries are", *MENU, *STORY],
        ["Net 218,000 vs 269,000", "Shr 55 cts vs 75 cts", "Revs 10.6 mln"] * 3 + STORY,
        ["of the harbour,", "and of the pier", "where it sails"] * 3 + STORY,
    ],
    ids=["a title", "a few short lines", "a list within", "figures", "broken lines"],
)
def test_what_is_no_saved_page(lines: list[str]) -> None:
    found = article(*lines)

    assert not any(removal.rule == "outside_article" for removal in found.removals)


@given(st.lists(st.sampled_from([*MENU, *STORY, TITLE]), max_size=30))
def test_a_cleaned_page_is_clean(lines: list[str]) -> None:
    """A line left on top of it may be its headline: that goes to where headlines are."""
    once = article(*lines).text

    again = article(*once.split("\n"))

    assert once in (again.text, f"{again.title}\n{again.text}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They filled in the forms.Police came.", "They filled in the forms. Police came."),
        ("Is it over?Nobody knows.", "Is it over? Nobody knows."),
        ("“It is over.”Police came.", "“It is over.” Police came."),
        ("Police came.“It is over.”", "Police came. “It is over.”"),
        ("Es ist vorbei.Über das Ende", "Es ist vorbei. Über das Ende"),
    ],
)
def test_glued_sentences_are_parted(text: str, expected: str) -> None:
    assert unglued(text) == expected
    assert unglued(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It was booked at Booking.Com, or by Node.js.",
        "See www.harbor.Example and mail@harbor.Ledger now.",
        "He lives in the U.S.A. and in St.Petersburg.",
        "The file is index.Html or notes.TXT.",
        "She works for Punkt.PRERADOVIC and Yahoo!News.",
        "It cost 3.5 million.",
        "It uses java.lang.String here, and Ledger.Print() there.",
    ],
)
def test_what_is_one_word_stays(text: str) -> None:
    assert unglued(text) == text


SIGNED = "The ferry will sail until the winter comes, the harbour master said on Tuesday"


@pytest.mark.parametrize("end", [". - Reuters", " - Reuters", ". – AP", " — AFP"])
def test_the_last_sentence_stays_with_its_agency(end: str) -> None:
    assert article(*STORY, f"{SIGNED}{end}").text.endswith(f"{SIGNED}{end}")


def test_a_caption_above_the_text_goes() -> None:
    caption = "The ferry at its pier on Monday - Reuters"

    assert article(caption, *STORY).text.split("\n") == STORY
