"""A full disk: one line, exit code 74, nothing lost, and the next run goes on.

The disk is a small one of its own, mounted where no other process sees it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console import clean_environment
from tests.crashes import filling, scene
from tests.crashes.scene import Scene

ROOM = "64m"
# What is about to be written when the last byte is taken.
PLACES = {
    "a record of the archive": "crawler.archive.Archive.append",
    "the rows of an import": "storage.imports.save",
    "articles": "storage.articles.save",
    "the index": "storage.index.add",
    "groups": "storage.verdicts.save_groups",
    "a snapshot": "storage.snapshot.publish",
}


def can_mount() -> bool:
    """Whether this system lets us have a disk of our own."""
    tried = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "x", "/mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(tried, capture_output=True, check=False).returncode
    )


needs_a_disk = pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")


@needs_a_disk
def test_full_disk(tmp_path: Path) -> None:
    """This very file, in a process that has a disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size={ROOM} disk "$0" && exec "$@"'
    done = subprocess.run(
        [
            *("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, disk),
            *(sys.executable, "-m", __name__, disk, tmp_path / "scene"),
        ],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr


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


if __name__ == "__main__":
    full_again_and_again(Path(sys.argv[1]), Path(sys.argv[2]))
