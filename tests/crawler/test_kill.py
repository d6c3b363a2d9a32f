"""kill -9 at any moment: run again, and every article is there exactly once."""

import os
import random
import shutil
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.archive.files import pages
from crawler.archive.members import intact_end
from tests.crawler.crawling import crawl, crawl_and_signal, rows, source, sources
from tests.miniweb.web import serving

ARTICLES = 60  # of three outlets, 20 each


class Met(NamedTuple):
    """What the kills of one seed have met."""

    kills: int = 0
    lost: int = 0  # pages whose rows were not committed
    torn: int = 0

    def __add__(self, other: "Met") -> "Met":  # type: ignore[override]  # sums, not joins
        """Both."""
        return Met(*map(sum, zip(self, other, strict=True)))


def killed_and_run_again(store: Path, seed: int) -> Met:
    """Kill a crawl at random moments, twice over, then let one finish.

    After so many requests, or as soon as the archive has so many bytes: the rows of these pages are
    about to be committed then. Runs commit a few rows at a time, which makes such moments many.
    """
    chance = random.Random(seed)
    met = Met()
    with serving() as web:
        web.published = 20
        sources(store, "".join(source(f"news{n}") for n in (1, 2, 3)))
        for run_id in (1, 2):
            asked, size = len(web.hits) + chance.randrange(1, 70), archived(store)
            size += chance.randrange(1, 15_000)
            by_size, tear = chance.random() < 0.7, chance.random() < 0.5
            code, log = crawl_and_signal(
                store,
                web.resolve,
                signal.SIGKILL,
                lambda: archived(store) >= size if by_size else len(web.hits) >= asked,  # noqa: B023 (called at once)
                run_id,
                batch=10,
            )
            assert code in (-signal.SIGKILL, 0), log
            if code:
                met += Met(1, lost(store), int(tear and _tear(store, chance)))
        last = crawl(store, web.resolve, 3, everything=True)
        assert last.exit_code == 0
    return met


def archived(store: Path) -> int:
    return sum(file.stat().st_size for file in (store / "raw").glob("*.warc.gz"))


def lost(store: Path) -> int:
    """How many pages of the archive no row speaks of."""
    held = [place for file in (store / "raw").glob("*.warc.gz") for place, _ in pages(file)]
    query = "SELECT count(*) FROM internal.fetches WHERE kind = 'page' AND warc_file IS NOT NULL"
    return len(held) - int(rows(store, query)[0][0]) if (store / "writer").is_dir() else len(held)


def _tear(store: Path, chance: random.Random) -> bool:
    """Half a record at the end, as a machine leaves it that loses power before the fsync."""
    files = sorted((store / "raw").glob("*.warc.gz"))
    if files:
        with files[-1].open("ab") as file:
            file.write(b"\x1f\x8b\x08\x00" + chance.randbytes(chance.randrange(1, 400)))
    return bool(files)


def check(store: Path) -> None:
    assert rows(
        store,
        "SELECT count(*), count(DISTINCT article_id), count(DISTINCT url) FROM internal.fetches"
        " WHERE kind = 'page' AND outcome = 'ok' AND warc_file IS NOT NULL",
    ) == [(ARTICLES, ARTICLES, ARTICLES)]
    assert rows(store, "SELECT count(*), count(DISTINCT url_key) FROM internal.urls") == [
        (ARTICLES, ARTICLES)
    ]
    assert rows(store, "SELECT DISTINCT state FROM internal.urls") == [("fetched",)]
    assert rows(store, "SELECT count(*) FROM internal.discoveries") == [(ARTICLES,)]
    assert rows(store, "SELECT count(*) = count(DISTINCT fetch_id) FROM internal.fetches") == [
        (True,)
    ]
    recorded = set(
        rows(store, "SELECT warc_file, warc_offset FROM internal.fetches WHERE kind = 'page'")
    )
    files = sorted((store / "raw").glob("*.warc.gz"))
    assert {tuple(place) for file in files for place, _ in pages(file)} == recorded
    assert all(intact_end(file) == file.stat().st_size for file in files)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_and_run_again(tmp_path: Path, seed: int) -> None:
    killed_and_run_again(tmp_path / "news", seed)
    check(tmp_path / "news")


@pytest.mark.soak
def test_killed_at_many_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures show whether the kills came at moments that matter."""
    n_seeds = int(os.environ.get("WIRECOPY_SOAK_KILLS", "30"))
    met = Met()
    for seed in range(n_seeds):
        met += killed_and_run_again(tmp_path / str(seed), seed)
        check(tmp_path / str(seed))
        shutil.rmtree(tmp_path / str(seed))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{met.kills} kills of {2 * n_seeds} crawls: {met.lost} pages without rows recovered,"
            f" {met.torn} torn files cut; {ARTICLES * n_seeds} articles each stored once\n"
        )
    assert min(met) > n_seeds / 6
