"""The whole way, from a page on the web to a verdict that anybody can query. Start reading here.

    crawl ──► raw pages ──► articles ──► index ──► pairs ──► groups, sources, stories ──► snapshot
    import ─┘   (WARC)      extract      sign      verify    group                        publish

A crawl or an import ends when the raw pages are safe. All that comes after is derived from them
by pure functions, and `rebuild` can derive it again. Only the writer of a store does any of this.
Readers see nothing but published snapshots.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive import own
from crawler.extract.article import EXTRACTOR
from crawler.sources.parse import load
from crawler.sources.source import Source
from storage import articles, hints, imports, search, verdicts
from storage.frontier import Frontier
from storage.pages import Pages
from storage.questions import kept_pages, soundness
from storage.store import Store
from storage.tables import Stage
from wirecopy import exits
from wirecopy.durations import DAY
from wirecopy.exits import Failure
from wirecopy.intake.files import Item, Rejected
from wirecopy.intake.keep import PAGES_A_COMMIT, Keys, keep_raw, loads, set_aside
from wirecopy.intake.left_out import LeftOut
from wirecopy.interrupts import INTERRUPTED
from wirecopy.logs import say
from wirecopy.progress import RunProgress
from wirecopy.run import Work
from wirecopy.show.words import counted
from wirecopy.stages.arrival import Arrival
from wirecopy.stages.article_rows import save_cleaned
from wirecopy.stages.extract import arrivals_of, begin, save_articles
from wirecopy.stages.follow import Follower
from wirecopy.stages.gather import with_later
from wirecopy.stages.group import group
from wirecopy.stages.join import join, let_go
from wirecopy.stages.report import report_extracted
from wirecopy.workers.clean import CleanedPage
from wirecopy.workers.pool import batches
from wirecopy.workers.worker import Failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.options import CrawlOptions, CrawlReport, Progress
    from storage.records import ImportRow

TOLD = 20  # rejected items that are named one by one; rejected.jsonl has them all


def crawl(
    work: Work,
    sources_file: Path | None,
    options: "CrawlOptions",
    publish_every: dt.timedelta,
) -> "CrawlReport":
    """Fetch what is due.

    The raw pages are safe when this returns, and also when it raises Failure, because a signal has
    come.
    """
    from crawler.run import crawl as fetch_due  # noqa: PLC0415 (Scrapy takes 0.5 s to load)

    known = sources_of(work.store, sources_file, options)
    show = partial(show_crawl, work.progress)
    follower = Follower(work.store, work.run, work.workers, publish_every, show)
    report = fetch_due(
        Frontier(work.store),
        Pages(work.store),
        work.store.path / "raw",
        known,
        replace(options, on_progress=follower),
        work.run.run_id,
    )
    work.run.count(pages=report.pages)
    if report.exit_code == exits.INTERRUPTED.code:
        raise Failure(exits.INTERRUPTED, INTERRUPTED, done(work, report))
    follower.finish()
    work.run.exit_code = exits.worse(work.run.exit_code, report.exit_code)
    return report


def show_crawl(progress: RunProgress, so_far: "Progress") -> None:
    """Show how far a crawl has come."""
    progress.say(
        "crawl",
        f"{counted(so_far.pages, 'page')}, {so_far.feeds} feeds and sitemaps,"
        f" {counted(so_far.new, 'new article')}, {so_far.waiting} waiting",
    )


def done(work: Work, report: "CrawlReport") -> dict[str, object]:
    """What the last event of a crawl's log has to tell of it."""
    asked = {"feeds": report.feeds, "failed_sources": len(report.failures)}
    return {"run": work.run.run_id, "exit_code": work.run.exit_code, **asked, **work.run.counts}


def due(store: Store, sources_file: Path | None, options: "CrawlOptions") -> Sequence[str]:
    """Return the addresses that a crawl would begin with. Nothing is fetched, nothing written."""
    from crawler.run import crawl as fetch_due  # noqa: PLC0415 (as above)

    known = sources_of(store, sources_file, options)
    options = replace(options, dry_run=True)
    raw = store.path / "raw"
    return fetch_due(Frontier(store), Pages(store), raw, known, options, run_id=0).planned


def sources_of(store: Store, named: Path | None, options: "CrawlOptions") -> list[Source]:
    """Return the sources of the named file, else of the store's own.

    No file is needed where sites or addresses are named. Raises Failure if one is, and is missing.
    """
    file = named or store.path / "sources.toml"
    if not (named or file.exists() or options.targets):
        raise Failure(exits.USAGE, f"{file}: no such file; write one, or name a SITE or URL")
    return load(file) if named or file.exists() else []


