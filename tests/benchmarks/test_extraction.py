"""The benchmark of extraction runs on pages as people get them, and says where to get some."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import extraction, pages, rules
from benchmarks.extractors import EXTRACTORS, Found
from benchmarks.pages import NoPagesError, Page
from tests.console import HANGS

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "crawler" / "extract" / "pages"
NAMES = ("wordpress_en", "lists_tables_nl", "wire_agency_en")
CAPTION = "A caption of seven words that leaks."


def truth(name: str) -> str:
    known: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return "\n".join(known["text"])


@pytest.fixture(name="cloned")
def _cloned(tmp_path: Path) -> Path:
    """Pages in the layout of the article-extraction-benchmark."""
    (tmp_path / "html").mkdir()
    for name in NAMES:
        page = (PAGES / f"{name}.html").read_bytes()
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(page))
    known = {name: {"articleBody": truth(name)} for name in NAMES}
    (tmp_path / "ground-truth.json").write_text(json.dumps(known), "utf-8")
    return tmp_path


@pytest.fixture(name="listed")
def _listed(tmp_path: Path) -> Path:
    """Pages with a manifest, and a caption that is no text of theirs."""
    rows = [
        {"dataset": "ours", "file": str(PAGES / f"{name}.html"), "text": truth(name)}
        for name in NAMES
    ]
    rows[0] |= {"captions": [CAPTION]}  # type: ignore[dict-item] # the one value that is no text
    (tmp_path / "manifest.json").write_text(json.dumps(rows), "utf-8")
    return tmp_path


def test_one_command_prints_the_table(cloned: Path) -> None:
    """Each extractor has a row; these pages are clean, so wirecopy gets every word of them."""
    chosen = ("wirecopy", "boilerpy3", "trafilatura with metadata", "readability-lxml")
    options = [option for name in chosen for option in ("--extractor", name)]

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.extraction", "--data", cloned, *options],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=HANGS,
    )

    assert done.returncode == 0, done.stderr
    cells = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if "|" in line]
    ours, boilerpy3, trafilatura = cells[2:5]
    assert ours[:6] == ["aeb", "wirecopy", "1.000", "1.000", "-", "-"]
    assert [boilerpy3[1], trafilatura[1]] == list(chosen[1:3])
    assert 0 < float(boilerpy3[2]) < 1
    assert float(trafilatura[7]) == 1
    assert all(float(row[6]) > 0 and int(row[8]) > 10 for row in (ours, boilerpy3, trafilatura))
    assert "pages: aeb 3" in done.stdout


def test_every_installed_extractor_finds_text() -> None:
    """A change of a library that leaves an extractor without any text shows."""
    opening = "The ferry sailed again on Monday, and it was full at once: a week after the storm"
    story = (
        f"<p>{opening} had damaged its pier, the people of the island were tired of the bus, and"
        " those who had to be at work by eight were the first at the gate.</p>"
    )
    page = f"<html><body><article>{story * 5}</article></body></html>".encode()

    found = {e.name: e.texts([page]) for e in EXTRACTORS if e.is_installed}

    assert {"wirecopy", "boilerpy3", "trafilatura"} <= found.keys()
    assert [name for name, (each,) in found.items() if opening not in each.text] == []


def test_a_caption_in_the_text_leaks(listed: Path) -> None:
    page = pages.load(listed)[0]

    assert list(extraction.leaked(page, f"{page.text}\n{CAPTION.upper()}")) == [True]
    assert list(extraction.leaked(page, page.text)) == [False]
    assert list(extraction.leaked(page._replace(text=f"So: {CAPTION}"), CAPTION)) == []


def test_an_empty_text_has_no_precision() -> None:
    page = Page("", b"", "The ferry sailed again on Monday.")

    assert extraction.quality([page], [Found("")]) == (0.0, 0.0, None, None)


def test_a_deck_counts_where_the_set_labels_decks() -> None:
    page = Page("", b"", "Ferry back\nIt sailed again on Monday.", deck="Ferry back")
    apart, inside = Found("It sailed again on Monday.", "Ferry back!"), Found(page.text)

    assert extraction.quality([page], [apart]) == (1.0, 1.0, None, 1.0)
    assert extraction.quality([page], [inside]) == (1.0, 1.0, None, 0.0)


def test_every_other_page(listed: Path) -> None:
    assert len(pages.load(listed, every=2)) == 2


def test_without_pages_it_says_where_to_get_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is that of sysexits.h for a missing input, as wirecopy's own."""
    code = extraction.main(["--data", str(tmp_path)])

    said = capsys.readouterr().err
    assert code == 66
    assert str(tmp_path) in said
    assert "git clone https://github.com/scrapinghub/article-extraction-benchmark" in said
    with pytest.raises(NoPagesError):
        pages.load(tmp_path)


def test_a_rule_is_left_out(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules.main(["--data", str(listed), "related"]) == 0

    rows = [line.split(" | ")[0] for line in capsys.readouterr().out.splitlines()]
    assert rows[0].endswith("without")
    assert rows[2:] == ["| nothing", "| `related`"]
