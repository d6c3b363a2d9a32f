"""Pages that mean harm, or come from broken machines: bounded time, and a clear status."""

import gzip
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.article import extract
from crawler.page import RawPage

STORY = "The harbour ferry sailed again on Monday, a week after a storm had torn its pier away. "
ARTICLE = "".join(f"<p>{number} {STORY}{STORY}</p>" for number in range(3))
SECONDS = 5.0  # of one processor; each of these took a minute or more, or ended for want of memory


WHOLE = f"<html><head><title>Ferry</title></head><body><article>{ARTICLE}</article>".encode()


def _many(unit: str, count: int) -> str:
    """`count` units, each with its number where it has a %d."""
    return "".join(unit % number for number in range(count)) if "%d" in unit else unit * count


AUTHORS = '{"@type": "NewsArticle", "headline": "Ferry", "author": [? "Bo Lund"]}'
ITEM = '{"@type": "NewsArticle", "headline": "A heron was seen at the mill pond", "url": "/x"},'
BODY = '{"@type": "Article", "articleBody": "?"}'
NUMBER = '{"@type": "Article", "headline": "Ferry", "wordCount": ?, "datePublished": ?}'
CYCLE = """[{"@type": "NewsArticle", "headline": "Ferry back", "author": {"@id": "#a"}},
{"@id": "#a", "name": {"@id": "#b"}, "author": {"@id": "#a"}},
{"@id": "#b", "name": [{"@id": "#a"}]}]"""


def _linked(text: str) -> str:
    """Write a text where JSON-LD stands."""
    return f'<script type="application/ld+json">{text}</script>'


MONSTERS: dict[str, Callable[[], str]] = {
    "attributes": lambda: f"<article {_many(' a%d=x', 100_000)}>{ARTICLE}",
    "a long attribute": lambda: f"<article class='{'share-box ' * 100_000}'>{ARTICLE}",
    "a long style": lambda: f"<article style='display{' ' * 1_000_000}'>{ARTICLE}",
    "a long rule of a sheet": lambda: (
        f"<style>{',.a' * 30_000}{{{'display:none;' * 8_000}}}</style>{ARTICLE}"
    ),
    "rules of a sheet": lambda: f"<style>{_many('.a%d{display:none}', 9_000)}</style>{ARTICLE}",
    "options": lambda: f"{ARTICLE}<select>{_many('<option>x', 60_000)}</select>",
    "open formatting": lambda: f"{ARTICLE}{_many('<p><font size=%d>x', 6_000)}",
    "nested divs": lambda: f"{_many('<div>', 100_000)}{ARTICLE}{_many('</div>', 100_000)}",
    "nested tables": lambda: f"{_many('<table><tr><td>', 20_000)}{ARTICLE}",
    "headings of boxes": lambda: f"{ARTICLE * 3}{_many('<h3>Check also</h3><p>x%d</p>', 6_000)}",
    "line breaks": lambda: f"{ARTICLE}<div>{_many('x<br>', 100_000)}</div>",
    "images": lambda: f"{_many('<div><img alt=ferry><div>%d</div></div>', 9_000)}",
    "mangled text": lambda: f"<p>{'Ã¤' * 500_000}</p>",
    "opening brackets": lambda: "<" * 1_000_000,
    "half a comment": lambda: "<!--" + ARTICLE * 1000,
    "entities": lambda: f"<p>{'&amp;' * 1_000_000}</p>",
    "a long title": lambda: f"<title>{' - x' * 300_000}</title>{ARTICLE}",
    "a title of spaces": lambda: f"<title>{' ' * 1_000_000}x</title>{ARTICLE}",
    "authors": lambda: f"<meta name=author content='{'Ann Ode, ' * 50_000}'>{ARTICLE}",
    "a long date": lambda: f"<meta name=date content='{'1 ' * 300_000}'>{ARTICLE}",
    "a long canonical link": lambda: f"<link rel=canonical href='{'/..' * 300_000}'>{ARTICLE}",
    "deep JSON-LD": lambda: f"{_linked('[' * 500_000)}{ARTICLE}",
    "many authors": lambda: _linked(AUTHORS.replace("?", '["Ann Ode"],' * 40_000)) + ARTICLE,
    "brackets in JSON-LD": lambda: _linked(BODY.replace("?", "<" * 500_000)),
    "spaces in JSON-LD": lambda: f"{_linked(' ' * 1_000_000)}{ARTICLE}",
    "half a string in JSON-LD": lambda: _linked('{"a": "' + '\\\\"' * 400_000) + ARTICLE,
    "commas in JSON-LD": lambda: _linked("[" + ", " * 500_000) + ARTICLE,
    "articles in JSON-LD": lambda: (
        _linked("[" + ITEM * 8_000 + "1]") + f"<h1>{STORY}</h1>{ARTICLE}"
    ),
    "times in lists": lambda: f"{_many('<ul><li><time>2 March %d</time>', 900)}{ARTICLE * 500}",
    "times in a row": lambda: f"<h1>A</h1><p>{'<time>x</time>' * 50_000}</p>{ARTICLE}",
    "headings with marks": lambda: f"<h1>{': - | ' * 200_000}</h1>{ARTICLE}",
    "a long number in JSON-LD": lambda: _linked(NUMBER.replace("?", "9" * 500_000)) + ARTICLE,
    "folds": lambda: ARTICLE + f"<div hidden><p>{STORY}</p></div>" * 15_000,
    "folded paragraphs": lambda: ARTICLE + f"<p hidden>{STORY}</p>" * 15_000,
    "stories": lambda: (
        f"<title>Ferry</title><h1>Ferry</h1>{ARTICLE}"
        + _many("<article><h1>Story %d</h1><p>It is short.</p></article>", 9000)
    ),
    "unknown elements": lambda: f"{ARTICLE}<p>{'word <x-a>' * 20_000}",
    "named spans": lambda: f"{ARTICLE}<p>{'<span class=related>word ' * 20_000}",
    "buttons": lambda: f"{ARTICLE}<p>{'word <button>word</button> ' * 40_000}",
    "quotations": lambda: ARTICLE + f"<blockquote>{STORY}</blockquote>" * 9000,
    "table cells": lambda: f"{ARTICLE}<table><tr>{'<td>word' * 19_000}",
    "rows of React": lambda: "<script>self.__next_f.push([1,'" + "[" * 900_000 + "</script>",
    "pushes of React": lambda: '<script>self.__next_f.push([1,"1:["])</script>' * 40_000,
    "assigned states": lambda: "<title>Ferry</title><script>" + "a={" * 300_000 + "</script>",
    "forwarding": lambda: "<meta http-equiv " * 60_000,
    "decks": lambda: f"<p class=deck>{STORY}" * 9000,
    "styles": lambda: f"{ARTICLE}<p style='{'transform:translate(' * 50_000}'>x",
    "drawings": lambda: f"{ARTICLE}{'<svg><g><text>x</text>' * 9000}",
    "one letter": lambda: f"<p>{'A' * 2_000_000}</p>",
    "one sign": lambda: f"<p>{'!' * 2_000_000}a</p>",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_read_in_seconds(name: str) -> None:
    body = MONSTERS[name]().encode()
    start = time.process_time()

    extract(RawPage("", body))
    extract(RawPage("", body[:500_000], "text/plain"))

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "name", ["attributes", "a long attribute", "options", "open formatting", "nested divs"]
)
def test_the_article_of_a_monster_is_found(name: str) -> None:
    article = extract(RawPage("", MONSTERS[name]().encode()))

    assert article.text.startswith("0 The harbour ferry")


