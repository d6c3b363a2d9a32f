"""kill -9 at any moment: run again, and every article is there exactly once."""

import os
import random
import signal
from functools import partial
from pathlib import Path

import pytest

from crawler.archive import pages, whole
from tests.crawler.crawling import crawl, crawl_and_signal, rows, source, sources
from tests.miniweb.web import MiniWeb, serving

ARTICLES = 60  # of three outlets, 20 each


def killed_and_run_again(store: Path, seed: int) -> None:
    """Kill a crawl after a random number of requests, twice over, then let one finish."""
    chance = random.Random(seed)
    with serving() as web:
        web.published = 20
        sources(store, "".join(source(f"news{n}") for n in (1, 2, 3)))
        for run_id in (1, 2):
            moment = len(web.hits) + chance.randrange(1, 70)
            tear = chance.random()
            is_time = partial(has_been_asked, web, moment)
            code, log = crawl_and_signal(store, web.resolve, signal.SIGKILL, is_time, run_id)
            assert code in (-signal.SIGKILL, 0), log
            if code and tear < 0.5:
                _tear(store, chance)
        last = crawl(store, web.resolve, 3, everything=True)
        assert last.exit_code == 0


def has_been_asked(web: MiniWeb, times: int) -> bool:
    return len(web.hits) >= times


def _tear(store: Path, chance: random.Random) -> None:
    """Half a record at the end, as a machine leaves it that loses power before the fsync."""
    files = sorted((store / "raw").glob("*.warc.gz"))
    if files:
        with files[-1].open("ab") as file:
            file.write(b"\x1f\x8b\x08\x00" + chance.randbytes(chance.randrange(1, 400)))


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
    assert all(whole(file) == file.stat().st_size for file in files)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_and_run_again(tmp_path: Path, seed: int) -> None:
    killed_and_run_again(tmp_path / "news", seed)
    check(tmp_path / "news")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + int(os.environ.get("WIRECOPY_SOAK_KILLS", "30"))))
def test_killed_at_many_moments(tmp_path: Path, seed: int) -> None:
    killed_and_run_again(tmp_path / "news", seed)
    check(tmp_path / "news")
