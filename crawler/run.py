"""One crawl run, from the plan to the exit code; and the fetching of a single page.

Scrapy's reactor cannot be started twice, so a process can run one of these once.
"""

import asyncio
import gc
import json
import logging
import multiprocessing
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawler.answer import Answer
from crawler.free_space import require_space
from crawler.frontier import plan as plans
from crawler.frontier.desk import Desk
from crawler.frontier.ledger import Ledger
from crawler.frontier.plan import Plan
from crawler.options import CrawlOptions, CrawlReport, Progress, exit_code
from crawler.page import RawPage
from crawler.recovery import recover
from crawler.sources.source import Source, ad_hoc
from crawler.watchdog import watching
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import SiteRow, now

__all__ = ["CrawlOptions", "CrawlReport", "FetchError", "Progress", "crawl", "fetch", "probe"]


class FetchError(Exception):
    """A single page can't be had: says which and why."""


def crawl(
    frontier: Frontier,
    pages: Pages,
    raw: Path,
    sources: Sequence[Source],
    options: CrawlOptions,
    run_id: int,
) -> CrawlReport:
    """Crawl what is due, and report. Everything fetched is safe when this returns.

    Raises RuntimeError when this process has crawled before.
    """
    erased = frontier.forgotten().sites
    sources = [source for source in sources if source.site not in erased]
    plan = plans.make(sources, frontier.feeds(), options, now())
    if options.dry_run:
        return CrawlReport(planned=_planned(plan, frontier))
    require_space(raw, options.min_free)
    recovered = recover(frontier, pages, raw, run_id)
    _sync_sites(frontier, sources)
    ledger = Ledger(frontier, pages, raw, run_id)
    desk = Desk(frontier, ledger, plan, options)
    _warn(desk)
    try:
        if plan.feeds or plan.addresses or _is_waiting(plan, frontier):
            _run_spider(desk, options)
    finally:
        ledger.close()
    if desk.trouble is not None:
        raise desk.trouble
    return _report(desk, recovered, options.log)


def _warn(desk: Desk) -> None:
    """Say loudly, in every run that asks such a source, that nobody knows who answers."""
    asked = [due.source for due in desk.plan.feeds] + [each for each, _ in desk.plan.addresses]
    for source in asked:
        if source.tls == "insecure":
            desk.remark(source, 'certificates are NOT verified (tls = "insecure")')


def _planned(plan: Plan, frontier: Frontier) -> tuple[str, ...]:
    """The addresses that a run would begin with."""
    waiting = [row.url for row in frontier.due_urls(now()) if plans.is_ours(row, plan)]
    named = [url for _, url in plan.addresses]
    return (*(due.feed.url for due in plan.feeds), *named, *waiting)


def _is_waiting(plan: Plan, frontier: Frontier) -> bool:
    return any(plans.is_ours(row, plan) for row in frontier.due_urls(now()))


def _sync_sites(frontier: Frontier, sources: Sequence[Source]) -> None:
    """Take names and licences from the sources file; sites that left it keep what they had."""
    rows: dict[str, SiteRow] = {}
    for each in sources:
        first = rows.setdefault(each.site, SiteRow(each.site, each.name, each.home, []))
        merged = [*first.licensed_from, *each.licensed_from]
        own = json.dumps(each.selectors._asdict()) if each.selectors else None
        rows[each.site] = first._replace(
            licensed_from=list(dict.fromkeys(merged)), selectors=first.selectors or own
        )
    known = {row.site: row for row in frontier.sites()}
    changed = [row for site, row in rows.items() if known.get(site) != row]
    if changed:
        with frontier.batch():
            frontier.save_sites(changed)


