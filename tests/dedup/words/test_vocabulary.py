"""What is kept of words from text to text is what each text alone would say of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.words import vocabulary
from dedup.words.sentences import DIGIT, LETTER, LOWER, UPPER, split
from dedup.words.tokens import words
from dedup.words.vocabulary import Columns, Vocabulary, learned

TEXTS = st.lists(
    st.sampled_from(["the", "ferry", "sails", "at", "seven", "12", "Ветлугина", "北", "straße"]),
    min_size=1,
)


def equal(one: Columns, two: Columns) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@given(st.lists(TEXTS, max_size=6))
def test_words_are_told_alike_whenever_they_come(texts: list[list[str]]) -> None:
    met = Vocabulary()
    for text in texts:
        assert equal(met.look_up(text), learned(text))


def test_a_full_vocabulary_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "CAPACITY", 5)
    met = Vocabulary()
    for text in (["a", "b", "c"], ["c", "d", "e"], ["f", "a", "g"], ["h"], ["h", "f", "a"]):
        assert equal(met.look_up(text), learned(text))


def test_what_is_told_of_a_word() -> None:
    found = learned(["the", "seven", "12", "harbour", "harbours"])
    assert found.is_function.tolist() == [True, False, False, False, False]
    assert found.is_number.tolist() == [False, False, True, False, False]
    assert [vocabulary.NUMERALS[place] for place in found.numerals if place >= 0] == ["7"]
    stems = found.stems.tolist()
    assert (stems[0], stems[2]) == (0, 0)
    assert stems[3] == stems[4] != stems[1]
    assert found.weights[0] < found.weights[3]


@given(st.text(max_size=60))
def test_kinds_are_those_of_the_initials(text: str) -> None:
    found = split(text)
    initials = [word[0] for sentence in found.sentences for word in sentence]
    assert len(initials) == len(words(text))
    for bit, is_kind in (
        (UPPER, str.isupper),
        (LOWER, str.islower),
        (LETTER, str.isalpha),
        (DIGIT, str.isdigit),
    ):
        assert ((found.kinds & bit) > 0).tolist() == list(map(is_kind, initials))
