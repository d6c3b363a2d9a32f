"""Names, headings and files that are not UTF-8 are rows of rejected.jsonl, never a crash."""

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.extract.article import extract
from tests.wirecopy.inside import wirecopy
from tests.wirecopy.intake.by_hand import HEAD, record
from wirecopy.intake.files import Item, Rejected, read
from wirecopy.intake.paths import name_of

STORY = "Rain fell on the quay of Marlow Bend all night, and the ferry stayed in the harbour."
GOOD = {"url": "https://a.example/1", "text": STORY.upper()}
NAME_1252 = os.fsdecode(b"leer-\xfc")  # as a file system of another time has it


class Case(NamedTuple):
    """A file beside a good one: its name, what it holds, what is said of it; None for taken."""

    name: str
    body: bytes
    reason: str | None


CASES = {
    "heading in cp1252": Case(
        "a.csv", "Überschrift;Inhalt\nx;y\n".encode("cp1252"), "no column is called text or html"
    ),
    "heading in cp1252, texts in UTF-8": Case(
        "a.csv", b"text;\xdcberschrift\n" + STORY.upper().encode() + b";x\n", None
    ),
    "cell in cp1252": Case("a.csv", "text\nFähre\n".encode("cp1252"), "not UTF-8"),
    "UTF-16 CSV": Case("a.csv", f"text\n{STORY}\n".encode("utf-16"), "is UTF-16"),
    "UTF-16 JSON lines": Case("a.jsonl", json.dumps(GOOD).encode("utf-16"), "is UTF-16"),
    "UTF-16 page": Case("a.html", f"<p>{STORY.upper()}</p>".encode("utf-16"), None),
    "name of an empty page": Case(f"{NAME_1252}.html", b"", "is empty"),
    "name of a bad table": Case(f"{NAME_1252}.csv", b"a;b\nx;y\n", "no column"),
    "name of bad rows": Case(f"{NAME_1252}.jsonl", b"{}\n", "neither text nor html"),
    "name of no WARC file": Case(f"{NAME_1252}.warc", b"no", "no whole WARC record"),
    "name of a Parquet file": Case(f"{NAME_1252}.parquet", b"PAR1", "is not UTF-8; rename it"),
    "name of a damaged file": Case(f"{NAME_1252}.txt.gz", b"no", "can't be read"),
    "name of a good page": Case(f"{NAME_1252}.html", f"<p>{STORY.upper()}</p>".encode(), None),
    "name of good rows": Case(
        f"{NAME_1252}.jsonl", json.dumps({"text": STORY.upper()}).encode(), None
    ),
    "half a character": Case("a.jsonl", b'{"text": "a \\ud83d"}', "half a character"),
}


def test_what_is_not_utf8_ends_no_import(tmp_path: Path) -> None:
    for number, case in enumerate(CASES.values()):
        inbox = tmp_path / "inbox" / str(number)
        inbox.mkdir(parents=True)
        (inbox / case.name).write_bytes(case.body)

    code, _, told = wirecopy("import", tmp_path / "inbox", "--store", tmp_path / "news")

    assert code == 65, told
    kept = (tmp_path / "news" / "rejected.jsonl").read_bytes().splitlines()
    rows = {row["file"]: row["reason"] for row in map(json.loads, kept)}
    bad = {n: case for n, case in enumerate(CASES.values()) if case.reason}
    assert len(rows) == len(kept) == len(bad)
    for number, case in bad.items():
        file = tmp_path / "inbox" / str(number) / case.name
        assert str(case.reason) in rows[name_of(file)], case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_not_utf8_is_told_or_taken(tmp_path: Path, case: Case) -> None:
    (tmp_path / case.name).write_bytes(case.body)

    (found,) = read([str(tmp_path / case.name)])

    assert name_of(tmp_path / case.name) == found.file
    assert found.file.isprintable()
    if case.reason is None:
        assert isinstance(found, Item)
        assert STORY.upper() in extract(found.page).text
    else:
        assert isinstance(found, Rejected)
        assert case.reason in found.reason


def test_a_name_that_is_not_utf8_is_extracted(tmp_path: Path) -> None:
    page = tmp_path / f"{NAME_1252}.html"
    page.write_text(f"<p>{STORY}</p>")

    code, out, told = wirecopy("extract", page, "--format", "jsonl")

    assert (code, json.loads(out)["text"]) == (0, STORY), told


def test_warc_whose_name_is_not_utf8_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / f"{NAME_1252}.warc"
    file.write_bytes(record(HEAD + f"\r\n<p>{STORY}</p>".encode()))

    _, _, first = wirecopy("import", file, "--store", tmp_path / "news")
    code, _, told = wirecopy("import", file, "--store", tmp_path / "news")

    assert (code, "Traceback" in first) == (0, False), first
    assert "leer-\\xfc.warc was imported before" in told
