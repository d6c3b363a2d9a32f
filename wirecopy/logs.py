"""What a run says while it runs: lines for eyes on a terminal, JSON lines for programs elsewhere.

Of a fault of ours the line tells, and the trace is kept in a file of the store (FAULTS).

Each line is written whole, as one event: cron's mail, a log file, the journal and whoever reads
them with `jq` all get the same. Texts come from strangers and are escaped.
"""

import datetime as dt
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

from wirecopy.show.rows import iso, json_line, safe

FORMS = ("auto", "text", "json")
FAULTS = "faults.log"
MOST_FAULTS = 1 << 20  # bytes; then it becomes `faults.log.1`, and what was that before is gone

log_option = click.option(
    "--log",
    "log_form",
    type=click.Choice(FORMS),
    default="auto",
    show_default=True,
    help="How events are told on standard error: auto is text on a terminal, JSON lines elsewhere.",
)


verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="Tell the trace of a fault of wirecopy's own, too."
)


class Stderr(logging.Handler):
    """Writes to what standard error is at the moment: while rich shows progress, a stand-in."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except OSError:  # whoever read it has gone
            self.handleError(record)


class JsonLines(logging.Formatter):
    """A record as one JSON object: at, level, event, what the event has to say, message."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = getattr(record, "told", {})
        return json_line(
            {
                "at": iso(dt.datetime.fromtimestamp(record.created, dt.UTC)),
                "level": record.levelname.lower(),
                "event": "message",
                **told,
                "message": record.getMessage(),
            }
        )


class PlainLines(logging.Formatter):
    """The message alone, or with the trace of a fault below it."""

    def __init__(self, *, verbose: bool = False) -> None:
        """Tell traces if `verbose`."""
        super().__init__()
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        """One line, or as many as the message and the trace have."""
        trace = trace_of(record).splitlines() if self._verbose else []
        return "\n".join(map(safe, [record.getMessage(), *trace]))


def trace_of(record: logging.LogRecord) -> str:
    """The trace of the fault that a record tells of; empty for all other records."""
    return str(getattr(record, "told", {}).get("trace", ""))


class Faults(RotatingFileHandler):
    """Keeps faults with their traces in a file of the store; what can't be written is let go."""

    def __init__(self, store: Path) -> None:
        """Make no file before there is a fault."""
        super().__init__(
            store / FAULTS, maxBytes=MOST_FAULTS, backupCount=1, encoding="utf-8", delay=True
        )
        self.addFilter(lambda record: bool(trace_of(record)))
        self.setFormatter(PlainLines(verbose=True))

    def format(self, record: logging.LogRecord) -> str:
        """When it was, what is told on standard error, and the trace."""
        at = iso(dt.datetime.fromtimestamp(record.created, dt.UTC))
        return f"{at} {super().format(record)}"

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the base class's name)
        """The line on standard error has told of it."""


@contextmanager
def faults_kept(store: Path) -> Iterator[None]:
    """Keep the faults that a crawl tells of inside, in the file of a store that this run writes."""
    kept, log = Faults(store), logging.getLogger("crawler")
    log.addHandler(kept)
    try:
        yield
    finally:
        log.removeHandler(kept)
        kept.close()


def forget_faults(store: Path) -> None:
    """Remove the files: a trace may name what was erased."""
    for name in (FAULTS, f"{FAULTS}.1"):
        (store / name).unlink(missing_ok=True)


def say(message: str, told: Mapping[str, object] | None = None, level: int = logging.INFO) -> None:
    """One line on standard error; where a log is kept, an event of it, with what it has to tell."""
    log = logging.getLogger("wirecopy")
    if log.handlers:
        log.log(level, "%s", message, extra={"told": told or {}})
    else:
        click.echo(safe(message), err=True)


def configure(form: str, *, verbose: bool = False) -> None:
    """Set up what the loggers of a command write, in one of FORMS.

    In text, each source gets one line, and each fault of ours, if `verbose` with its trace; in JSON
    each poll and each page that failed as well, and always the trace.
    """
    is_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    handler = Stderr()
    handler.setFormatter(JsonLines() if is_json else PlainLines(verbose=verbose))
    for name in ("wirecopy", "crawler"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.INFO)
    logging.getLogger("crawler.events").setLevel(logging.INFO if is_json else logging.CRITICAL)
    logging.basicConfig(handlers=[handler], level=logging.WARNING)  # what libraries have to say
