"""Crawl the sample newsroom that another process serves.

python -m tests.wirecopy.crawl_newsroom STORE PORT SOURCES
"""

import datetime as dt
import sys
from pathlib import Path

from crawler.options import CrawlOptions
from wirecopy import pipeline
from wirecopy.run import writing


def crawl(store: Path, port: int, sources: Path) -> int:
    """One whole crawl run, as `wirecopy crawl` makes it; its exit code."""
    options = CrawlOptions(resolve={"*.example": ("127.0.0.1", port)})
    window, every = dt.timedelta(days=30), dt.timedelta(seconds=1)
    with writing(store, "crawl", window, dt.timedelta(0), pipeline.derive) as work:
        report = pipeline.crawl(work, sources, options, publish_every=every)
        pipeline.derive(work)
    return report.exit_code


if __name__ == "__main__":
    sys.exit(crawl(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
