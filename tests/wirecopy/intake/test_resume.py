"""import of WARC files: all that can be read, once, and after kill -9 from where it ended."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from storage.store import Store
from tests.console import HANGS, clean_environment, wirecopy
from tests.wirecopy.intake import main
from tests.wirecopy.intake.warcs import Written, cc_news, spoil

# warcio leaves its temporary files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PAGES = 60


class Import:
    """An import of some files that can be started again and again."""

    def __init__(self, directory: Path, *files: Path) -> None:
        self.store = directory / "news"
        self._told = directory / "records_read"
        self._files = files

    def start(self) -> "subprocess.Popen[bytes]":
        self._told.unlink(missing_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", main.__name__, "import", "--store", self.store, *self._files],
            env={**clean_environment(), "RECORDS_READ": str(self._told)},
            stderr=subprocess.PIPE,
        )

    def kill_at(self, size: int) -> None:
        """Start, and kill -9 as soon as the archive has grown by some bytes."""
        before = self.archived()
        process = self.start()
        while process.poll() is None and self.archived() < before + size:
            time.sleep(0.001)
        process.kill()
        process.communicate()
        assert process.returncode in (-signal.SIGKILL, 0)

    def finish(self) -> int:
        """Run to the end; how many records were read."""
        process = self.start()
        _, told = process.communicate(timeout=HANGS)
        assert process.returncode == 0, told
        return self._told.stat().st_size if self._told.exists() else 0

    def archived(self) -> int:
        with suppress(FileNotFoundError):  # the run may be cutting a torn file just now
            return sum(file.stat().st_size for file in (self.store / "raw").glob("*.warc.gz"))
        return 0

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with Store.open(self.store, create=False) as store:
            return store.rows(query)

    def handled(self) -> int:
        """How many pages a killed run has committed."""
        ((kept,),) = self.rows("SELECT count(*) FROM internal.fetches")
        return int(str(kept))


def killed_and_run_again(directory: Path, written: Written, seed: int) -> None:
    chance = random.Random(seed)
    run = Import(directory, written.path)
    for _ in range(2):
        run.kill_at(chance.randrange(1, 20_000))
    handled = run.handled()
    read = run.finish()

    # The record at the place that was reached is read once more, to pass over it.
    assert read <= PAGES - handled + 1
    assert run.rows("SELECT count(*), count(DISTINCT url) FROM internal.articles") == [
        (PAGES, PAGES)
    ]
    assert run.rows("SELECT count(*), count(DISTINCT url) FROM internal.fetches") == [
        (PAGES, PAGES)
    ]
    assert run.finish() == 0, "a file that is done is not read again"


@pytest.mark.parametrize(("name", "seed"), [("news.warc", 1), ("news.warc.gz", 2)])
def test_killed_and_run_again(tmp_path: Path, name: str, seed: int) -> None:
    killed_and_run_again(tmp_path, cc_news(tmp_path / name, PAGES), seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(int(os.environ.get("WIRECOPY_SOAK_KILLS", "30"))))
def test_killed_at_many_moments(tmp_path: Path, seed: int) -> None:
    name = ("news.warc", "news.warc.gz")[seed % 2]
    killed_and_run_again(tmp_path, cc_news(tmp_path / name, PAGES), seed)


def test_bad_records_are_told_of_and_kept_aside(tmp_path: Path) -> None:
    """File and byte of each; what is good is imported all the same, and a later run is silent."""
    written = cc_news(tmp_path / "news.warc.gz", 8)
    with written.path.open("r+b") as file:
        for hit in (2, 5):
            spoil(file, written.offsets[hit])
    store = tmp_path / "news"

    done = wirecopy("import", written.path, "--store", store)

    assert done.returncode == 65
    places = [f"{written.path} at byte {written.offsets[hit]}" for hit in (2, 5)]
    assert [line.partition(": no whole")[0] for line in done.stderr.splitlines()[:2]] == [
        f"wirecopy: {place}" for place in places
    ]
    aside = [json.loads(line) for line in (store / "rejected.jsonl").read_text().splitlines()]
    assert [(row["file"], row["offset"]) for row in aside] == [
        (str(written.path), written.offsets[hit]) for hit in (2, 5)
    ]
    again = wirecopy("import", written.path, "--store", store)
    assert again.returncode == 0
    assert f"{written.path} was imported before" in again.stderr


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    """What is in the store already is not kept twice."""
    path = tmp_path / "news.warc.gz"
    run = Import(tmp_path, cc_news(path, 6).path)
    assert run.finish() == 6
    cc_news(path, 9)
    assert run.finish() == 9
    assert run.rows("SELECT count(*), count(DISTINCT url) FROM internal.fetches") == [(9, 9)]
