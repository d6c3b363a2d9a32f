"""The command line on a machine where every host below .example lies on loopback.

`python -m tests.docs.loopback PORT ARGUMENTS...` is `wirecopy ARGUMENTS...`: pages of the
documentation crawl made-up papers, and a server of the tests answers for them, as fast as it is
asked.
"""

import sys
from functools import wraps
from typing import Any

from crawler.options import CrawlOptions
from crawler.sources import source as sources
from wirecopy.cli import main


def find_hosts(port: int) -> None:
    """Let crawls of this process find the hosts at a port of loopback."""
    plain = CrawlOptions.__init__

    @wraps(plain)
    def init(self: CrawlOptions, *given: Any, **named: Any) -> None:
        plain(self, *given, **{"resolve": {"*.example": ("127.0.0.1", port)}, **named})

    CrawlOptions.__init__ = init  # type: ignore[method-assign]  # the commands have no such option


def hurry() -> None:
    """Leave out the pauses between requests: a server of one's own needs none."""
    plain = sources.ad_hoc

    def ad_hoc(address: str, scheme: str = "https") -> sources.Source:
        return plain(address, scheme)._replace(delay=0.0)

    sources.DELAY = 0.0
    sources.ad_hoc = ad_hoc


if __name__ == "__main__":
    find_hosts(int(sys.argv.pop(1)))
    hurry()
    main()
