"""Whole pages saved as text, sentences that were glued together, agencies at the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.article import Article, extract
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
