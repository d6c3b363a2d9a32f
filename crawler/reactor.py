"""Scrapy in this process: its reactor, its settings, one spider until it is done.

The reactor cannot be started twice, so a process can do this once.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import Sequence
from typing import Any

from crawler.options import CrawlOptions
from crawler.sources.source import Source
from crawler.watchdog import watching


def run_spider(
    spider: type[Any], options: CrawlOptions, sources: Sequence[Source] = (), **arguments: object
) -> None:
    """Run Scrapy in this process until its spider is done; some of `sources` may want a browser.

    A runner instead of Scrapy's process class, which would take over logging, warnings and signals.
    """
    from scrapy.crawler import CrawlerRunner  # noqa: PLC0415 (Scrapy takes 0.5 s to load)
    from scrapy.utils.misc import load_object  # noqa: PLC0415 (as above)
    from scrapy.utils.reactor import install_reactor  # noqa: PLC0415 (as above)
    from twisted.python.failure import Failure  # noqa: PLC0415 (as above)

    from crawler.policies import browser, lookups  # noqa: PLC0415 (as above)
    from crawler.policies.deadline import GRACE, held_back  # noqa: PLC0415 (as above)
    from crawler.policies.netguard import GuardedResolver  # noqa: PLC0415 (as above)
    from crawler.settings import settings  # noqa: PLC0415 (as above)

    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("this process has crawled before: Twisted's reactor starts only once")
    trouble: list[BaseException] = []
    chosen = settings(options, [source for source in sources if source.tls == "insecure"])
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    if chosen["ASYNCIO_EVENT_LOOP"]:  # or Scrapy makes another first, and drops it without a close
        asyncio.set_event_loop(load_object(chosen["ASYNCIO_EVENT_LOOP"])())
    install_reactor(chosen["TWISTED_REACTOR"], chosen["ASYNCIO_EVENT_LOOP"])
    from twisted.internet import reactor  # noqa: PLC0415 (importing it would install another)

    network: Any = reactor  # a module to mypy

    def finish(result: object) -> None:
        if isinstance(result, Failure):
            trouble.append(result.value or RuntimeError(str(result)))
        if network.running:
            network.stop()

    def begin() -> None:
        try:
            CrawlerRunner(chosen).crawl(spider, **arguments).addBoth(finish)
        except BaseException as error:  # noqa: BLE001 (Ctrl-C too; Twisted would log it and go on)
            failed: Any = Failure  # untyped
            network.callLater(0, finish, failed(error))  # the reactor is not running yet

    GuardedResolver(network, chosen["NETGUARD"]).install_on_reactor()
    chosen |= browser.settings(network, sources, chosen["USER_AGENT"])
    network.callWhenRunning(begin)
    pool = lookups.install(network)
    gc.freeze()  # what is loaded by now stays: a collection takes 5 ms instead of 60
    with watching(options.max_time, GRACE, options.log), held_back():
        network.run(installSignalHandlers=False)
        pool.stop()
    gc.unfreeze()  # DuckDB complains on standard error of what is still frozen at the end
    if trouble:
        raise trouble[0]
