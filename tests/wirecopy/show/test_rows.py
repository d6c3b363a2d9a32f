"""Rows out: golden cases with hostile titles, real terminals and broken pipes."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.show.rows import FORMATS, UNSAFE, safe, write

CASES = json.loads(Path(__file__).with_name("rows.json").read_text("utf-8"))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def written(rows: Sequence[Sequence[Any]], columns: Sequence[str], form: str) -> str:
    stream = io.StringIO(newline="")
    write(rows, columns, form, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("case", "form"), [(case, form) for case in CASES for form in case["expect"]]
)
def test_golden_case(case: dict[str, Any], form: str) -> None:
    """The rows of each case are the answer to its query, so that they hold DuckDB's own values."""
    with duckdb.connect() as connection:
        answer = connection.execute(case["query"])
        columns = [str(column[0]) for column in answer.description or []]
        rows = answer.fetchall()

    assert written(rows, columns, form) == case["expect"][form]


def test_every_format_has_cases() -> None:
    assert {form for case in CASES for form in case["expect"]} == FORMATS.keys()


def test_unknown_format_names_the_others() -> None:
    with pytest.raises(ValueError, match="xml: no such format; one of table, json, jsonl, csv"):
        written([], ["a"], "xml")


def test_statement_without_columns_writes_nothing() -> None:
    assert written([], [], "json") == ""


# Laws --------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(TEXT | st.none(), st.integers(), st.booleans(), st.lists(TEXT))))
def test_json_loses_nothing(rows: list[tuple[Any, ...]]) -> None:
    columns = ["title", "n", "met", "authors"]
    expected = [dict(zip(columns, row, strict=True)) for row in rows]

    lines = written(rows, columns, "jsonl")

    assert [json.loads(line) for line in lines.splitlines()] == expected
    assert json.loads(written(rows, columns, "json")) == expected


@given(st.text())
def test_safe_text_obeys_no_one(text: str) -> None:
    shown = safe(text)

    assert not UNSAFE.search(shown)
    assert safe(shown) == shown
    assert len(shown) == len(text)
    shown.encode()


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1))
def test_csv_is_harmless_and_comes_back(rows: list[tuple[str, str]]) -> None:
    lines = written(rows, ["a", "b"], "csv")
    back = list(csv.reader(io.StringIO(lines, newline="")))[1:]

    assert len(back) == len(rows)
    for given_row, found_row in zip(rows, back, strict=True):
        for text, found in zip(given_row, found_row, strict=True):
            assert found in (text, f"'{text}")
            assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(st.tuples(TEXT, st.floats()), max_size=5))
def test_table_has_one_line_a_row(rows: list[tuple[str, float]]) -> None:
    assert len(written(rows, ["title", "share"], "table").split("\n")) == len(rows) + 2


# Terminals and pipes -----------------------------------------------------------------------------

HOSTILE = "\x1b]0;owned\x07\x1b[2J=cmd|' /C calc'!A0\r\u202egpj.exe\x9b31m [bold]x[/bold] :bomb:"
SGR = re.compile(r"\x1b\[[0-9;]*m")


TITLED = ((9_007_199_254_740_993, HOSTILE),)


def on_a_terminal(
    form: str,
    rows: Sequence[Sequence[object]] = TITLED,
    columns: Sequence[str] = ("article_id", "title"),
) -> str:
    """What a real terminal receives."""
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb", buffering=0) as screen:
        with os.fdopen(follower, "w", encoding="utf-8", newline="") as stream:
            write(rows, columns, form, stream)
        shown = b""
        with suppress(OSError):  # Linux ends a terminal that its program has closed with EIO
            while more := screen.read(4096):
                shown += more
    return shown.decode()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("colour", ["NO_COLOR", "COLORTERM"])
def test_terminal_obeys_no_title(form: str, colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(colour, "1")
    monkeypatch.setenv("COLUMNS", "200")

    shown = on_a_terminal(form)

    assert UNSAFE.search(re.sub("\r+\n", "\n", SGR.sub("", shown))) is None
    assert "9007199254740993" in shown
    assert "[bold]x[/bold] :bomb:" in shown


WIDE = [(n, "northwire.example", f"Bronze Age ship number {n} found", None, 5) for n in (17, 18)]
WIDE_COLUMNS = ["group", "source_site", "source_title", "agency", "copies"]


@pytest.mark.parametrize("width", [30, 40, 60])
def test_narrow_terminals_break_no_host(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that would not fit is shown row by row, without what is empty."""
    monkeypatch.setenv("COLUMNS", str(width))

    shown = SGR.sub("", on_a_terminal("table", WIDE, WIDE_COLUMNS)).replace("\r", "")

    assert shown.count("northwire.example") == len(WIDE)
    assert [shown.count(column) for column in WIDE_COLUMNS] == [2, 2, 2, 0, 2]
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= width


@pytest.mark.parametrize("width", range(70, 110, 8))
def test_tables_break_no_host_either(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside addresses and titles that take all the room that they get."""
    monkeypatch.setenv("COLUMNS", str(width))
    address = "http://pacific-standard.example/business/whistleblower-watches-as-port-signs"
    rows = [("pacific-standard.example", "Port signs deal " * 5, address) for _ in range(2)]

    shown = SGR.sub("", on_a_terminal("table", rows, ["site", "title", "url"]))

    assert len(re.findall("(?<!/)pacific-standard.example", shown)) == 2
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= width


def test_wide_terminals_show_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")

    shown = SGR.sub("", on_a_terminal("table", WIDE, WIDE_COLUMNS)).replace("\r", "")

    assert [shown.count(column) for column in WIDE_COLUMNS] == [1] * len(WIDE_COLUMNS)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")

    codes = ";".join(code[2:-1] for code in SGR.findall(on_a_terminal("table")))

    assert set(codes.split(";")) <= {"", "0", "1"}  # bold is no colour


PRINT = """
import sys
from wirecopy.show.rows import write
write(((n, "harbour" * 20) for n in range(100_000)), ["n", "title"], sys.argv[1], sys.stdout)
"""


@pytest.mark.parametrize("form", FORMATS)
def test_reader_that_goes_away_is_no_error(form: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PRINT, form], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
