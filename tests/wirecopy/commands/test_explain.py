"""explain, diff and replacements as a person runs them, on stories in three scripts."""

import datetime as dt
import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from rich.cells import cell_len

from dedup.compare.measures import MEASURES
from tests.console import HANGS, clean_environment, wirecopy

DEDUP = Path(__file__).parents[2] / "dedup"
RELATIONS = {
    case["label"]: case for case in json.loads((DEDUP / "relations.json").read_text("utf-8"))
}
LANGUAGES = {
    case["language"]: case for case in json.loads((DEDUP / "languages.json").read_text("utf-8"))
}
SPUN = RELATIONS["machine-spun"]
TEXTS = {
    "english/source": SPUN["a"],
    "english/spun": SPUN["b"],
    "english/independent": RELATIONS["two reporters at one event"]["b"],
    "english/unrelated": RELATIONS["other story"]["b"],
    **{
        f"{language.lower()}/{kind}": LANGUAGES[language][kind]
        for language in ("Arabic", "Japanese")
        for kind in ("source", "spun", "independent")
    },
}


def address(name: str) -> str:
    language, kind = name.split("/")
    return f"https://{kind}.example/{language}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("explained")
    day = dt.datetime(2026, 3, 2, 8)
    rows = [
        {
            "url": address(name),
            "text": text,
            "title": f"The {name} report",
            "published_at": (day + dt.timedelta(hours=n)).isoformat(),
        }
        for n, (name, text) in enumerate(TEXTS.items())
    ]
    file = place / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    done = wirecopy("import", file, "--store", place / "news")
    assert done.returncode == 0, done.stderr
    return place / "news"


def ask(store: Path, command: str, *names: str, form: str | None = None) -> str:
    shape = ("--format", form) if form else ()
    done = wirecopy(command, *map(address, names), "--store", store, *shape)
    assert done.returncode == 0, done.stderr
    return done.stdout


def on_a_terminal(*arguments: str | Path, **environment: str) -> str:
    """What a terminal of 100 columns is sent."""
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm-256color", "COLUMNS": "100", **environment}
    running = subprocess.Popen(
        [sys.executable, "-m", "wirecopy", *map(str, arguments)],
        stdout=theirs,
        env={**clean_environment(), **settings},
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the terminal is gone when the process is
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert running.wait(HANGS) == 0
    return shown.decode()


def test_explain_holds_every_measure_against_an_independent_report(store: Path) -> None:
    rows = json.loads(ask(store, "explain", "english/source", "english/spun", form="json"))
    assert [row["measure"] for row in rows] == [measure.name for measure in MEASURES]
    for row, measure in zip(rows, MEASURES, strict=True):
        assert row["threshold"] == measure.threshold
        assert row["meaning"] == measure.meaning
        assert (row["met"] is None) == (measure.threshold is None)
        if measure.is_costly and row["independent"] is None:
            continue  # the independent report may be no copy: nobody asked
        assert 0 <= row["independent"] <= 1
    by_name = {row["measure"]: row for row in rows}
    assert by_name["copy"]["value"] > 0.9 > 0.1 > by_name["copy"]["independent"]
    assert by_name["words_replaced"]["met"] is True


def test_explain_for_eyes_names_all_three(store: Path) -> None:
    shown = ask(store, "explain", "english/spun", "english/source")
    assert shown.startswith(
        "spun.example “The english/spun report” reuses text of"
        " source.example “The english/source report”, spun"
    )
    assert "independent: independent.example “The english/independent report”" in shown
    assert "<= 0.6" in shown
    assert "plagia" not in shown.lower()


def test_explain_fits_a_narrow_terminal(store: Path) -> None:
    """A meaning in a column of ten characters would tear the table apart."""
    names = [address("english/source"), address("english/spun")]
    narrow = on_a_terminal("explain", *names, "--store", store, NO_COLOR="1")
    assert "meaning" not in narrow
    assert len(re.findall(r"^\w+ +\d\.\d{3} ", narrow, re.MULTILINE)) == len(MEASURES)
    assert "model: both report one event" in ask(store, "explain", "english/source", "english/spun")


def test_explain_compares_what_nothing_brought_together(store: Path) -> None:
    shown = ask(store, "explain", "english/source", "arabic/source")
    assert "nothing had brought them together; compared now" in shown
    assert len(shown.splitlines()) > len(MEASURES)


def test_diff_ends_with_the_replacements(store: Path) -> None:
    found = json.loads(ask(store, "diff", "english/source", "english/spun", form="json"))
    by_phrase = {row["a_phrase"]: row for row in found["replacements"]}
    assert by_phrase["said"]["b_phrase"] == "stated"
    assert by_phrase["said"]["of"] >= by_phrase["said"]["times"] >= 3
    shown = ask(store, "diff", "english/source", "english/spun")
    assert f"{by_phrase['said']['times']:3} of {by_phrase['said']['of']:3}  said -> stated" in shown
    assert "[-forced-] {+compelled+}" in shown


def test_diff_puts_the_source_first_whatever_the_order(store: Path) -> None:
    one = ask(store, "diff", "english/source", "english/spun")
    assert ask(store, "diff", "english/spun", "english/source") == one


@pytest.mark.parametrize("language", ["arabic", "japanese"])
def test_diff_of_other_scripts_stays_inside_the_width(store: Path, language: str) -> None:
    shown = ask(store, "diff", f"{language}/source", f"{language}/spun")
    assert max(map(cell_len, shown.splitlines())) <= 100
    assert shown.count("[-") > 20


def test_words_from_right_to_left_keep_their_marks(store: Path) -> None:
    shown = ask(store, "diff", "arabic/source", "arabic/spun")
    assert "[-\u2068اندلع\u2069-] {+\u2068نشب\u2069+}" in shown
    assert shown.count("\u2068") == shown.count("\u2069")


def test_colours_are_for_terminals(store: Path) -> None:
    names = [address("english/source"), address("english/spun")]
    coloured = on_a_terminal("diff", *names, "--store", store)
    plain = on_a_terminal("diff", *names, "--store", store, NO_COLOR="1")
    assert "\x1b[31" in coloured or "\x1b[9;31" in coloured
    assert not any(code in plain for code in ("\x1b[31", "\x1b[32", "[9;31"))
    assert "\x1b" not in ask(store, "diff", "english/source", "english/spun")


def test_replacements_of_a_pair_and_of_a_site(store: Path) -> None:
    pair = json.loads(ask(store, "replacements", "english/source", "english/spun", form="json"))
    done = wirecopy("replacements", "--site", "spun.example", "--store", store, "--format", "json")
    site = json.loads(done.stdout)
    for rows in (pair, site):
        (said,) = [row for row in rows if row["source_phrase"] == "said"]
        assert said["copy_phrase"] == "stated"
        assert 3 <= said["times"] <= said["of"]
    assert any(row["source_phrase"] == "العائلة" for row in site)
    assert all(row["times"] <= row["of"] for row in site)


def test_replacements_need_both_articles(store: Path) -> None:
    done = wirecopy("replacements", address("english/source"), "--store", store)
    assert done.returncode == 2
    assert "name two articles, or none" in done.stderr
