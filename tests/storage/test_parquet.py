"""Parquet files of any size: rows are handed out as they are read."""

import subprocess
import sys
from pathlib import Path

import duckdb

from tests.console import PEAK

READ = f"""{PEAK}
import sys
from storage import parquet

rows = parquet.rows(Path(sys.argv[1]), ["text"], [], 5 << 20)
next(rows)
before = peak()
n_bytes = sum(len(row["text"]) for row in rows)
print(n_bytes, peak() - before)
"""


def test_file_is_not_read_whole(tmp_path: Path) -> None:
    """500 MB of text, of which a few row groups of 10 MB are held."""
    file = tmp_path / "large.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT repeat(md5(i::VARCHAR), 160) AS text FROM range(100_000) t(i))"
            f" TO '{file}' (ROW_GROUP_SIZE 2048)"
        )
    done = subprocess.run(
        [sys.executable, "-c", READ, file], capture_output=True, text=True, check=True
    )
    n_bytes, grown = map(int, done.stdout.split())
    assert n_bytes > 500_000_000
    assert grown < 200_000_000
