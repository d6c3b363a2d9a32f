"""Parquet files of any size: rows are handed out as they are read."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.console import PEAK

READ = f"""{PEAK}
import sys
from storage import parquet

rows = parquet.rows(Path(sys.argv[1]), ["text"])
next(rows)
before = peak()
n_bytes = sum(len(row["text"]) for row in rows)
print(n_bytes, peak() - before)
"""


@pytest.mark.parametrize(("group", "most"), [(2_048, 150), (122_880, 350)])
def test_file_is_not_read_whole(tmp_path: Path, group: int, most: int) -> None:
    """500 MB of text in small row groups, and in one, of which two pages of 128 MB are held."""
    file = tmp_path / "large.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT repeat(md5(i::VARCHAR), 160) AS text FROM range(100_000) t(i))"
            f" TO '{file}' (ROW_GROUP_SIZE {group})"
        )
    done = subprocess.run(
        [sys.executable, "-c", READ, file], capture_output=True, text=True, check=True
    )
    n_bytes, grown = map(int, done.stdout.split())
    assert n_bytes > 500_000_000
    assert grown < most * 1e6
