"""A full disk: one line, exit code 74, nothing lost, and the next run goes on.

The disk is a small one of its own, mounted where no other process sees it.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console import HANGS, clean_environment
from tests.crashes import filling, scene
from tests.crashes.scene import Scene
from tests.wirecopy.inside import wirecopy as inside

ROOM = "64m"
# What is about to be written when the last byte is taken.
PLACES = {
    "a record of the archive": "crawler.archive.files.Archive.append",
    "the rows of an import": "storage.imports.save",
    "articles": "storage.articles.save",
    "the index": "storage.index.add",
    "groups": "storage.verdicts.save_derived",
    "a snapshot": "storage.snapshot.publish",
}

WORDS = [f"{n:x}" for n in random.Random(7).sample(range(16**6), 50_000)]
TEXTS = "SELECT text FROM articles"
EXPORTS = {
    **dict.fromkeys(("csv", "jsonl", "xlsx", "sqlite", "parquet"), TEXTS),
    "graphml": "SELECT 1 AS source_id, article_id AS copy_id, text AS copy_title FROM articles",
}


def can_mount() -> bool:
    """Whether this system lets us have a disk of our own."""
    tried = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "x", "/mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(tried, capture_output=True, check=False).returncode
    )


needs_a_disk = pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")


def on_a_disk(tmp_path: Path, function: str) -> None:
    """Call a function of this very file in a process that has a disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size={ROOM} disk "$0" && exec "$@"'
    done = subprocess.run(
        [
            *("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, disk),
            *(sys.executable, "-m", __name__, function, disk, tmp_path / "scene"),
        ],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@needs_a_disk
def test_full_disk(tmp_path: Path) -> None:
    on_a_disk(tmp_path, "full_again_and_again")


def full_again_and_again(disk: Path, elsewhere: Path) -> None:
    """One import that is given up at each of the places, one after the other, and then succeeds."""
    elsewhere.mkdir()
    small = scene.make(elsewhere)
    store = scene.copy(small.store, disk / "news")
    for place in PLACES.values():
        full_at(place, store, small, disk / "ballast")
    scene.check_mended(store, small)


def full_at(place: str, store: Path, small: Scene, ballast: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", filling.__name__, place, ballast),
            *("import", small.file, "--store", store),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74, (place, done.stderr)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"wirecopy: {store}"), line
    assert "No space left on device" in line
    assert "make room" in line
    assert scene.answers(store) == small.before, place
    ballast.unlink()
    assert scene.grouping(store) in small.grouped, place


def no_room_for_exports(disk: Path, elsewhere: Path) -> None:
    """Nothing of a file, and the file that was there before."""
    elsewhere.mkdir()
    rows = elsewhere / "rows.jsonl"
    texts = ({"text": " ".join(random.Random(n).choices(WORDS, k=4_000))} for n in range(20))
    rows.write_text("".join(json.dumps(row) + "\n" for row in texts), "utf-8")
    store = elsewhere / "news"
    scene.run("import", rows, "--store", store)
    for form, query in EXPORTS.items():
        file = disk / f"texts.{form}"
        file.write_text("as before")
        filling.fill(disk / "ballast")

        code, out, told = inside("export", query, "-o", file, "--force", "--store", store)

        assert (code, out) == (74, ""), (form, told)
        assert told.startswith(f"wirecopy: {file}: No space left on device; make room"), told
        assert len(told.splitlines()) == 1
        assert file.read_text() == "as before"
        assert {path.name for path in disk.iterdir()} == {file.name, "ballast"}
        (disk / "ballast").unlink()
        file.unlink()


@needs_a_disk
def test_no_room_for_exports(tmp_path: Path) -> None:
    on_a_disk(tmp_path, "no_room_for_exports")


def test_limit_of_files(small: Scene, tmp_path: Path) -> None:
    """As a quota of the system: no file may grow beyond 100 kB."""
    store = scene.copy(small.store, tmp_path / "limited")
    limited = ["sh", "-c", 'ulimit -f 200 && exec "$@"', "sh"]  # in blocks of 512 bytes
    given = [sys.executable, "-m", "wirecopy", "import", str(small.file), "--store", str(store)]
    done = subprocess.run([*limited, *given], capture_output=True, text=True, check=False)

    assert done.returncode == 74, done.stderr
    assert done.stderr.startswith(f"wirecopy: {store}: File too large; make room")
    assert len(done.stderr.splitlines()) == 1
    assert scene.answers(store) == small.before
    scene.check_mended(store, small)


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
