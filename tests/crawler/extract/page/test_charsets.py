"""Charsets: the labels that the web knows, what nothing declares, and what nobody can read."""

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.article import extract
from crawler.extract.page.charset_guess import guess
from crawler.extract.page.encoding import _labels, charset_of, decode
from crawler.extract.page.garbled import is_garbled
from crawler.page import RawPage

CASES: list[dict[str, str]] = json.loads(
    Path(__file__).with_name("charsets.json").read_text("utf-8")
)
LATIN = {"cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp1258", "iso8859-13", "iso8859-4"}
BEYOND_LATIN = [case for case in CASES if case["charset"] not in LATIN]
RUSSIAN = next(case["text"] for case in CASES if case["label"] == "ru in cp1251")


def of(cases: list[dict[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["label"] for case in cases])


def paragraphs(text: str) -> str:
    return f"<html><body><article>{f'<p>{text}</p>' * 3}</article></body></html>"


@pytest.mark.parametrize(
    ("label", "charset"),
    [
        ("windows-874", "cp874"),
        ("tis-620", "cp874"),
        ("x-sjis", "cp932"),
        ("Windows-31J", "cp932"),
        ("ms_kanji", "cp932"),
        ("x-euc-jp", "euc_jp"),
        ("koi", "koi8-r"),
        ("x-cp1251", "cp1251"),
        ("iso-8859-8-i", "iso8859-8"),
        ("logical", "iso8859-8"),
        ("windows-949", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("x-gbk", "gb18030"),
        ("x-x-big5", "big5hkscs"),
        ("macintosh", "mac-roman"),
        ("l5", "cp1254"),
        (" ISO-8859-1\n", "cp1252"),
        ("'utf8'", "utf-8"),
        ("iso2022_jp", "iso2022_jp"),
        ("euckr", "cp949"),
        ("latin-1", "cp1252"),
        ("utf-7", None),
        ("idna", None),
        ("x-nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_labels_are_those_of_the_web(label: str | None, charset: str | None) -> None:
    assert charset_of(label) == charset


def test_every_label_is_of_a_charset_that_python_has() -> None:
    assert len(_labels()) > 200
    assert all(codecs.lookup(name) for name in set(_labels().values()))


@of(CASES)
def test_what_nothing_declares_is_read(case: dict[str, str]) -> None:
    body = paragraphs(case["text"]).encode(case["charset"])

    assert decode(body) == paragraphs(case["text"])
    assert decode(body, "x-nonsense") == paragraphs(case["text"])
    assert decode(body, "utf-8") == paragraphs(case["text"])


@of(BEYOND_LATIN)
def test_what_is_declared_wrongly_is_read(case: dict[str, str]) -> None:
    body = paragraphs(case["text"]).encode(case["charset"])

    assert decode(body, "iso-8859-1") == paragraphs(case["text"])


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "iso8859-5"])
def test_what_was_stored_garbled_is_read(charset: str) -> None:
    stored = RUSSIAN.encode(charset).decode("cp1252")

    assert is_garbled(stored)
    assert decode(stored.encode()) == RUSSIAN


@of(CASES)
def test_good_text_is_not_garbled(case: dict[str, str]) -> None:
    assert not is_garbled(case["text"] * 3)
    assert not is_garbled(paragraphs(case["text"]))


@of(BEYOND_LATIN)
def test_what_nobody_can_read_is_no_article(case: dict[str, str]) -> None:
    text = case["text"].encode(case["charset"]).decode("utf-8", "replace")
    page = RawPage("", paragraphs(text).encode())

    article = extract(page)

    assert is_garbled(text * 3)
    assert article.body_status in {"not_an_article", "empty"}
    assert article.text == ""
    assert extract(RawPage("", (text * 3).encode(), "text/plain")).body_status != "full"


@pytest.mark.parametrize(
    "text",
    [
        "The fer\u00adry sai\u00adled aga\u00adin on Mon\u00adday, af\u00adter the sto\u00adrm. ",
        "Ṫḣė ḟėṙṙẏ ṡȧiŀėḋ ȧġȧiṅ ȯṅ Ṁȯṅḋȧẏ, ȧ ẇėėk ȧḟṫėṙ ṫḣė ṡṫȯṙṁ. ",
    ],
)
def test_what_is_hyphenated_or_marked_is_readable(text: str) -> None:
    assert not is_garbled(text * 4)
    assert extract(RawPage("", paragraphs(text * 4).encode())).body_status == "full"


def test_damaged_utf8_stays_utf8() -> None:
    body = (RUSSIAN * 3).encode()
    damaged = body[:40] + b"\xff" + body[40:]

    assert guess(damaged) == "utf-8"
    assert decode(damaged).replace("\ufffd", "") == RUSSIAN * 3


def test_the_letters_of_one_name_decide_nothing() -> None:
    text = "<p>Řehoř</p>" + "<p>The ferry sailed again on Monday, a week after the storm.</p>" * 3

    assert decode(text.encode()) == text


@given(st.binary(max_size=300))
def test_any_bytes_have_a_charset(body: bytes) -> None:
    assert body.decode(guess(body), "replace") is not None
    assert isinstance(decode(body), str)
