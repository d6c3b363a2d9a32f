"""The Python and SQL of the packages, for tests that say where something may stand."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawler", "dedup", "storage", "wirecopy", "seeds")


def own_sources() -> Iterator[tuple[Path, str]]:
    """Each file, by its path from the root, with its text."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".sql"):
                yield path.relative_to(ROOT), path.read_text("utf-8")
