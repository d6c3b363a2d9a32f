"""What a crawl is asked to do, and what it reports: values that load no network stack."""

import datetime as dt
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.free_space import MIN_FREE

TIMEOUT = 20.0  # seconds; a news page of 250 kB takes one over any line that it is read on
# The exit codes of a crawl. wirecopy/exits.py says what they mean, and has all others.
DONE, SOME_FAILED, ALL_FAILED, TIME_UP, FAULT, INTERRUPTED = 0, 3, 4, 15, 70, 130

CONTACT = re.compile(r"[!-'*-~]{3,200}")  # what a user agent may have in brackets


def is_contact(value: object) -> bool:
    """Whether a user agent may have it in brackets.

    >>> is_contact("https://news.example/bot"), is_contact("me@news.example"), is_contact("a b")
    (True, True, False)
    """
    return isinstance(value, str) and bool(CONTACT.fullmatch(value))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl has come."""

    pages: int
    feeds: int
    new: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl; the defaults are those of cron.

    `targets` are names of sources, hosts or URLs, due at once; without any, everything that is due
    is taken, with `everything` all of it. `max_time` is in seconds. `since` is naive UTC: links
    that are known to be older are left out. `resolve` maps host names (or "*.example") to address
    and port; `allow_private` names hosts that may have private addresses. A run ends when fewer
    than `min_free` bytes are left on the disk. `timeout` is what an answer may take, in seconds,
    its last byte included. `contact` is where owners of sites find who asks.
    """

    targets: Sequence[str] = ()
    everything: bool = False
    max_time: float | None = None
    since: dt.datetime | None = None
    dry_run: bool = False
    allow_private: Sequence[str] = ()
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    contact: str | None = None
    min_free: int = MIN_FREE
    timeout: float = TIMEOUT
    on_progress: Callable[[Progress], None] | None = None
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("crawler"))


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did; `planned` is what a dry run would ask for, feeds first.

    `failures` holds one line for each source that failed, `unfinished` counts the URLs that are
    still to be fetched now.
    """

    pages: int = 0
    feeds: int = 0
    new: int = 0
    unfinished: int = 0
    failures: Sequence[str] = ()
    planned: Sequence[str] = ()
    exit_code: int = DONE


def exit_code(
    *, failed: int, sources: int, unfinished: int, faults: int, is_late: bool, stopped: bool
) -> int:
    """The exit code of a run: interruption before faults of ours, then time, then failures.

    >>> exit_code(failed=1, sources=3, unfinished=0, faults=0, is_late=False, stopped=False)
    3
    """
    if stopped:
        return INTERRUPTED
    if faults:
        return FAULT
    if is_late and unfinished:
        return TIME_UP
    if not failed:
        return DONE
    return ALL_FAILED if failed >= sources else SOME_FAILED
