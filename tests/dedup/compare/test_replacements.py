"""The replacement list: words one by one, phrases whole, and how consistently."""

import json
from pathlib import Path

import pytest

from dedup.compare.replacements import Consistency, consistency, countable, occurrences
from dedup.compare.verify import prepare, verify

HERE = Path(__file__).parents[1]
SPUN = next(
    case
    for case in json.loads((HERE / "relations.json").read_text(encoding="utf-8"))
    if case["label"] == "machine-spun"
)
LANGUAGES = {
    case["language"]: case
    for case in json.loads((HERE / "languages.json").read_text(encoding="utf-8"))
}


def found(a: str, b: str) -> set[tuple[str, str]]:
    return {(r.a_phrase, r.b_phrase) for r in verify(prepare(a), prepare(b)).replacements}


def listed(a: str, b: str) -> list[Consistency]:
    return consistency(verify(prepare(a), prepare(b)).replacements, a)


def test_dictionary_is_used_wherever_the_word_stands() -> None:
    by_phrase = {c.a_phrase: c for c in listed(SPUN["a"], SPUN["b"])}
    assert by_phrase["said"] == Consistency("said", "stated", 3, by_phrase["said"].of)
    assert by_phrase["said"].of >= 3


def test_replaced_never_more_often_than_it_stands() -> None:
    for a, b in ((SPUN["a"], SPUN["b"]), (SPUN["b"], SPUN["a"])):
        assert all(1 <= one.times <= one.of for one in listed(a, b))


@pytest.mark.parametrize(
    ("language", "pair"),
    [
        ("German", ("stadt", "kommune")),
        ("Spanish", ("investigación", "pesquisa")),
        ("French", ("usine", "fabrique")),
        ("Arabic", ("العائلة", "الأسرة")),
        ("Japanese", ("行方", "所在")),
        ("Chinese", ("企业", "公司")),
    ],
)
def test_words_of_other_languages_are_listed(language: str, pair: tuple[str, str]) -> None:
    case = LANGUAGES[language]
    pairs = found(case["source"], case["spun"])
    assert pair in pairs or pair[::-1] in pairs


def test_phrase_longer_than_the_text_stands_nowhere() -> None:
    assert occurrences("a b", countable("a")) == 0
