"""CSV and Parquet as rows: the same articles as from JSON lines; bad rows are set aside."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from storage.reader import open_reader
from tests.console import wirecopy
from tests.wirecopy.inside import wirecopy as inside
from wirecopy.intake.files import Item, Rejected, read, read_rows, read_table

ROWS: list[dict[str, Any]] = [
    {
        "url": "https://a.example/1",
        "text": 'He said "no", and left.\nThen\u2028it, rained; on \U0001f98a.',
        "title": "A, B; C",
        "authors": ["Ada Moss", "Ines Falk"],
        "published_at": "2026-03-02T09:42:00+00:00",
        "language": "en",
        "site": "a.example",
    },
    {"url": "https://a.example/2", "html": "<p>Rain fell on the quay.</p>"},
    {"text": "A text without an address."},
]


def as_jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def as_csv(path: Path, between: str = ",", start: str = "") -> Path:
    names = ["url", "text", "html", "title", "authors", "published_at", "language", "site", "mine"]
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        file.write(start)
        out = csv.DictWriter(file, names, delimiter=between)
        out.writeheader()
        for row in ROWS:
            authors = "; ".join(row.get("authors", []))
            out.writerow({**row, "authors": authors, "mine": "not asked for"})
    return path


def as_parquet(path: Path, query: str) -> Path:
    with duckdb.connect() as connection:
        connection.from_query(query).write_parquet(str(path))
    return path


def found(path: Path) -> list[Item | Rejected]:
    return list(read([str(path)], lambda _: iter(())))


@pytest.fixture(name="expected")
def _expected(tmp_path: Path) -> list[object]:
    pages = [
        item.page for item in read_rows(as_jsonl(tmp_path / "a.jsonl")) if isinstance(item, Item)
    ]
    assert len(pages) == 3
    return list(pages)


@pytest.mark.parametrize(
    ("name", "between", "start"),
    [
        ("a.csv", ",", ""),
        ("a.csv", ";", "\ufeff"),
        ("a.tsv", "\t", ""),
        ("a.CSV", ",", "\ufeff"),
        ("a.csv.gz", ",", ""),
    ],
)
def test_csv(tmp_path: Path, expected: list[object], name: str, between: str, start: str) -> None:
    items = found(as_csv(tmp_path / name, between, start))

    assert [item.page for item in items if isinstance(item, Item)] == expected
    assert [item.line for item in items] == [2, 4, 5]


def test_rows_behind_a_byte_order_mark(tmp_path: Path) -> None:
    """Of the file, of files that were joined, and before an empty line."""
    path = tmp_path / "a.jsonl"
    path.write_text('\ufeff{"text": "Rain."}\n\ufeff{"text": "Wind."}\n\ufeff\n', "utf-8")

    assert [item.page.body for item in read_rows(path) if isinstance(item, Item)] == [
        b"Rain.",
        b"Wind.",
    ]
    assert not [item for item in read_rows(path) if isinstance(item, Rejected)]


def test_parquet_under_a_name_with_signs_of_patterns(tmp_path: Path) -> None:
    as_parquet(tmp_path / "a1.parquet", "SELECT 'Rain.' AS text")
    file = as_parquet(tmp_path / "b.parquet", "SELECT 'Snow.' AS text")

    items = found(file.rename(tmp_path / "a[1]*.parquet"))

    assert [item.page.body for item in items if isinstance(item, Item)] == [b"Snow."]


def test_parquet(tmp_path: Path, expected: list[object]) -> None:
    query = f"FROM read_json('{tmp_path / 'a.jsonl'}')"
    items = found(as_parquet(tmp_path / "a.parquet", f"SELECT *, 7 AS mine {query}"))

    assert [item.page for item in items if isinstance(item, Item)] == expected
    assert [item.line for item in items] == [1, 2, 3]


@pytest.mark.parametrize(
    "published",
    [
        "TIMESTAMP '2026-03-02 09:42:00'",
        "TIMESTAMPTZ '2026-03-02 10:42:00+01'",
        "'2026-03-02T09:42:00Z'",
        "TIMESTAMP_NS '2026-03-02 09:42:00.000000000'",
    ],
)
def test_times_in_parquet(tmp_path: Path, published: str) -> None:
    query = f"SELECT 'Rain.' AS TEXT, {published} AS Published_At, 'x'::BLOB AS title"
    (item,) = found(as_parquet(tmp_path / "a.parquet", query))

    assert isinstance(item, Item)
    moment = item.page.given.published_at
    assert moment is not None
    assert moment.isoformat() == "2026-03-02T09:42:00+00:00"


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (
            b"url,body\nhttps://a.example/1,Rain.\n",
            None,
            "no column is called text or html; it has",
        ),
        (b"", None, "no column is called text or html; it has: none"),
        (b"text\nRain\n\xff\xfe!\nSnow\n", 3, "not UTF-8"),
        (b"text,title\nRain,a\nSun, wind and rain,b\nSnow,c\n", 3, "3 cells under 2 headings"),
        (b'text\nRain\n"Sun" and wind\nSnow\n', 3, "no CSV: ',' expected"),
        (b'text\nRain\nSnow\n"Sun and wind\nnever closed', 4, "no CSV: unexpected end of data"),
        (b"text,title\nRain,\n,Sun\nSnow,\n", 3, "neither text nor html in the row"),
    ],
)
def test_bad_rows_of_csv(tmp_path: Path, data: bytes, line: int | None, reason: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(data)
    items = found(file)

    (bad,) = (item for item in items if isinstance(item, Rejected))
    assert bad.line == line
    assert reason in bad.reason
    bodies = [item.page.body for item in items if isinstance(item, Item)]
    assert bodies == ([] if line is None else [b"Rain", b"Snow"])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT 7 AS text", "text is 7; it must be a string"),
        ("SELECT 'Rain.' AS body", "no column is called text or html; it has: body"),
    ],
)
def test_bad_parquet(tmp_path: Path, query: str, reason: str) -> None:
    (bad,) = found(as_parquet(tmp_path / "a.parquet", query))

    assert isinstance(bad, Rejected)
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("url\nSun,ftp://a.example/", "write it as http://host/path"),
        ("published_at\nSun,2/3/26", "write it as 2026-03-02T09:42:00Z"),
        ("authors\nSun,[1]", "authors must be a list of strings"),
    ],
)
def test_bad_cells_of_csv_are_left_out(tmp_path: Path, cell: str, reason: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"text,{cell}\n")
    (item,) = found(file)

    assert isinstance(item, Item)
    assert item.page.body == b"Sun"
    assert reason in item.left_out[0]


@pytest.mark.parametrize(
    ("value", "external_id"),
    [
        ("7", "7"),
        ("7::DOUBLE", "7"),
        ("7.5::DECIMAL(3, 1)", "7.5"),
        ("'a-7'", "a-7"),
        ("'00000000-0000-0000-0000-000000000007'::UUID", "00000000-0000-0000-0000-000000000007"),
        ("18446744073709551615::UBIGINT", "18446744073709551615"),
        ("NULL", None),
    ],
)
def test_ids_of_parquet(tmp_path: Path, value: str, external_id: str | None) -> None:
    (item,) = found(as_parquet(tmp_path / "a.parquet", f"SELECT 'Rain.' AS text, {value} AS id"))

    assert isinstance(item, Item)
    assert (item.page.external_id, item.left_out) == (external_id, ())


def test_bad_values_of_parquet_are_left_out(tmp_path: Path) -> None:
    query = "SELECT 'Rain.' AS text, DATE '2026-03-02' AS url, 7 AS published_at"
    (item,) = found(as_parquet(tmp_path / "a.parquet", query))

    assert isinstance(item, Item)
    assert [sentence.split()[0] for sentence in item.left_out] == ["url", "published_at"]


@pytest.mark.parametrize("data", [b"", b"PAR1 and nothing else PAR1", b"no Parquet at all"])
def test_damaged_parquet(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(data)
    (bad,) = found(file)

    assert isinstance(bad, Rejected)
    assert bad.reason.endswith("is it a Parquet file?")
    assert "\n" not in bad.reason


def test_a_row_may_span_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('text,title\n"one\ntwo\nthree",a\n,b\n')

    good, bad = read_table(file, ".csv")
    assert (good.line, bad.line) == (2, 5)


def test_the_command_groups_them_all(tmp_path: Path, demo_store: Path) -> None:
    """What `export` writes `import` reads: the same articles, and the same copies among them."""
    for form in ("parquet", "csv"):
        query = "SELECT url, text, title, authors, published_at, language, site FROM articles"
        file, store = tmp_path / f"a.{form}", tmp_path / form
        done = wirecopy("export", f"{query} WHERE words > 0", "-o", file, "--store", demo_store)
        assert done.returncode == 0, done.stderr
        done = wirecopy("import", file, "--store", store)
        assert done.returncode == 0, done.stderr
        with open_reader(store) as reader:
            ((articles, groups, authors),) = reader.query(
                "SELECT count(*), count(DISTINCT group_id), count(*) FILTER (len(authors) > 0)"
                " FROM articles"
            ).rows
        assert articles >= 85
        assert groups == 14
        assert authors > 40


@pytest.mark.parametrize(("every", "published"), [("0s", [0, 3, 6, 9, 10]), ("10m", [0, 10])])
def test_a_long_import_is_published_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: str, published: list[int]
) -> None:
    monkeypatch.setattr("wirecopy.pipeline.PAGES_A_COMMIT", 3)
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f'{{"text": "Report number {n}."}}\n' for n in range(10)))
    store = tmp_path / "news"

    code, _, told = inside("import", rows, "--store", store, "--publish-every", every)

    assert code == 0, told
    counted: list[int] = []
    for file in sorted((store / "snapshots").iterdir()):
        with open_reader(file) as reader:
            counted += reader.query("SELECT count(*) FROM articles").rows[0]
    assert counted == published


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_empty_text_at_an_address_is_an_empty_article(tmp_path: Path, kind: str) -> None:
    """It is kept, and takes no part in anything; also where it comes first."""
    rows = {
        "jsonl": '{"url": "https://a.example/1", "text": ""}\n'
        '{"url": "https://a.example/2", "text": "Rain fell on the quay."}\n'
        '{"url": "https://a.example/3", "text": "Enter your email for our newsletter."}\n',
        "csv": "url,text\nhttps://a.example/1,\nhttps://a.example/2,Rain fell on the quay.\n"
        "https://a.example/3,Enter your email for our newsletter.\n",
    }
    file = tmp_path / f"rows.{kind}"
    file.write_text(rows[kind])

    inside("import", file, "--store", tmp_path / "news")

    with open_reader(tmp_path / "news") as news:
        found = news.rows("SELECT url[-1:], body_status FROM articles ORDER BY url")
        assert found == [("1", "empty"), ("2", "full"), ("3", "not_an_article")]
        texts = news.rows("SELECT url[-1:] FROM distinct_articles")
        assert texts == [("2",)]
