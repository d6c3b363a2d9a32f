"""What of a store needs a person: each finding says what, where, since when and what to do.

A check is a function from what is known to findings; CHECKS lists them. What repairs itself (a feed
that fails now and then, a run that is under way) is no finding; what is only good to know is one
that needs nobody.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.sources.source import Source
from storage.questions import signs, soundness
from storage.reader import Reader
from storage.state import State
from wirecopy.show.words import counted

MANY = 10  # fewer pages of a site say nothing about a share
REFUSED = 0.3  # part of a site's pages that it refuses, or has lead to a wall
NO_ARTICLES = 0.5  # part of a site's pages that hold no article: a consent wall, a new layout
PAYWALLED = 0.5
WEEK = dt.timedelta(days=7)
CRON_IS_DEAD = dt.timedelta(days=1)
SNAPSHOT_IS_OLD = dt.timedelta(hours=1)  # a run publishes as it ends


class Finding(NamedTuple):
    """Something that is wrong, or good to know where it `needs_person` not."""

    needs_person: bool
    where: str
    what: str
    remedy: str
    since: dt.datetime | None = None

    def line(self) -> str:
        """One line for eyes."""
        since = f" (since {self.since:%Y-%m-%d %H:%M} UTC)" if self.since else ""
        return (
            f"{'!' if self.needs_person else '-'} {self.where}: {self.what}{since}; {self.remedy}"
        )


class Situation(NamedTuple):
    """What the checks look at: `now` is naive UTC, `free` and `min_free` are bytes.

    `reader` sees the newest there is; `is_live` tells the writer's own file from a snapshot.
    """

    reader: Reader
    sources: Sequence[Source]
    store: str
    free: int
    min_free: int
    now: dt.datetime
    is_live: bool = True


def findings(known: Situation) -> list[Finding]:
    """All there is, what needs a person first."""
    found = [finding for check in CHECKS for finding in check(known)]
    return sorted(found, key=lambda finding: not finding.needs_person)


# Feeds --------------------------------------------------------------------------------------------

OPEN_IT = "open it in a browser; correct or drop it in sources.toml"
ALARMS = {
    "never polled": ("listed but never polled", "run: wirecopy crawl SITE"),
    "no feed": ("something else in the place of a feed", OPEN_IT),
    "errors": ("fails, again and again", OPEN_IT),
    "empty": ("a feed without entries, where there were some", OPEN_IT),
    "overflowing": (
        "more new articles than it holds: some are missed",
        "add the site's news sitemap, or crawl more often",
    ),
    "silent": ("nothing new for far longer than usual", OPEN_IT),
}


def feeds(known: Situation) -> Iterator[Finding]:
    """The alarms of `feed_health`, with what the last poll said."""
    for url, alarm, note, usual, last_new, last_polled in signs.alarms(known.reader):
        what, remedy = ALARMS[alarm]
        if alarm == "silent" and usual is not None:
            what += f" (something every {usual:.0f} h)"
        elif note:
            what += f" ({note})"
        yield Finding(True, url, what, remedy, last_new or last_polled)


def liars(known: Situation) -> Iterator[Finding]:
    """Feeds whose validators hid news: nothing to do, they are fetched whole."""
    for url in signs.untrusted_feeds(known.reader):
        what = "its ETag or Last-Modified hid news"
        yield Finding(False, url, what, "it is fetched whole in every poll, nothing to do")


def endless(known: Situation) -> Iterator[Finding]:
    """Sites with more sitemaps than are polled: what the others name is missed."""
    for site, n_indexes, note in signs.bounded_sitemaps(known.reader):
        what = f"has sitemaps without end: one of {counted(n_indexes, 'sitemap')} {note}"
        remedy = "list the sitemap that has its news in sources.toml, in place of the index"
        yield Finding(True, site, what, remedy)


def unpolled(known: Situation) -> Iterator[Finding]:
    """Sources of which no feed was ever found."""
    seen = signs.crawled_sites(known.reader)
    for source in known.sources:
        if source.site not in seen:
            remedy = f"run: wirecopy crawl {source.site}"
            yield Finding(True, source.name, "in sources.toml, but never crawled", remedy)


def barren(known: Situation) -> Iterator[Finding]:
    """Sources that were crawled and have never given an article."""
    listed = {source.site for source in known.sources}
    for site, note in signs.barren_sites(known.reader):
        if site in listed:
            what = f"has never given an article ({note})" if note else "has never given an article"
            remedy = f"see how it answers: wirecopy sources check {site}"
            yield Finding(True, site, what, remedy)


def unverified(known: Situation) -> Iterator[Finding]:
    """Sources whose certificates are not verified."""
    for source in known.sources:
        if source.tls == "insecure":
            what = 'certificates are NOT verified (tls = "insecure")'
            yield Finding(False, source.name, what, "drop it from sources.toml when they are good")


# Sites --------------------------------------------------------------------------------------------


def refusals(known: Situation) -> Iterator[Finding]:
    """Sites that refuse their pages: 401, 402, 403, 451."""
    found = signs.refusals(known.reader, known.now - WEEK, MANY, REFUSED)
    for site, share, total, status in found:
        what = f"refuses {share:.0%} of {total} pages in a week (mostly HTTP {status})"
        yield Finding(True, site, what, "ask the site for leave, or drop it from sources.toml")


def walls(known: Situation) -> Iterator[Finding]:
    """Sites whose pages lead to a log-in, or to a page that asks for consent."""
    for site, login, consent, total in signs.walls(known.reader, known.now - WEEK, MANY, REFUSED):
        for share, where in ((login, "a log-in"), (consent, "a page that asks for consent")):
            if share > REFUSED:
                what = f"{share:.0%} of {total} pages in a week lead to {where}"
                remedy = "ask the site for leave, or drop it from sources.toml"
                yield Finding(True, site, what, remedy)


def bodies(known: Situation) -> Iterator[Finding]:
    """Sites whose pages hold no articles, or articles behind a paywall."""
    for site, none, paid, total in signs.bodies(known.reader, known.now - WEEK, MANY):
        if none > NO_ARTICLES:
            what = f"{none:.0%} of {total} pages in a week hold no article"
            yield Finding(
                True, site, what, "look at one with: wirecopy extract URL (a consent wall?)"
            )
        if paid > PAYWALLED:
            what = f"{paid:.0%} of {total} articles in a week are behind a paywall"
            yield Finding(False, site, what, "copies of them can't be told")


# Runs, snapshot, disk -----------------------------------------------------------------------------

FATAL = {
    4: "every source failed",
    70: "ended by a fault of wirecopy's own",
    74: "ended for want of room on the disk",
}


REPORT_IT = "it is tried again; report it with the trace, which is in faults.log of the store"


def crawls(known: Situation) -> Iterator[Finding]:
    """How the last crawl ended, and when."""
    last = signs.last_crawl(known.reader)
    if last is None:
        return
    run_id, started, ended, code, note = last
    where = f"run {run_id}"
    if known.now - (ended or started) > CRON_IS_DEAD:
        told = "the last crawl is more than a day old"
        yield Finding(True, where, told, "see whether cron or the timer is on", ended or started)
    if ended is None and known.is_live:
        remedy = "the next run takes up what it left; find out by whom"
        yield Finding(True, where, "was killed", remedy, started)
    faults = signs.faults(known.reader, run_id)
    names = {source.site: source.name for source in known.sources}
    for site, n_answers, url, fault, since in faults:
        what = f"wirecopy failed on {counted(n_answers, 'answer')}: {url} ({fault})"
        yield Finding(True, names.get(site, site), what, REPORT_IT, since)
    if code in FATAL and not (faults and note is None):
        told = f"{FATAL[code]} ({note})" if note else FATAL[code]
        yield Finding(True, where, told, "see its log", ended)


def clock(known: Situation) -> Iterator[Finding]:
    """Whether feeds were polled in times to come: the clock was ahead then, or is behind now."""
    n_feeds = signs.times_to_come(known.reader, known.now).n_feeds
    if n_feeds:
        what = f"{counted(n_feeds, 'feed')} polled in the future: the clock is wrong, or was"
        yield Finding(True, known.store, what, "set the clock; the next run polls them again")


def snapshot(known: Situation) -> Iterator[Finding]:
    """Whether readers see what has been found."""
    state = State(known.reader.connection)
    published = state.published
    if published is None or not known.is_live:
        return
    if state.changes != published.changes and known.now - published.at > SNAPSHOT_IS_OLD:
        what = "readers do not see what was found last"
        yield Finding(True, f"{known.store}/news.duckdb", what, "run: wirecopy group", published.at)


def disk(known: Situation) -> Iterator[Finding]:
    """Whether there is room for the next run."""
    if known.free < known.min_free:
        what = f"{known.free / 1e6:,.0f} MB are free, less than {known.min_free / 1e6:,.0f} MB"
        remedy = "make room, or no run begins; --min-free is the limit"
        yield Finding(True, known.store, what, remedy)


def failed_pages(known: Situation) -> Iterator[Finding]:
    """Pages on which extraction failed."""
    failed = soundness.count_failed(known.reader)
    if failed:
        what = f"extraction failed on {counted(failed, 'page')}"
        yield Finding(False, known.store, what, "try them again with: wirecopy rebuild --stale")


CHECKS = (
    disk,
    crawls,
    clock,
    snapshot,
    feeds,
    unpolled,
    barren,
    refusals,
    walls,
    bodies,
    endless,
    liars,
    unverified,
    failed_pages,
)
