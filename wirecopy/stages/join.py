"""Join the later pages of articles, whenever and in whatever order they come.

A page is extracted by itself first. Where it is named by an article as its next page, the article
is made anew of both, and the page is an article no more. That names the page behind it, and so on.
What is joined depends on what is kept and on nothing else: a killed run, an import in another order
and `rebuild --from raw` end with the same texts.
"""

from collections.abc import Sequence

from storage import next_pages
from storage.runs import Run
from storage.store import Store
from wirecopy.stages.arrival import Arrival
from wirecopy.stages.article_rows import Extracted, save_cleaned
from wirecopy.stages.extract import arrivals_of, begin, save_articles
from wirecopy.stages.report import report_extracted
from wirecopy.workers.clean import CleanedPage
from wirecopy.workers.pool import Workers, batches
from wirecopy.workers.worker import Failed

ARTICLES = 50  # that are made anew at a time: 20 pages of 250 kB each are 250 MB


def join(store: Store, run: Run, workers: Workers) -> None:
    """Make anew the articles of which a later page has come, until there are none."""
    while arrivals := due(store, run):
        save_joined(store, run, arrivals, list(begin(arrivals, workers)))


def due(store: Store, run: Run) -> list[Arrival]:
    """Return the pages of some articles of which a later page has come since they were made."""
    ids = next_pages.due(store)[:ARTICLES]
    if ids and next_pages.is_grouped(store, ids):  # not to be published before it is grouped anew
        store.state.set_deriving(run.run_id)
    return arrivals_of(store, only=ids) if ids else []


def save_joined(
    store: Store, run: Run, arrivals: Sequence[Arrival], found: Sequence[CleanedPage | Failed]
) -> None:
    """Save articles that were made anew; what is part of them now was no article to count."""
    made = save_cleaned(store, arrivals, found, again=True)
    run.count(articles=-min(made.absorbed, run.counts.get("articles", 0)))
    report_extracted(run, Extracted(0, 0, made.failed))


def let_go(store: Store, run: Run, workers: Workers) -> None:
    """Make articles again of pages that were part of one, and are so no more."""
    for ids in batches(next_pages.alone(store), ARTICLES):
        report_extracted(run, save_articles(store, arrivals_of(store, only=ids), workers))
