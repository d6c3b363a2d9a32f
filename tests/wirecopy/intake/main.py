"""The command line with small batches, which tells how many records of WARC files it has read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import damaged
from crawler.archive.damaged import Damage, IntactPage
from wirecopy import cli

BATCH = 5


def counted(path: Path, start: int = 0) -> Iterator[IntactPage | Damage]:
    with Path(os.environ["RECORDS_READ"]).open("ab") as told:
        for found in PAGES(path, start):
            told.write(b".")
            yield found


PAGES = damaged.pages

if __name__ == "__main__":
    pytest.MonkeyPatch().setattr("wirecopy.pipeline.PAGES_A_COMMIT", BATCH)
    pytest.MonkeyPatch().setattr("crawler.archive.damaged.pages", counted)
    cli.main()
