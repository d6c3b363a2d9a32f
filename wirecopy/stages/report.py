"""Report what extraction added to the store, and the pages on which it failed."""

import logging
from collections.abc import Mapping

from storage import runs
from storage.records import FetchRow
from wirecopy import exits
from wirecopy.show.rows import safe
from wirecopy.stages.article_rows import Extracted


def report_extracted(
    run: runs.Run, added: Extracted, places: Mapping[int, str] | None = None
) -> None:
    """Count what a run added, and log one line for each page that failed.

    `places` has the file of each page, by the `id()` of the page. Faults of our own bring a trace.
    """
    run.count(articles=added.articles, failed=len(added.failed))
    for arrival, failed in added.failed:
        where = (places or {}).get(id(arrival.page)) or arrival.page.url or place_of(arrival.fetch)
        kept = "the page is kept" if arrival.fetch.warc_file else "its file has the page"
        line = f"{where}: {failed.message}; {kept}"
        logging.getLogger("wirecopy").error(
            "%s", safe(f"wirecopy: {line}\n{failed.trace}".rstrip())
        )
        run.note = run.note or line
        run.exit_code = exits.worse(run.exit_code, exits.of_page(is_ours=failed.is_ours))


def place_of(fetch: FetchRow) -> str:
    """Return where the bytes of a text without an address lie."""
    return f"a text at byte {fetch.warc_offset} of raw/{fetch.warc_file}"
