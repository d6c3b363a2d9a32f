"""Rows and pages that are rejected before anything is kept of them."""

import json
from pathlib import Path

import pytest

from tests.wirecopy.inside import wirecopy as inside
from wirecopy.intake.files import Item, Rejected, read

LONG = {
    "title": "t" * 40_000,
    "url": "https://a.example/" + "u" * 20_000,
    "authors": [f"Ada Lovelace {n}" for n in range(3_000)],
    "site": "s" * 40_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_row_that_says_too_much_is_rejected(tmp_path: Path, name: str) -> None:
    """Its record could not be read again; the next row can."""
    row = {"url": "https://a.example/1", "text": "Rain fell on the quay."}
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in (row | {name: LONG[name]}, row)))

    rejected, item = read([str(file)])

    assert isinstance(rejected, Rejected)
    assert isinstance(item, Item)
    assert rejected.line == 1
    assert rejected.reason.startswith("says more than 30,000 bytes beside its text")


def test_rows_set_aside_fill_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to who imports; once the file is moved away, it takes rows again."""
    monkeypatch.setattr("wirecopy.intake.keep.MOST_ASIDE", 10_000)
    rows, store = tmp_path / "a.jsonl", tmp_path / "news"
    rows.write_text('{"url": "https://a.example/1"}\n' * 1_000)
    aside = store / "rejected.jsonl"

    for _ in range(2):
        code, _, told = inside("import", rows, "--store", store)
        assert code == 65
        assert f"1000 rejected; full, move it away; not all of them: {aside}" in told
        assert 10_000 <= aside.stat().st_size < 10_500
        assert all(map(json.loads, aside.read_text().splitlines()))
    aside.unlink()
    rows.write_text('{"url": "https://a.example/1"}\n')

    assert f"1 rejected; all of them: {aside}" in inside("import", rows, "--store", store)[2]
