"""Answers have one shape each, in the words of the views, and are what the page says."""

import json
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from crawler.source_check import FeedCheck
from storage.questions import shapes
from storage.questions.copies import Copy
from storage.questions.copy_groups import CopyGroupRow
from storage.questions.full_text import SearchHit
from storage.questions.pair_evidence import MeasureLine
from storage.questions.replaced_phrases import ReplacedPhrase
from storage.questions.shapes import SHAPES, Shape
from storage.questions.words import WORDS
from storage.reader import open_reader
from tests.console import wirecopy
from tests.storage.own_sources import ROOT, own_sources

PAGE = (ROOT / "docs" / "answers.md").read_text("utf-8")
SEEDS = [ROOT / "seeds" / name for name in ("source_of_000.txt", "000_9cc6f666a5895b26.txt")]
# What no view has a word for: of aligned texts, files and checks, and what is worked out.
OWN_WORDS = {
    *("a", "b", "a_paragraph", "b_paragraph", "a_phrase", "b_phrase", "a_share", "b_share"),
    *("segments", "counts", "replacements", "measures", "source"),
    *("check", "is_fine", "what", "where", "needs_person", "remedy", "since"),
    *("independent", "of", "appeared_at", "is_new", "newest_at"),
    *("other_url", "other_title", "other_text", "forgotten_at"),
    *("file", "removed", "feeds", "sitemaps", "sections", "verified_on", "items", "validators"),
    "copies",
}


def test_every_word_is_explained_and_used() -> None:
    assert {name for shape in SHAPES for name in shape.columns} == WORDS.keys()
    assert list(WORDS) == sorted(WORDS)


def test_words_are_those_of_the_views(demo_store: Path) -> None:
    with open_reader(demo_store) as reader:
        found = reader.rows(
            "SELECT DISTINCT column_name FROM duckdb_columns()"
            " WHERE database_name = 'news' AND schema_name = 'main'"
        )
    columns = {name for (name,) in found}

    assert WORDS.keys() - columns == OWN_WORDS


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.asked_by}: {shape.what}")
def test_every_answer_is_documented(shape: Shape) -> None:
    section = PAGE.partition(f"## `{shape.asked_by}`\n")[2].partition("\n## ")[0]

    assert shape.what in section
    assert ", ".join(f"`{name}`" for name in shape.columns) in section
    assert shape.view is None or f"all columns of [{shape.view}]" in section


def test_every_type_of_row_has_a_shape() -> None:
    """A question whose answer commands print as rows is on the page."""
    printed = re.compile(r"\b([A-Z]\w+)\._fields")
    named = {
        name
        for path, text in own_sources()
        if path.parts[:2] == ("wirecopy", "commands")
        for name in printed.findall(text)
    }

    shown = {shape.columns for shape in SHAPES}
    modules = [path for path, _ in own_sources() if path.parts[:2] == ("storage", "questions")]
    rows: dict[str, Any] = {}
    for path in modules:
        rows |= vars(import_module(".".join(path.with_suffix("").parts)))
    assert len(named) >= 10
    assert {name for name in named if name in rows and rows[name]._fields not in shown} == set()


def test_questions_are_asked_in_storage() -> None:
    """No other package writes SQL on the tables; what it wants to know is a question."""
    outside = {
        str(path)
        for path, text in own_sources()
        if path.parts[0] != "storage" and re.search(r"\binternal\.\w", text)
    }

    assert outside == set()


def keys(text: str) -> tuple[str, ...]:
    """The keys of a JSON object, or of the first of a list of them."""
    value = json.loads(text)
    return tuple(value[0] if isinstance(value, list) else value)


@pytest.fixture(name="pair", scope="module")
def _pair(demo_store: Path) -> tuple[str, str]:
    with open_reader(demo_store) as reader:
        query = "SELECT source_id, copy_id FROM copies WHERE relation = 'spun' ORDER BY ALL LIMIT 1"
        ((source, copy),) = reader.rows(query)
    return str(source), str(copy)


PRINTED = {
    "groups": CopyGroupRow._fields,
    "copies-of northwire.example": shapes.COPY_OF_SITE,
    "explain {a} {b}": shapes.EVIDENCE,
    "diff {a} {b}": shapes.DIFF,
    "replacements {a} {b}": ReplacedPhrase._fields,
    "search ferry": SearchHit._fields,
    "doctor": shapes.CHECK,
}


@pytest.mark.parametrize("command", PRINTED)
def test_json_has_the_columns(command: str, demo_store: Path, pair: tuple[str, str]) -> None:
    words = shlex.split(command.format(a=pair[0], b=pair[1]))

    done = wirecopy(*words, "--store", demo_store, "--format", "json")

    assert keys(done.stdout) == PRINTED[command], done.stderr


def test_sources_have_the_columns() -> None:
    done = wirecopy("sources", "list", "--packaged", "--format", "json")

    assert keys(done.stdout) == shapes.LISTED_SOURCE, done.stderr
    assert FeedCheck._fields == shapes.CHECKED_FEED


def test_extract_has_the_columns(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("(AP) — The ferry sailed again today.\n\nClick here to subscribe.\n", "utf-8")
    (found,) = json.loads(wirecopy("extract", page, "--format", "json").stdout)

    assert tuple(found) == shapes.EXTRACTED
    assert tuple(found["removed"][0]) == shapes.REMOVED


def test_compare_has_the_columns() -> None:
    found = json.loads(wirecopy("compare", *SEEDS, "--format", "json").stdout)

    assert tuple(found) == shapes.COMPARED
    assert tuple(found["measures"][0]) == MeasureLine._fields
    assert tuple(found["replacements"][0]) == shapes.REPLACED


def test_diff_has_the_columns(demo_store: Path, pair: tuple[str, str]) -> None:
    found = json.loads(wirecopy("diff", *pair, "--store", demo_store, "--format", "json").stdout)

    assert tuple(found["segments"][0]) == shapes.SEGMENT
    assert tuple(found["replacements"][0]) == shapes.REPLACED


def test_feed_has_the_columns(demo_store: Path) -> None:
    feed = json.loads(wirecopy("feed", "--store", demo_store, "--format", "json").stdout)

    entry = feed["items"][0]["_wirecopy"]
    assert tuple(entry) == shapes.FEED_ENTRY
    assert tuple(entry["copies"][0]) == Copy._fields
    ids = [value for name, value in entry["copies"][0].items() if name.endswith("_id")]
    assert all(isinstance(value, str) for value in (entry["group_id"], *ids))


def test_questions_load_no_database() -> None:
    """`compare` needs no store, and its measures are an answer too."""
    modules = [
        ".".join(path.with_suffix("").parts)
        for path, _ in own_sources()
        if path.parts[:2] == ("storage", "questions")
    ]
    code = f"import sys, {', '.join(modules)}; sys.exit('duckdb' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