def test_of_twenty_megabytes_ten_are_read() -> None:
    body = (ARTICLE * (20_000_000 // len(ARTICLE))).encode()
    start = time.process_time()

    extract(RawPage("", body))

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        CYCLE,
        "{",
        "null",
        '{"@type": {"x": 1}, "headline": 1e999, "author": [null, 1, {"name": null}], "@id": null}',
        '{"@type": ["NewsArticle", 1], "headline": ["x"], "author": {"@id": {"@id": []}}}',
        '{"@graph": [[[{"@type": "NewsArticle", "headline": "x", "datePublished": [{}]}]]]}',
    ],
)
def test_broken_json_ld_does_no_harm(text: str) -> None:
    article = extract(RawPage("", f"<title>Ferry back</title>{_linked(text)}{ARTICLE}".encode()))

    assert article.text.startswith("0 The harbour ferry")
    assert article.authors == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=len(WHOLE)))
def test_a_page_may_break_off_anywhere(place: int) -> None:
    article = extract(RawPage("", WHOLE[:place]))

    assert article.body_status in {"full", "empty"}
    assert article.text.rstrip(" </") in extract(RawPage("", WHOLE)).text  # half a tag is text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n\t ",
        b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(20_000),
        b"%PDF-1.7\n1 0 obj\nstream\n" + random.Random(2).randbytes(20_000) + b"\nendstream",
        gzip.compress(random.Random(3).randbytes(20_000), mtime=0),
        b"\x00" * 5000,
        b"<p>" + b"QUJDREVG" * 1000 + b"</p>",
    ],
    ids=["nothing", "spaces", "png", "pdf", "gzip", "nul", "base64"],
)
@pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
def test_what_is_no_text_is_empty(body: bytes, content_type: str) -> None:
    article = extract(RawPage("", body, content_type))

    assert (article.text, article.body_status) == ("", "empty")


ODD_JSON = {
    "deep types": f'"@type": ["NewsArticle", {"[" * 900}{"]" * 900}]',
    "deep ids": f'"@type": "NewsArticle", "@id": {"[" * 900}{"]" * 900}',
    "deep prices": f'"@type": "NewsArticle", "isAccessibleForFree": {"[" * 900}{"]" * 900}',
    "deep bodies": f'"@type": "NewsArticle", "articleBody": [{"[" * 900}{"]" * 900}]',
    "deep counts": f'"@type": "NewsArticle", "wordCount": {"[" * 900}{"]" * 900}',
    "huge numbers": f'"@type": "NewsArticle", "wordCount": {"9" * 5_000}, "x": -{"9" * 5_000}',
    "no numbers": '"@type": "NewsArticle", "wordCount": NaN, "x": [Infinity, 1e999]',
    "half a character": '"@type": "NewsArticle", "x": "\\ud800"',
}


@pytest.mark.parametrize("name", ODD_JSON)
def test_odd_json_ld_costs_nothing_else(name: str) -> None:
    """What nests too deep to be written, and what is no number: the rest is read."""
    said = f'{{{ODD_JSON[name]}, "headline": "The ferry is back", "author": "Ann Ode"}}'
    script = f'<script type="application/ld+json">{said}</script></head>'.encode()
    page = WHOLE.replace(b"</head>", script)
    article = extract(RawPage("", page))

    assert (article.title, article.authors) == ("The ferry is back", ("Ann Ode",))
