"""Events of a crawl for a log that programs read: each poll, and each page that failed.

Silent unless somebody sets the level of the logger `crawler.events`.
"""

import logging
import traceback

from crawler.answer import Answer
from crawler.frontier.outcomes import BY_NAME
from crawler.sources.source import Source
from storage.records import plain

LOG = logging.getLogger("crawler.events")
if LOG.level == logging.NOTSET:
    LOG.setLevel(logging.CRITICAL)


def tell(event: str, source: Source, answer: Answer, **counts: int) -> None:
    """Tell of an answer; what it says stands in the attribute `told` of the log record."""
    level = logging.WARNING if BY_NAME[answer.outcome].weight else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    said = f"{source.name}: {answer.outcome} {answer.url}"
    told = {
        "event": event,
        "source": source.name,
        "url": answer.url,
        "outcome": answer.outcome,
        "status": answer.status,
        **counts,
    }
    message = f"{said}: {answer.note}" if answer.note else said
    LOG.log(level, "%s", message, extra={"told": told})


def tell_fault(name: str, url: str, error: BaseException, log: logging.Logger) -> str:
    """Tell in one line that our own code failed on what a source has answered; the note of it.

    A log that programs read has the trace as well.
    """
    note = plain(" ".join(f"{type(error).__name__}: {error}".split()))[:300]
    trace = plain("".join(traceback.format_exception(error, limit=-20)))[-8000:]
    told = {"event": "fault", "source": name, "url": url, "note": note, "trace": trace}
    log.error("%s: a fault of wirecopy's own on %s: %s", name, url, note, extra={"told": told})
    return note
