"""Disguised words are counted; what languages need is no disguise."""

import json
from pathlib import Path

import pytest

from dedup.words.disguise import disguised
from tests.dedup.words.test_spelling import DISGUISES, ENGLISH

TEXTS = json.loads(Path(__file__).with_name("spellings.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in DISGUISES
        if name[:6] not in ("U+0001", "U+007F", "U+009F", "U+00AD", "U+17B4", "U+FFFC")
        and "hooks" not in name
    ],
)
def test_disguises_are_counted(name: str) -> None:
    assert disguised(DISGUISES[name](ENGLISH)) >= 3


@pytest.mark.parametrize("language", TEXTS)
def test_no_language_is_a_disguise(language: str) -> None:
    assert disguised(TEXTS[language]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, and nothing else",
        "Ein Mu\u00adse\u00adum in Mün\u00adchen",  # where a line may end
        "5 μg and 3 kΩ, ΔT and the α-helix of TGF-β",  # units and formulas
        "a family 👨\u200d👩\u200d👧 and a flag ❤\ufe0f",
        "می\u200cگوید और क्\u200dष",
        "葛\U000e0100飾区",  # a variant of a Han character
        "\ufeffThe mark at the start, and \u200fעברית\u200f within",
        "Tiếng Việt có nhiều dấu, Phạm Nhật Vượng",
        "ＮＨＫ and ＡＢＣ",
        "Москва-City, the VIP-зона",
        "let 𝑥 be real",
        "ɓera da ƙasa, Ọyọ, Hawaiʻi and Azərbaycan",
        "ภาษา\u200bไทย และ ភាសា\u200bខ្មែរ",  # where lines may end
        "blood of 🅰 and 🅱, the Ⓜ of the metro",
    ],
)
def test_no_disguise(text: str) -> None:
    assert disguised(text) == 0