def import_pages(
    work: Work,
    items: Iterable[Item | Rejected],
    reached: "Callable[[], Sequence[ImportRow]]" = tuple,
    publish: "Callable[[], None]" = lambda: None,
    *,
    archived: bool = True,
) -> list[Rejected]:
    """Keep the raw pages of files, and extract them. Returns the first items that were rejected.

    `reached` says how far each file has been read with all the items that were taken. `publish` is
    called between two batches. Pages that are not `archived` are kept by nobody but their file: how
    far that is read is committed with their articles.
    """
    extract_pending(work)  # pages that a killed run has left come first: extraction goes by order
    rejected: list[Rejected] = []
    left_out, keys = LeftOut(), Keys()
    under_way = []
    book = Pages(work.store)
    if not archived:
        book.begin_unarchived()
    with closing(own.archive(work.store.path / "raw", book)) as raw:
        for batch in loads(items, PAGES_A_COMMIT):
            bad = [item for item in batch if isinstance(item, Rejected)]
            good = [item.placed() for item in batch if isinstance(item, Item)]
            left_out.note(good)
            set_aside(work.store.path / "rejected.jsonl", bad)
            pages = [item.page for item in good]
            now, later = (reached(), ()) if archived else ((), reached())
            arrivals = keep_raw(
                work.store, pages, work.run.run_id, now, raw, keys, archived=archived
            )
            known = len(pages) - len(arrivals)
            arrivals = with_later(work.store, arrivals)
            work.run.count(pages=len(arrivals), known=known, rejected=len(bad))
            rejected += bad[: TOLD - len(rejected)]
            under_way.append((good, arrivals, begin(arrivals, work.workers), later))
            if len(under_way) > 1:  # the workers have this batch while the last one is saved
                save_imported(work, *under_way.pop(0))
                publish()
    for batch_under_way in under_way:
        save_imported(work, *batch_under_way)
    book.end_unarchived()
    for line in left_out.lines():
        say(f"wirecopy: {line}")
    if rejected:
        work.run.exit_code = exits.worse(work.run.exit_code, exits.UNREADABLE)
    return rejected


def save_imported(
    work: Work,
    items: Sequence[Item],
    arrivals: Sequence[Arrival],
    cleaned: Iterator[CleanedPage | Failed],
    reached: "Sequence[ImportRow]" = (),
) -> None:
    """Save what was extracted of a batch, and report which file each failed page came from."""
    added = save_cleaned(work.store, arrivals, list(cleaned))
    with work.store.transaction():
        imports.save(work.store, reached)
    report_extracted(work.run, added, {id(item.page): item.place for item in items})
    join(work.store, work.run, work.workers)


def derive(work: Work) -> None:
    """Derive all that is missing: articles of new pages, then pairs, groups and stories.

    If a run is killed here, the next run that writes, of any command, finishes the work. Nothing is
    published before.
    """
    extract_pending(work)
    work.store.state.set_deriving(work.run.run_id)
    work.store.limit_memory()  # the store has grown since it was opened
    work.progress.begin("index", "articles", search.count_missing(work.store))
    search.refresh(work.store, work.progress.add)
    days = work.window / DAY
    grouped = group(work.store, work.run.run_id, work.workers, days, work.progress)
    work.run.count(candidates=grouped.candidates, verified=grouped.verified)
    # These are totals of the store, so they are set and not added.
    work.run.counts.update(pairs=grouped.pairs, groups=grouped.groups)
    hints.refresh(work.store)
    work.store.state.set_deriving(None)


def extract_pending(work: Work) -> None:
    """Extract the raw pages that nobody has extracted yet, and join those of one article."""
    if total := soundness.count_pending(work.store, work.store.state.extracted_to):
        work.progress.begin("clean", "pages", total)
    while arrivals := arrivals_of(work.store, limit=PAGES_A_COMMIT):
        report_extracted(work.run, save_articles(work.store, arrivals, work.workers, apart=True))
        work.progress.add(len(arrivals))
    join(work.store, work.run, work.workers)
    let_go(work.store, work.run, work.workers)


def require_raw(store: Store) -> None:
    """Make sure that the archive is there. Raises Failure before anything is emptied."""
    missing = [
        name for name in articles.archives(store) if not (store.path / "raw" / name).is_file()
    ]
    if missing:
        raise Failure(
            exits.DISK,
            f"{store.path / 'raw' / missing[0]}: no such file; bring the archive back first",
        )


def rebuild(work: Work, start: Stage, *, stale: bool = False) -> None:
    """Empty all that is derived from a stage on (raw pages, texts or pairs), and derive it again.

    With `stale` nothing is emptied, and `start` plays no part: the articles that other rules
    extracted are extracted again, and what follows from them is derived.
    """
    if start == "raw" or stale:
        require_raw(work.store)
        if n_lost := kept_pages.count_lost(work.store):
            logging.getLogger("wirecopy").warning(
                "not extracted again, for want of raw pages: %s", counted(n_lost, "article")
            )
    work.store.state.set_deriving(work.run.run_id)
    if stale:
        old = articles.stale(work.store, EXTRACTOR)
        work.progress.begin("clean", "articles", len(old))
        for ids in batches(old, PAGES_A_COMMIT):
            arrivals = arrivals_of(work.store, only=ids)
            report_extracted(
                work.run, save_articles(work.store, arrivals, work.workers, again=True)
            )
            work.progress.add(len(ids))
    else:
        verdicts.forget_derived(work.store, start)
    derive(work)
