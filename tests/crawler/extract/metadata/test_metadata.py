"""What pages and texts say of their article."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.article import extract
from crawler.extract.metadata import declared as metadata
from crawler.extract.metadata import wire
from crawler.extract.metadata.byline import clean_names
from crawler.page import RawPage

FOLDER = Path(__file__).parent
NAMES = (
    "Ann Ode",
    "Bo Lund",
    "José Ortega y Gasset",
    "Von Miller",
    "Sam Day Jr.",
    "Mary-Jane O’Hara",
)


def _cases(name: str, label: str) -> list[Any]:
    return [
        pytest.param(
            case,
            id=case[label],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in json.loads((FOLDER / name).read_text())
    ]


@pytest.mark.parametrize("case", _cases("datelines.json", "text"))
def test_dateline(case: dict[str, Any]) -> None:
    found = wire.dateline(case["text"]) or wire.Dateline(None, None)

    assert found == wire.Dateline(case["place"], case["agency"])


@pytest.mark.parametrize("case", _cases("titles.json", "label"))
def test_title(case: dict[str, Any]) -> None:
    assert metadata.read(LexborHTMLParser(case["head"])).title == case["title"]


@pytest.mark.parametrize("case", _cases("nodes.json", "label"))
def test_which_node_of_json_ld(case: dict[str, Any]) -> None:
    found = metadata.read(LexborHTMLParser(case["html"]))

    assert (found.title, list(found.authors)) == (case["title"], case["authors"])
    assert (found.published_at and found.published_at.isoformat()) == case["published"]


@pytest.mark.parametrize("case", _cases("times.json", "label"))
def test_which_time_of_a_page(case: dict[str, Any]) -> None:
    found = metadata.read(LexborHTMLParser(case["html"]))

    assert (found.published_at and found.published_at.isoformat()) == case["published"]
    assert found.published_precision == case["precision"]
    assert (found.modified_at and found.modified_at.isoformat()) == case["modified"]


@pytest.mark.parametrize(
    ("bylines", "names"),
    [
        (["By Ann Ode"], ("Ann Ode",)),
        (["Von Ann Ode und Bo Lund"], ("Ann Ode", "Bo Lund")),
        (["Ann Ode; Bo Lund; Ann Ode"], ("Ann Ode", "Bo Lund")),
        (["Ann Ode (ao)"], ("Ann Ode",)),
        (["Ann Ode", "Associated Press"], ("Ann Ode", "Associated Press")),
        (["ann@ledger.example", "https://ledger.example/ann", "12345"], ()),
        (["Harbor Ledger"], ("Harbor Ledger",)),
        (["Ann Ode", "Harbor Ledger"], ("Ann Ode",)),
        (["Ann Ode, Northern Wire"], ("Ann Ode",)),
        (["Northern Wire"], ("Northern Wire",)),
        (["Ann Ode, Bo Lund, dpa"], ("Ann Ode", "Bo Lund", "dpa")),
    ],
)
def test_authors(bylines: list[str], names: tuple[str, ...]) -> None:
    assert clean_names(bylines, ["Harbor Ledger"]) == names


@pytest.mark.parametrize("case", _cases("bylines.json", "byline"))
def test_names_of_a_byline(case: dict[str, Any]) -> None:
    assert list(clean_names([case["byline"]], ["Harbor Ledger"])) == case["names"]


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
def test_every_name_of_a_list_is_found_once(names: list[str]) -> None:
    first, rest = names[0], names[1:]

    assert clean_names(["By " + ", ".join(names)]) == tuple(names)
    assert clean_names([" and ".join(names)]) == tuple(names)
    assert clean_names(["; ".join([*names, first.upper()])]) == tuple(names)
    assert clean_names([first, *rest, first]) == tuple(names)


@given(st.text(max_size=300))
def test_any_byline_gives_names(text: str) -> None:
    for name in clean_names([text], ["Harbor Ledger"]):
        assert name.strip() == name != ""


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<meta name=author content=ledger.example><p class=author>Von Ann Ode</p>", ("Ann Ode",)),
        ("<meta name=author content=ledger.example><p class=author>ao</p>", ("ledger.example",)),
        ("<p class=authors>Ann Ode and Bo Lund</p>", ("Ann Ode", "Bo Lund")),
        ("<meta name=author content='Ann Ode'><p class=author>Bo Lund</p>", ("Ann Ode",)),
        ("<meta name=articleAuthor content='Ann Ode'>", ("Ann Ode",)),
        ("<span itemprop=author>ao/bol;cym</span>", ("ao/bol", "cym")),
        ("<ul><li><strong>Author:</strong> Ann Ode</li></ul>", ("Ann Ode",)),
        ("<p>By Ann Ode and Bo Lund</p>", ("Ann Ode", "Bo Lund")),
        ("<p>By noon the ferry sailed.</p><p>Text messages came.</p>", ()),
    ],
)
def test_authors_of_a_page(html: str, names: tuple[str, ...]) -> None:
    assert metadata.read(LexborHTMLParser(html)).authors == names


@pytest.mark.parametrize(
    ("language", "shown", "iso"),
    [
        ("de", "erstellt: 01. April 2025, 15:25", "2025-04-01T15:25:00"),
        ("de", "Do 25.04.24 | 14:07 Uhr", "2024-04-25T14:07:00"),
        ("en", "March 2, 2026", "2026-03-02T00:00:00"),
        ("en", "March 2, 2026 at 8:15 PM", "2026-03-02T20:15:00"),
        ("en", "March 2, 2026 at 12:05 a.m.", "2026-03-02T00:05:00"),
        ("en", "March 2, 2026 8.15pm", "2026-03-02T20:15:00"),
        ("en", "March 2, 2026 8:15 PM EST", "2026-03-02T20:15:00-05:00"),
        ("en", "March 2, 2026 08:15 IST", "2026-03-02T00:00:00"),
        ("en-in", "March 2, 2026 08:15 IST", "2026-03-02T08:15:00+05:30"),
        ("en", "March 2, 2026 08:15 by Ann Ode, updated 09:30", "2026-03-02T08:15:00"),
        ("fr", "2 mars 2026 08:15 et 09:30", "2026-03-02T08:15:00"),
        ("ko", "입력 2026.03.02 오후 8:15", "2026-03-02T20:15:00"),
        ("en", "04/03/2026", None),
        ("en-us", "04/03/2026 08:15", "2026-04-03T08:15:00"),
        ("fr", "04/03/2026", "2026-03-04T00:00:00"),
        ("en", "14/03/2026", "2026-03-14T00:00:00"),
        ("", "", None),
    ],
)
def test_a_date_that_is_only_shown(language: str, shown: str, iso: str | None) -> None:
    story = (
        "<p>The harbour ferry sailed again, a week after a storm had torn its pier away.</p>" * 3
    )
    html = f"<html lang={language}><body><article><p class=date>{shown}</p>{story}</article></html>"

    moment = extract(RawPage("", html.encode())).published_at

    assert (moment and moment.isoformat()) == iso


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("AP writers Ann Ode in Paris and Bo Lund in Rome contributed.", ("Ann Ode", "Bo Lund")),
        ("Additional reporting by Ann Ode", ("Ann Ode",)),
        ("Sunbelt Radio’s Corinne Baptiste contributed to this report.", ("Corinne Baptiste",)),
        ("Staff writer Faye Lindqvist contributed.", ("Faye Lindqvist",)),
        (
            "Ode reported from Paris. Northern Wire writer Bo Lund contributed.",
            ("Ode", "Bo Lund"),
        ),
        (
            "Reporting by Ann Ode and Bo Lund; Editing by Cy Marsh",
            ("Ann Ode", "Bo Lund", "Cy Marsh"),
        ),
    ],
)
def test_contributors(line: str, names: tuple[str, ...]) -> None:
    assert wire.contributor_names(line) == names


def test_an_agency_in_the_signature() -> None:
    assert wire.find_agency(None, ["It sailed."], ["Ann Ode"], [], ["(dpa/ao)"]) == "dpa"
    assert wire.find_agency(None, ["It sailed."], ["Ann Ode"], [], ["(ao)"]) is None


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("This article was first published by Harbor Ledger.", "Harbor Ledger"),
        (
            "This story originally appeared in The Port Gazette and is part of a series.",
            "The Port Gazette",
        ),
        ("Dieser Text erschien zuerst im Hafenboten.", "Hafenboten"),
        ("The ferry first appeared on the river in 1902.", None),
        ("It originally ran every hour.", None),
    ],
)
def test_originally_from(line: str, outlet: str | None) -> None:
    assert wire.originally_from([line]) == outlet
