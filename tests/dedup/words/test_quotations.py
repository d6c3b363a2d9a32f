"""What is quoted speech: marks of many languages, quotations that never close, apostrophes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.words import quotations as quotations_module
from dedup.words.quotations import quotations, quoted_words
from dedup.words.tokens import words

QUOTED = [
    ('He said "we go now" and left.', ["we go now"]),
    ("“We go,” she said. “Then we rest.”", ["We go,", "Then we rest."]),
    ("« Nous partons », a-t-il dit.", [" Nous partons "]),
    ("»Wir gehen heim«, sagte er.", ["Wir gehen heim"]),
    ("„Wir gehen heim“, sagte sie.", ["Wir gehen heim"]),
    ("„Idziemy do domu”, powiedział.", ["Idziemy do domu"]),
    ("”Vi går hem”, sade hon.", ["Vi går hem"]),
    ("«Мы идём домой», — сказал он.", ["Мы идём домой"]),
    ("市长说：「我们回家」。", ["我们回家"]),
    ("彼は『家に帰る』と言った。", ["家に帰る"]),
    ("It is the workers’ day: ‘I don’t know the way’, he said.", ["I don’t know the way"]),
    ("``We go home,'' he said.", ["We go home,"]),
    ("— Vamos a casa, dijo.\nY se fue.", ["— Vamos a casa, dijo."]),
    # What does not close goes on where the next paragraph opens again, else to its sentence's end.
    ("“We go home.\n“We rest there,” she said.", ["We go home.", "We rest there,"]),
    ("“We go home. It rains.\n\n“We rest,” she said.", ["We go home. It rains.", "We rest,"]),
    ("“We go home. It rains.\n\nNobody rests.", ["We go home."]),
    ('"We never came back. He left the town. She stayed.', ["We never came back."]),
    # No quotations: apostrophes, inches, a lone mark at the end.
    ("The workers' day and the '90s weren't theirs.", []),
    ('A 5" pipe burst.', []),
    ("Nobody said a word.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED, ids=lambda value: str(value)[:30])
def test_quotations_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == expected


def test_a_text_that_is_one_quotation_has_no_words_of_its_own() -> None:
    text = "“We go home when the last ferry has left the harbor,” she said once more."
    quoted = quoted_words(text, len(words(text)))
    assert quoted[:11].all()
    assert not quoted[11:].any()


def test_scare_quotes_are_own_words() -> None:
    text = 'The "big three" met.'
    assert not quoted_words(text, len(words(text))).any()


@given(st.text(alphabet="ab .\n\"'“”„«»‘’「」—", max_size=80))
def test_quotations_lie_in_order_and_apart(text: str) -> None:
    spans = quotations(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    size = len(words(text))
    assert quoted_words(text, size).shape == (size,)


@pytest.mark.parametrize("piece", ["“", '"a', ' "a', " “a", "'a ", "« ", "—\n", "“a\n\n"])
def test_each_mark_is_looked_at_once(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is searched for the ends of sentences is no more than the text, however many open."""
    text = piece * 2_000
    looked_at = 0
    search = quotations_module._end_of_sentence

    def counted(line: str, start: int, limit: int) -> int:
        nonlocal looked_at
        looked_at += limit - start
        return search(line, start, limit)

    monkeypatch.setattr(quotations_module, "_end_of_sentence", counted)
    quotations(text)
    assert looked_at <= len(text)
