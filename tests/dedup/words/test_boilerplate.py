"""Sentences by their hashes, and texts without some of them."""

import unicodedata

import pytest

from dedup.words.boilerplate import cleared, told
from dedup.words.tokens import words
from wirecopy.demo.newsroom import load

TEXTS = ["\n".join(page.paragraphs) for page in load().pages]
NOTE = "The desk in Wheelwright Lane answers no calls."
SAIL = (
    "The ferry sailed on Monday with all its crew, a week after the storm had passed by.",
    "Nobody asked for the fare back.",
)
[[KEY]] = [[each.key for each in found] for found in told([NOTE])]


@pytest.mark.parametrize("text", TEXTS[::9])
def test_sentences_are_the_text(text: str) -> None:
    [found] = told([text])
    lines = [""] * (text.count("\n") + 1)
    for each in found:
        lines[each.line] += each.text
    assert "\n".join(lines) == unicodedata.normalize("NFKC", text)
    assert sum(each.words for each in found) == len(words(text))


def test_texts_together_are_told_as_each_alone() -> None:
    assert told(TEXTS[:20]) == [told([text])[0] for text in TEXTS[:20]]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{SAIL[0]} {NOTE} {SAIL[1]}", f"{SAIL[0]} {SAIL[1]}"),
        (f"{SAIL[0]}\n{NOTE}\n{SAIL[1]}", f"{SAIL[0]}\n{SAIL[1]}"),
        (f"{SAIL[0]} {NOTE}\n{SAIL[1]}", f"{SAIL[0]}\n{SAIL[1]}"),
        (f"{NOTE.upper()} {SAIL[0]} {SAIL[1]}", f"{SAIL[0]} {SAIL[1]}"),
    ],
    ids=["inside a line", "a line", "at the end of a line", "in capitals"],
)
def test_nothing_but_the_sentence_goes(text: str, left: str) -> None:
    found = cleared(text, {KEY})
    assert found.text == left
    assert [each.key for each in found.left_out] == [KEY]


@pytest.mark.parametrize("text", [NOTE, f"{NOTE} {NOTE} {NOTE} {SAIL[0]}", f"{SAIL[1]} {NOTE}"])
def test_what_is_made_of_it_keeps_it(text: str) -> None:
    assert cleared(text, {KEY}) == (text, ())


def test_short_sentence_stays() -> None:
    [[short]] = [[each.key for each in found] for found in told(["He was late."])]
    assert cleared(f"{SAIL[0]} He was late.", {short}).left_out == ()
