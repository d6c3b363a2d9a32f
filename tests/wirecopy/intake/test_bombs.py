"""What grows beyond all bounds when it is unpacked costs itself, and no more memory than a page."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from tests.console import HANGS, PEAK, clean_environment
from wirecopy.intake.bounded import LARGEST_ROW, MIB

GROWN = 700  # MiB that each of them grows to
# Bytes that an import may take besides what a small one takes. A bomb that is held takes 734 MB; 72
# MB were measured (a page of 64 MiB is held until it is known to be too large), and 735 MB with
# Parquet: DuckDB unpacks a cell whole. Held twice it takes 1,470 MB.
MOST = 200_000_000
MOST_PARQUET = 1_100_000_000
# The same for 300,000 rejected rows: 1 MB was measured, also for 1,000,000; 54 MB if all are held.
MOST_REJECTED = 25_000_000
STORY = "Rain fell on the quay on Monday, and the owner of the ferry said that it would not sail."


def zipped(path: Path, *parts: bytes) -> Path:
    """A file of these parts, with a bomb before the last: a megabyte, packed once, many times."""
    *before, last = map(gzip.compress, parts)
    path.write_bytes(b"".join([*before, gzip.compress(b"a" * MIB) * GROWN, last]))
    return path


def html(path: Path) -> Path:
    (path / "good.txt").write_text(STORY)
    zipped(path / "bomb.html.gz", b"<html><p>", b"</p>")
    return path


def jsonl(path: Path) -> Path:
    good = json.dumps({"url": "https://a.example/good", "text": STORY}).encode()
    return zipped(path / "b.jsonl.gz", b'{"text": "', b'"}\n' + good + b"\n")


def table(path: Path) -> Path:
    good = f'https://a.example/good,"{STORY}"\n'.encode()
    return zipped(path / "b.csv.gz", b"url,text\nhttps://a.example/x,", b"\n" + good)


def table_in_quotes(path: Path) -> Path:
    with gzip.open(path / "b.csv.gz", "wb", compresslevel=9) as file:
        file.write(f'url,text\nhttps://a.example/good,"{STORY}"\nhttps://a.example/x,"'.encode())
        for _ in range(GROWN // 16):
            file.write((b"a" * 1023 + b"\n") * 1024)
    return path / "b.csv.gz"


def warc(path: Path) -> Path:
    packer = brotli.Compressor(quality=4)  # a hundredth of the time, and as small
    bomb = b"".join(packer.process(bytes(MIB)) for _ in range(GROWN)) + packer.finish()
    file = path / "b.warc"
    file.write_bytes(
        record("x", bomb, b"Content-Encoding: br\r\n") + record("good", f"<p>{STORY}".encode())
    )
    return file


def record(name: str, body: bytes, field: bytes = b"") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + field + b"\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
        f"WARC-Target-URI: https://a.example/{name}\r\nWARC-Date: 2026-11-01T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:8d2b7f4e-1c1e-4a1d-9f60-0c1b8b0d3c11>\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def parquet(path: Path) -> Path:
    file = path / "b.parquet"
    texts = f"CASE n WHEN 1 THEN repeat('a', {GROWN * MIB}) ELSE '{STORY}' END AS text"
    rows = f"SELECT 'https://a.example/' || n AS url, {texts} FROM range(1, 3) t(n)"
    query = f"COPY ({rows}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
    script = f"import duckdb; duckdb.execute({query!r})"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=HANGS)
    return file


BOMBS: dict[Callable[[Path], Path], str] = {
    html: "bomb.html.gz: a page of more than 64 MiB; split it, or leave it out",
    jsonl: "b.jsonl.gz:1: a row of more than 5 MiB; split it, or leave it out",
    table: "b.csv.gz:2: a row of more than 5 MiB; split it, or leave it out",
    table_in_quotes: "b.csv.gz:3: a row of more than 5 MiB; split it, or leave it out",
    parquet: "b.parquet:1: a text of more than 5 MiB; split it, or leave it out",
    warc: "b.warc at byte 0: unpacks to more than 64 MiB; passed over",
}


@pytest.fixture(scope="module", name="small")
def _small(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The peak of an import of one row and a rejected one: 125 MB, more on more processors."""
    place = tmp_path_factory.mktemp("small")
    (place / "a.jsonl").write_text(json.dumps({"text": STORY}) + "\n{}\n")
    done, peak = imported(place / "a.jsonl", place / "news")
    assert done.returncode == 65, done.stderr
    return peak


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_costs_itself(tmp_path: Path, bomb: Callable[[Path], Path], small: int) -> None:
    (tmp_path / "in").mkdir()
    file = bomb(tmp_path / "in")

    done, peak = imported(file, tmp_path / "news")

    assert done.returncode == 65, done.stderr
    assert BOMBS[bomb] in done.stderr
    assert ", 1 page, " in done.stderr
    assert ", 1 new article, " in done.stderr
    assert peak - small < (MOST_PARQUET if bomb is parquet else MOST)


def imported(file: Path, store: Path) -> "tuple[subprocess.CompletedProcess[str], int]":
    """An import in a process of its own, and the peak of its memory."""
    ask = "import sys; from wirecopy.cli import run; code = run(sys.argv[1:]).code"
    script = f"{PEAK}\n{ask}; print(peak()); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", script, "import", file, "--store", store],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
        env=clean_environment(),
    )
    return done, int(done.stdout)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_the_largest_text_is_told(tmp_path: Path, name: str) -> None:
    text = "a " * (LARGEST_ROW // 2 + 1)
    rows = {"a.txt": text, "a.jsonl": json.dumps({"text": text}), "a.csv": f"text\n{text}\n"}
    (tmp_path / name).write_text(rows[name])

    done, _ = imported(tmp_path / name, tmp_path / "news")

    assert done.returncode == 65, done.stderr
    assert "of more than 5 MiB; split it, or leave it out" in done.stderr
    (rejected,) = (tmp_path / "news" / "rejected.jsonl").read_text().splitlines()
    assert len(rejected) < 1000


def test_a_page_of_one_line_ends_no_run(tmp_path: Path) -> None:
    """10 MB of words, which are more than a worker can compare: the first 4,000,000 are taken."""
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{'a ' * 4_900_000}")

    done, _ = imported(tmp_path / "a.html", tmp_path / "news")

    assert done.returncode == 0, done.stderr


def test_rejected_rows_are_counted_and_not_held(tmp_path: Path, small: int) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n" * 300_000)

    done, peak = imported(tmp_path / "a.jsonl", tmp_path / "news")

    assert "300000 rejected" in done.stderr
    assert len(done.stderr.splitlines()) < 30
    assert peak - small < MOST_REJECTED