def _report(desk: Desk, recovered: int, log: logging.Logger) -> CrawlReport:
    tallies = [tally for tally in desk.tallies.values() if not tally.is_idle]
    for tally in tallies:
        is_warning = tally.has_failed or tally.remarks
        level = logging.WARNING if is_warning else logging.INFO
        log.log(level, "%s", tally.line(), extra={"told": tally.told()})
    failures = tuple(tally.line() for tally in tallies if tally.has_failed)
    progress = desk.progress()
    return CrawlReport(
        pages=progress.pages,
        feeds=progress.feeds,
        new=progress.new,
        skipped=sum(tally.skipped for tally in tallies),
        recovered=recovered,
        unfinished=progress.waiting,
        failures=failures,
        exit_code=exit_code(
            failed=len(failures),
            sources=sum(tally.was_asked for tally in tallies),
            unfinished=progress.waiting + len(desk.unpolled),
            is_late=desk.stopped_by == "deadline",
            stopped=desk.stopped_by == "interrupted",
        ),
    )


def _run_spider(desk: Desk, options: CrawlOptions) -> None:
    from crawler.spiders.news import NewsSpider  # noqa: PLC0415 (Scrapy takes 0.5 s to load)

    _run(NewsSpider, options, desk.plan.sources, desk=desk)


def _run(
    spider: type[Any], options: CrawlOptions, sources: Sequence[Source] = (), **arguments: object
) -> None:
    """Run Scrapy in this process until its spider is done; some of `sources` may want a browser.

    A runner instead of Scrapy's process class, which would take over logging, warnings and signals.
    """
    from scrapy.crawler import CrawlerRunner  # noqa: PLC0415 (as above)
    from scrapy.utils.misc import load_object  # noqa: PLC0415 (as above)
    from scrapy.utils.reactor import install_reactor  # noqa: PLC0415 (as above)
    from twisted.python.failure import Failure  # noqa: PLC0415 (as above)

    from crawler.policies import browser, lookups  # noqa: PLC0415 (as above)
    from crawler.policies.deadline import GRACE  # noqa: PLC0415 (as above)
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

    GuardedResolver(network, chosen["NETGUARD"]).install_on_reactor()
    chosen |= browser.settings(network, sources, chosen["USER_AGENT"])
    network.callWhenRunning(
        lambda: CrawlerRunner(chosen).crawl(spider, **arguments).addBoth(finish)
    )
    pool = lookups.install(network)
    gc.freeze()  # what is loaded by now stays: a collection takes 5 ms instead of 60
    with watching(options.max_time, GRACE, options.log):
        network.run(installSignalHandlers=False)
        pool.stop()
    gc.unfreeze()  # DuckDB complains on standard error of what is still frozen at the end
    if trouble:
        raise trouble[0]


def fetch(url: str, options: CrawlOptions) -> RawPage:
    """One page, under the same policies as a crawl; as often as one likes. Raises FetchError."""
    answer: Answer | None = probe(partial(_one_page, url), options)
    if answer is None:
        raise FetchError(f"{url}: no answer in time, or the fetching process died")
    if answer.outcome != "ok":
        raise FetchError(f"{url}: {answer.note or answer.outcome}")
    return answer.page()


async def _one_page(url: str, asker: Any) -> Answer:
    answer: Answer = await asker.ask(url, ad_hoc(url), is_page=True)
    return answer


def probe(job: Callable[[Any], Awaitable[Any]], options: CrawlOptions) -> Any:
    """What a job gives that asks for a few addresses (`crawler.survey`); None when it was cut off.

    It runs in a process of its own, because a reactor can't be started twice; therefore a job is a
    coroutine function of a module, or a partial of one.
    """
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe(duplex=False)
    plain = replace(options, on_progress=None)
    child = spawn.Process(target=_probe_and_send, args=(job, plain, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        return mine.recv()
    except EOFError:
        return None
    finally:
        child.join()
        mine.close()


def _probe_and_send(
    job: Callable[[Any], Awaitable[Any]], options: CrawlOptions, sender: Connection
) -> None:
    from crawler.spiders.probe import ProbeSpider  # noqa: PLC0415 (as above)

    results: list[Any] = []
    _run(ProbeSpider, options, job=job, results=results)
    sender.send(results[0] if results else None)
