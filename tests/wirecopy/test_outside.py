"""A store reads and writes nothing outside of it, whatever its links and its rows say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.store import Store
from tests.console import HANGS, clean_environment, wirecopy
from tests.wirecopy.inside import wirecopy as inside

STORY = "Rain fell on the quay on Monday, and the owner of the ferry said that it would not sail."
HELD = "what somebody else keeps here\n"


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"url": "https://a.example/1", "text": STORY}))
    code, _, told = inside("import", tmp_path / "rows.jsonl", "--store", tmp_path / "news")
    assert code == 0, told
    return tmp_path / "news"


@pytest.fixture(name="outside")
def _outside(tmp_path: Path) -> Path:
    """A directory of somebody else's, in which each file holds HELD."""
    directory = tmp_path / "outside"
    directory.mkdir()
    for name in ("letter.txt", "news-20200101T000000.000000Z.duckdb", "half.part"):
        (directory / name).write_text(HELD)
    return directory


@pytest.mark.parametrize(
    "link", ["wirecopy.lock", "rejected.jsonl", "snapshots", "writer/tmp", "cursors"]
)
def test_a_link_in_a_store_is_refused(store: Path, outside: Path, link: str) -> None:
    is_file = link in ("wirecopy.lock", "rejected.jsonl")
    place = store / link
    if place.exists():
        place.rename(store.parent / "aside")
    place.symlink_to(outside / "letter.txt" if is_file else outside)
    (outside / "bad.jsonl").write_text("no row\n")

    code, _, told = inside("import", outside / "bad.jsonl", "--store", store)
    inside("doctor", "--store", store)

    assert code == 65
    assert f"{place}: a symbolic link" in told
    (outside / "bad.jsonl").unlink()
    assert [file.read_text() for file in outside.iterdir()] == [HELD] * 3


@pytest.mark.parametrize("name", ["{outside}/page.warc.gz", "../../outside/page.warc.gz", "link"])
def test_a_store_that_names_files_outside_is_not_merged(
    store: Path, outside: Path, tmp_path: Path, name: str
) -> None:
    (own,) = (store / "raw").glob("*.warc.gz")
    own.rename(outside / "page.warc.gz")
    (store / "raw" / "link").symlink_to(outside / "page.warc.gz")
    with Store.open(store) as opened:
        opened.rows("UPDATE internal.fetches SET warc_file = ?", [name.format(outside=outside)])

    code, _, told = inside("import", store, "--store", tmp_path / "mine")

    assert code == 65
    assert "not merged; it names an archive file outside of its raw/" in told
    with Store.open(tmp_path / "mine") as mine:
        assert mine.rows("SELECT count(*) FROM internal.fetches") == [(0,)]


def test_import_follows_no_link_out_of_a_directory(outside: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "a.txt").write_text(STORY)
    (taken / "b.txt").symlink_to(taken / "a.txt")
    (taken / "c.txt").symlink_to(outside / "letter.txt")

    code, _, told = inside("import", taken, "--store", tmp_path / "news")

    assert code == 65
    assert f"{taken / 'c.txt'}: a link that leads out of {taken}; name it itself" in told
    assert "1 rejected" in told


@pytest.mark.parametrize("name", ["news.duckdb", "writer/news.duckdb", "snapshots/x.csv"])
def test_export_replaces_nothing_of_a_store(store: Path, name: str) -> None:
    before = (store / "news.duckdb").readlink(), (store / "writer" / "news.duckdb").read_bytes()
    export = ("export", "articles", "-o", store / name, "--format", "csv", "--force")

    code, _, told = inside(*export, "--store", store)

    assert code == 2
    assert f"belongs to the store {store}; give the file another name" in told
    assert before == (
        (store / "news.duckdb").readlink(),
        (store / "writer" / "news.duckdb").read_bytes(),
    )
    assert inside("export", "articles", "-o", store / "mine.csv", "--store", store)[0] == 0


# What a machine may withhold -----------------------------------------------------------------


@pytest.mark.parametrize("closed", [(2,), (0, 1, 2)])
def test_closed_streams(store: Path, tmp_path: Path, closed: tuple[int, ...]) -> None:
    """Nor does anything that is told end up in a file that has the number of the stream."""
    (tmp_path / "bad.jsonl").write_text("no row\n")
    script = f"import os, sys; [os.close(n) for n in {closed}]; os.execv(sys.argv[1], sys.argv[1:])"
    for given, expected in (
        (("import", str(tmp_path / "bad.jsonl")), 65),
        (("group",), 0),
        (("groups",), 0),
        (("sql", "-"), 2 if 0 in closed else 0),
    ):
        called = [sys.executable, "-m", "wirecopy", *given, "--store", str(store)]
        done = subprocess.run(
            [sys.executable, "-c", script, *called],
            check=False,
            input=b"SELECT 1",
            timeout=HANGS,
            env=clean_environment(),
        )
        assert done.returncode == expected, given
    assert inside("doctor", "--store", store)[0] == 0


def test_empty_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    done = wirecopy("import", tmp_path / "a.txt", "--store", tmp_path / "news", PATH="")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_doctor_of_a_store_that_can_only_be_read(store: Path) -> None:
    doctor = [sys.executable, "-m", "wirecopy", "doctor", "--store", str(store)]
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, store, *doctor],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
        env=clean_environment(),
    )
    if "mount" in done.stderr:
        pytest.skip("no mounting here")
    assert "the store can only be read here: what is published is checked" in done.stderr
    assert "a run is under way" not in done.stderr
