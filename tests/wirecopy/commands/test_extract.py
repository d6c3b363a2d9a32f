"""`wirecopy extract` over many files: which ones, in which order, in which colours."""

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.extract.article import MAX_BYTES
from crawler.page import RawPage
from tests.console import HANGS, clean_environment, wirecopy
from wirecopy.workers import clean, spread

STORY = "The ferry of Holloway sailed again on Monday, a week after the storm had torn its pier."
PAGE = "<html><title>{0}</title><body><article>{1}</article>"
PARAGRAPHS = "".join(f"<p>Part {n}. {STORY} {STORY}</p>" for n in range(6))


def page(title: str, paragraphs: str = PARAGRAPHS) -> bytes:
    return PAGE.format(title, paragraphs).encode()


@pytest.fixture(name="pages")
def _pages(tmp_path: Path) -> Path:
    """Pages in two directories, in an order of creation that is not that of their names."""
    pages = tmp_path / "pages"
    for name in ("z/b.html", "a/c.htm", "z/a.html.gz", "b.html", "a/notes.pdf"):
        file = pages / name
        file.parent.mkdir(parents=True, exist_ok=True)
        data = b"%PDF-1.7" if file.suffix == ".pdf" else page(name)
        file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return pages


def titles(jsonl: str) -> list[str]:
    return [json.loads(line)["title"] for line in jsonl.splitlines()]


@pytest.mark.parametrize(
    ("pattern", "found", "told"),
    [
        (
            "pages",
            ["a/c.htm", "b.html", "z/a.html.gz", "z/b.html"],
            "wirecopy: pages: 1 file left out: 1 .pdf\n",
        ),
        ("pages/**/*.html", ["b.html", "z/b.html"], ""),
        ("pages/*", ["b.html"], ""),
        ("pages/?/[ab].*", ["z/a.html.gz", "z/b.html"], ""),
    ],
)
def test_directories_and_patterns(pages: Path, pattern: str, found: list[str], told: str) -> None:
    """What can be read, in sorted order; the shell need not know the pattern."""
    done = wirecopy("extract", pattern, "--format", "jsonl", cwd=pages.parent)

    assert (done.returncode, done.stderr) == (0, told)
    assert titles(done.stdout) == found


def test_what_is_not_there_is_named_and_the_rest_goes_on(pages: Path) -> None:
    done = wirecopy(
        "extract", "*.html", "pages/b.html", "nowhere.html", "-", "pages/a/c.htm",
        "--format", "jsonl", cwd=pages.parent, stdin=page("given"),
    )  # fmt: skip

    assert done.returncode == 65
    assert titles(done.stdout) == ["b.html", "given", "a/c.htm"]
    assert done.stderr.splitlines() == [
        "wirecopy: *.html: no such files; the pattern fits none of"
        " .txt .text .md .html .htm .xhtml .jsonl .ndjson .csv .tsv .parquet .pq .warc",
        "wirecopy: nowhere.html: no such file; check the path",
    ]


def test_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "[1] a?.html").write_bytes(page("odd"))

    done = wirecopy("extract", "[1] a?.html", "--format", "jsonl", cwd=tmp_path)

    assert titles(done.stdout) == ["odd"]


@pytest.mark.parametrize("engine", ["wirecopy", "boilerpy3", "trafilatura"])
def test_many_pages_come_in_order(tmp_path: Path, engine: str) -> None:
    """So many that workers have them; a page says the same there and here."""
    rows = [
        {"url": f"http://a.example/{n}", "html": page(f"{n}").decode() + " " * (n % 3 * 180_000)}
        for n in range(80)
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    done = wirecopy(
        "extract", "rows.jsonl", "-", "--format", "json", "--engine", engine,
        cwd=tmp_path, stdin=page("79"),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [row["title"] for row in found] == [*map(str, range(80)), "79"]
    assert found[-1] == found[-2] | {"file": "-"}
    assert STORY in found[-1]["text"]


def test_no_rows_are_json_too(tmp_path: Path) -> None:
    assert json.loads(wirecopy("extract", "x", "--format", "json", cwd=tmp_path).stdout) == []


def test_monsters_among_pages(tmp_path: Path) -> None:
    """50 MB, and 200,000 nested elements: each within its limits, and the others as ever."""
    (tmp_path / "a.html").write_bytes(page("first"))
    long = "".join(f"<p>Line {n}. {STORY}</p>" for n in range(100))
    (tmp_path / "b.html").write_bytes(page("long", long * (50_000_000 // len(long))))
    (tmp_path / "c.html").write_bytes(page("deep", "<div>" * 200_000 + PARAGRAPHS))
    (tmp_path / "d.html").write_bytes(page("last"))

    done = wirecopy("extract", tmp_path, "--format", "jsonl")

    assert done.returncode == 0, done.stderr
    assert titles(done.stdout) == ["first", "long", "deep", "last"]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["text"] == rows[3]["text"]
    assert STORY in rows[1]["text"]


def test_what_travels_is_what_is_read() -> None:
    body = b"x" * (MAX_BYTES + 1)

    assert clean.READ == MAX_BYTES
    assert clean.bounded(RawPage("", body)).body == body[:-1]
    assert spread.SMALL < MAX_BYTES < spread.FEW


REMOVED = PARAGRAPHS + "<p>Sign up for our newsletter</p><p>Read more: Storm tears pier away</p>"


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_removed_lines_on_a_terminal(
    tmp_path: Path, environment: dict[str, str], is_coloured: bool
) -> None:
    """They are red, and the kept text is plain; a page can add no colours of its own."""
    (tmp_path / "page.html").write_bytes(
        page("T\x1b[32m", REMOVED + "<footer>\x1b[31mbye</footer>")
    )

    shown = on_terminal("extract", "page.html", "--show-removed", cwd=tmp_path, **environment)

    assert ("\x1b[31mSign up for our newsletter\x1b[0m" in shown) == is_coloured
    assert ("\x1b" in shown) == is_coloured
    assert f"\nPart 0. {STORY} {STORY}" in shown.replace("\r", "")
    assert "\x1b[32m" not in shown
    assert "\x1b[31mbye" not in shown


def test_removed_lines_elsewhere_have_no_colours(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(page("T", REMOVED))

    done = wirecopy("extract", "page.html", "--show-removed", cwd=tmp_path, TERM="xterm")

    assert "\x1b" not in done.stdout
    assert "passages removed" in done.stdout
    assert "Sign up for our newsletter" in done.stdout


def on_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """What a command prints on a terminal."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "wirecopy", *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=its,
        env={k: v for k, v in clean_environment().items() if k != "NO_COLOR"} | environment,
    )
    os.close(its)
    printed = b""
    try:
        while data := os.read(ours, 1 << 16):
            printed += data
    except OSError:  # how Linux says that the other end of a terminal is closed
        pass
    os.close(ours)
    assert process.wait(HANGS) == 0
    return printed.decode()
