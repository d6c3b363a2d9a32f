"""Parquet files of any size: rows are handed out as they are read."""

import subprocess
import sys
from pathlib import Path

import duckdb

READ = """
import resource, sys
from pathlib import Path
from storage import parquet

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

rows = parquet.rows(Path(sys.argv[1]), ["text"])
next(rows)
before = peak()
n_bytes = sum(len(row["text"]) for row in rows)
print(n_bytes, peak() - before)
"""


def test_file_is_not_read_whole(tmp_path: Path) -> None:
    """300 MB of text, in row groups as others write them and in a single one."""
    for size in (2_048, 100_000):
        file = tmp_path / f"{size}.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                "COPY (SELECT repeat(md5(i::VARCHAR), 160) AS text FROM range(60_000) t(i))"
                f" TO '{file}' (ROW_GROUP_SIZE {size})"
            )
        done = subprocess.run(
            [sys.executable, "-c", READ, file], capture_output=True, text=True, check=True
        )
        n_bytes, grown = map(int, done.stdout.split())
        assert n_bytes > 300_000_000
        assert grown < 150_000_000, f"{grown:,} bytes for row groups of {size}"
