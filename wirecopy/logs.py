"""What a run says while it runs: lines for eyes on a terminal, JSON lines for programs elsewhere.

Each line is written whole, as one event: cron's mail, a log file, the journal and whoever reads
them with `jq` all get the same. Texts come from strangers and are escaped.
"""

import datetime as dt
import logging
import sys
from collections.abc import Mapping

import click

from wirecopy.show.rows import iso, json_line, safe

FORMS = ("auto", "text", "json")

log_option = click.option(
    "--log",
    "log_form",
    type=click.Choice(FORMS),
    default="auto",
    show_default=True,
    help="How events are told on standard error: auto is text on a terminal, JSON lines elsewhere.",
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
    """The message alone."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or as many as the message has."""
        return safe(record.getMessage())


def say(message: str, told: Mapping[str, object] | None = None, level: int = logging.INFO) -> None:
    """One line on standard error; where a log is kept, an event of it, with what it has to tell."""
    log = logging.getLogger("wirecopy")
    if log.handlers:
        log.log(level, "%s", message, extra={"told": told or {}})
    else:
        click.echo(safe(message), err=True)


def configure(form: str) -> None:
    """Set up what the loggers of a command write, in one of FORMS.

    In text, each source gets one line; in JSON each poll and each page that failed as well.
    """
    is_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    handler = Stderr()
    handler.setFormatter(JsonLines() if is_json else PlainLines())
    for name in ("wirecopy", "crawler"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.INFO)
    logging.getLogger("crawler.events").setLevel(logging.INFO if is_json else logging.CRITICAL)
    logging.basicConfig(handlers=[handler], level=logging.WARNING)  # what libraries have to say
