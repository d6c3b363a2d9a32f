"""Events of a crawl for a log that programs read: each poll, and each page that failed.

Silent unless somebody sets the level of the logger `crawler.events`.
"""

import logging

from crawler.answer import Answer
from crawler.frontier.outcomes import BY_NAME
from crawler.sources.source import Source

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
