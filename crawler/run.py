"""One crawl run, from the plan to the exit code. A process can run one of these once."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from crawler.free_space import require_space
from crawler.frontier import plan as plans
from crawler.frontier.desk import Desk
from crawler.frontier.ledger import Ledger
from crawler.frontier.plan import Plan
from crawler.options import CrawlOptions, CrawlReport, exit_code
from crawler.reactor import run_spider
from crawler.recovery import recover
from crawler.sources.source import Source
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import SiteRow, now

NO_CONTACT = (
    "sites can't tell who asks: set contact in sources.toml (at its top), or WIRECOPY_CONTACT"
)


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
    recover(frontier, pages, raw, run_id)
    _sync_sites(frontier, sources)
    ledger = Ledger(frontier, pages, raw, run_id)
    desk = Desk(frontier, ledger, plan, options)
    _warn(desk)
    try:
        if plan.feeds or plan.addresses or _is_waiting(plan, frontier):
            if options.contact is None:
                options.log.warning(NO_CONTACT)
            _run_spider(desk, options)
    finally:
        desk.close()
    if desk.trouble is not None:
        raise desk.trouble
    return _report(desk, options.log)


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


def _report(desk: Desk, log: logging.Logger) -> CrawlReport:
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
        unfinished=progress.waiting,
        failures=failures,
        exit_code=exit_code(
            failed=len(failures),
            sources=sum(tally.was_asked for tally in tallies),
            unfinished=progress.waiting + len(desk.unpolled),
            faults=desk.faults,
            is_late=desk.stopped_by == "deadline",
            stopped=desk.stopped_by == "interrupted",
        ),
    )


def _run_spider(desk: Desk, options: CrawlOptions) -> None:
    from crawler.spiders.news import NewsSpider  # noqa: PLC0415 (Scrapy takes 0.5 s to load)

    run_spider(NewsSpider, options, desk.plan.sources, desk=desk)
