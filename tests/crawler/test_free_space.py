"""A disk that fills up: said in one line, before anything is lost."""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive.files import pages
from crawler.archive.members import intact_end
from crawler.free_space import DiskNearlyFullError, free_bytes, require_space
from tests.console import HANGS, wirecopy
from tests.crawler.crawling import command, crawl, rows, source, sources
from tests.crawler.policies.test_politeness import only
from tests.miniweb.web import Reply, serving

MEMORY = Path("/dev/shm")  # a disk of its own, which nobody else fills meanwhile


def test_what_is_checked(tmp_path: Path) -> None:
    require_space(tmp_path / "not" / "there" / "yet", 1)
    require_space(tmp_path, 0)
    with pytest.raises(
        DiskNearlyFullError, match="MB are free, less than 1,000,000,000 MB"
    ) as raised:
        require_space(tmp_path, 10**15)
    assert raised.value.filename == str(tmp_path)


def test_a_run_without_room_does_not_begin(tmp_path: Path) -> None:
    """One line, exit code 74, and the store can be read as before."""
    store = tmp_path / "news"
    sources(store, source("news1"))
    done = wirecopy("crawl", "--store", store, "--min-free", "1000TB")

    assert done.returncode == 74
    (line,) = done.stderr.splitlines()
    assert "less than 1,000,000,000 MB; make room, or allow less with --min-free" in line
    assert wirecopy("runs", "--store", store, "--format", "jsonl").returncode == 0


@pytest.fixture(name="small_disk")
def _small_disk() -> Iterator[Path]:
    if not MEMORY.is_dir() or free_bytes(MEMORY) < 200_000_000:
        pytest.skip("no disk in memory here")
    directory = Path(tempfile.mkdtemp(dir=MEMORY))
    yield directory / "news"
    shutil.rmtree(directory)


def test_a_run_ends_before_the_disk_is_full(small_disk: Path) -> None:
    """It stops asking; what was fetched is stored, and a run with room goes on from there."""
    noise = random.Random(5).randbytes(2_000_000)
    large = only("/2026/", lambda times: Reply(b"<p>%d" % times + noise))
    with serving({"large.example": large}) as web:
        web.published = 20
        sources(small_disk, source("large", delay=0.2))
        limit = free_bytes(small_disk) - 12_000_000
        stopped = subprocess.run(
            command(small_disk, web.resolve, 1, {"min_free": limit}),
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS,
        )
        asked = len(web.articles("large.example"))
        kept = rows(small_disk, "SELECT count(*) FROM internal.fetches WHERE kind = 'page'")[0][0]
        resumed = crawl(small_disk, web.resolve, 2)

    assert "DiskNearlyFullError" in stopped.stderr.splitlines()[-1]
    assert 4 <= kept == asked < 20
    assert resumed.exit_code == 0
    assert "taken up" not in resumed.log
    assert kept + resumed.report["pages"] == 20
    files = sorted((small_disk / "raw").glob("*.warc.gz"))
    assert sum(1 for file in files for _ in pages(file)) == 20
    assert all(intact_end(file) == file.stat().st_size for file in files)
