"""The outlets that are shipped: public addresses of feeds and news sitemaps.

Each is marked "unverified" until it has been seen to answer.
"""

from pathlib import Path

from crawler.sources.parse import load
from crawler.sources.source import Source

PACKAGED = Path(__file__).with_name("packaged.toml")


def packaged() -> list[Source]:
    """The outlets that are shipped with wirecopy."""
    return load(PACKAGED)


def in_packaged(name: str) -> Source | None:
    """The packaged outlet of a name or site, whatever its case."""
    wanted = name.strip().lower()
    return next((each for each in packaged() if wanted in (each.name.lower(), each.site)), None)
