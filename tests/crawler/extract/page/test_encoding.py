"""Bytes that say one thing and are another."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.page.encoding import decode, unmangle

CASES = json.loads((Path(__file__).parent / "encodings.json").read_text())


def _encoded(case: dict[str, Any]) -> bytes:
    text: str = case["text"]
    if case["bytes"].startswith("mojibake"):
        return text.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d").encode()
    return text.encode(case["bytes"])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in CASES
    ],
)
def test_case(case: dict[str, Any]) -> None:
    assert decode(_encoded(case), case.get("charset")) == case["text"]


def test_control_characters_go() -> None:
    text = "The ferry sailed again today.\n" * 5

    assert (
        decode(f"{text}\x00\x1b[31mred fer\x02ry\x0bback".encode()) == f"{text}[31mred ferry back"
    )


def test_byte_order_marks_are_no_part_of_a_text() -> None:
    assert decode("\ufeff\ufeffFähre".encode()) == "Fähre"
    assert decode("\ufeff\ufeffFähre".encode("utf-16-be")) == "Fähre"


def test_noise_is_no_text() -> None:
    assert decode(bytes(range(256)) * 20) == ""


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode(), "utf-8") == unmangle(text.removeprefix("\ufeff"))
