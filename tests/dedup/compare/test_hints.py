"""What spinners leave behind in single articles, and what only looks like it."""

import json
from pathlib import Path

import pytest

from dedup.compare.hints import hints, learnt, tortured_phrases
from dedup.compare.verify import prepare, verify

CASES = json.loads((Path(__file__).parents[1] / "relations.json").read_text(encoding="utf-8"))
SPUN = next(case for case in CASES if case["label"] == "machine-spun")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[ad_1]", "placeholder"),
        ("The mayor left. [ad_2]", "placeholder"),
        ("[AD-1]", "placeholder"),
        ("Source link", "source_link"),
        ("  Source Links: ", "source_link"),
        ("disguise caption", "odd_caption"),
        ("Conceal caption", "odd_caption"),
    ],
)
def test_residue_is_a_hint_in_text_and_in_cut_lines(line: str, kind: str) -> None:
    assert [hint.kind for hint in hints(line)] == [kind]
    assert hints("An ordinary text.", [line]) == hints(line)


@pytest.mark.parametrize(
    "line",
    [
        "hide caption",
        "toggle caption",
        "Enlarge caption",
        "The caption names the mayor.",
        "Source: Lorne harbor office",
        "The link to its source is gone.",
        "[1] see the report",
        "[advert]",
        "",
    ],
)
def test_ordinary_lines_are_none(line: str) -> None:
    assert hints(line, [line]) == []


def test_same_residue_is_one_hint() -> None:
    assert len(hints("[ad_1]\n[ad_1]", ["[ad_1]"])) == 1


def test_phrases_come_from_what_was_put_in() -> None:
    replaced = [r.b_phrase for r in verify(prepare(SPUN["a"]), prepare(SPUN["b"])).replacements]
    found = tortured_phrases(SPUN["a"], SPUN["b"], replaced)
    assert found
    assert all(phrase in SPUN["b"].lower() for phrase in found)
    assert not any(phrase in SPUN["a"].lower() for phrase in found)
    assert tortured_phrases(SPUN["a"], SPUN["a"], replaced) == frozenset()


def test_one_copy_teaches_nothing_and_one_phrase_says_nothing() -> None:
    phrases = frozenset({"enterprise mechanic", "head boss"})
    assert learnt([phrases]) == frozenset()
    assert learnt([phrases, phrases, {"polls"}]) == phrases
    once, twice = "The enterprise mechanic came.", "The head boss saw the enterprise mechanic."
    assert hints(once, tortured=phrases) == []
    assert [hint.text for hint in hints(twice, tortured=phrases)] == [
        "head boss",
        "enterprise mechanic",
    ]
