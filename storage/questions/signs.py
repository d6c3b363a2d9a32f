"""Signs of trouble in feeds, sites and runs, which may need a person."""

import datetime as dt
from typing import NamedTuple

from storage.asked import Asked

CLOCKS_DIFFER = dt.timedelta(minutes=1)  # between this machine and the one that crawls
TIMES_TO_COME = """
SELECT (SELECT count(*) FROM feeds WHERE last_polled_at > $moment),
       (SELECT count(*) FROM fetches WHERE fetched_at > $moment AND kind <> 'row')
"""


class Alarm(NamedTuple):
    """A feed that something is wrong with; `alarm` as in the view `feed_health`."""

    url: str
    alarm: str
    note: str | None
    usual_gap_hours: float | None
    last_new_at: dt.datetime | None
    last_polled_at: dt.datetime | None


class TimesToCome(NamedTuple):
    """How many feeds were polled in the future, and how many answers came then.

    Imported rows are left out: their times are the word of others.
    """

    n_feeds: int
    n_answers: int


class Refusals(NamedTuple):
    """The part of a site's pages that it refuses."""

    site: str
    share: float
    n_pages: int
    usual_status: int


class Wall(NamedTuple):
    """The part of a site's pages that lead to a log-in, or to a page that asks for consent."""

    site: str
    login_share: float
    consent_share: float
    n_pages: int


class Bodies(NamedTuple):
    """Which part of a site's pages holds no article, and which part has one behind a paywall."""

    site: str
    empty_share: float
    paywalled_share: float
    n_pages: int


class Faults(NamedTuple):
    """Answers of a site on which code of wirecopy's own failed, and the last of them."""

    site: str
    n_answers: int
    url: str
    note: str | None
    since: dt.datetime


class LastRun(NamedTuple):
    """How a run ended, and when."""

    run_id: int
    started_at: dt.datetime
    ended_at: dt.datetime | None
    exit_code: int | None
    note: str | None


ALARMS = """
SELECT url, alarm, note, usual_gap_hours, last_new_at, last_polled_at FROM feed_health
WHERE alarm IS NOT NULL ORDER BY site, url
"""

REFUSALS = """
SELECT site, count(*) FILTER (http_status IN (401, 402, 403, 451)) / count(*) AS share, count(*),
       mode(http_status) FILTER (http_status IN (401, 402, 403, 451))
FROM fetches WHERE kind = 'page' AND fetched_at >= $since AND http_status IS NOT NULL
GROUP BY 1 HAVING count(*) >= $many AND share > $share ORDER BY 1
"""

# Labels of a host and parts of a path as a whole: a story about cookies is no wall.
LOGIN = "[./](log-?in|sign-?in|sso|auth|anmelden)([./]|$)"
CONSENT = "[./](consent|cookiewall|gdpr)([./]|$)"
COOKIES = "[./]cookies?([./]|$)"  # may be a section: a wall is one place to which many pages lead

# A page is not led to what its own address has said already.
WALLS = """
WITH led AS (
    SELECT site, lower(split_part(url, '?', 1)) AS asked,
           CASE WHEN final_url <> url THEN lower(split_part(final_url, '?', 1)) END AS place
    FROM fetches WHERE kind = 'page' AND fetched_at >= $since
), counted AS (
    SELECT *, count(*) OVER (PARTITION BY site, place) AS n_led FROM led
)
SELECT site,
       count(*) FILTER (regexp_matches(place, $login) AND NOT regexp_matches(asked, $login))
           / count(*) AS login,
       count(*) FILTER (
           regexp_matches(place, $consent) AND NOT regexp_matches(asked, $consent)
           OR n_led > 1 AND regexp_matches(place, $cookies) AND NOT regexp_matches(asked, $cookies))
           / count(*) AS consent,
       count(*)
FROM counted GROUP BY 1
HAVING count(*) >= $many AND greatest(login, consent) > $share ORDER BY 1
"""

BODIES = """
SELECT site, count(*) FILTER (body_status IN ('not_an_article', 'empty')) / count(*),
       count(*) FILTER (is_paywalled OR body_status IN ('paywalled', 'teaser')) / count(*),
       count(*)
FROM articles WHERE first_seen_at >= $since GROUP BY 1 HAVING count(*) >= $many ORDER BY 1
"""

BOUNDED = """
SELECT site, count(*), min(note) FROM (
    SELECT feed_url AS url, note FROM internal.feed_events
    WHERE outcome IN ('ok', 'unchanged')
    QUALIFY row_number() OVER (PARTITION BY feed_url ORDER BY polled_at DESC) = 1)
JOIN internal.feeds USING (url)
WHERE kind = 'sitemap' AND note IS NOT NULL GROUP BY 1 ORDER BY 1
"""

BARREN = """
WITH named AS (
    SELECT DISTINCT f.site, d.article_id
    FROM internal.discoveries d JOIN internal.feeds f ON f.url = d.found_in
)
SELECT site, min(note) FROM feed_health GROUP BY site
HAVING count(last_polled_at) > 0 AND count(alarm) = 0
   AND site NOT IN (SELECT n.site FROM named n JOIN internal.articles USING (article_id))
   AND site NOT IN (SELECT n.site FROM named n JOIN internal.urls u USING (article_id)
                    WHERE u.state = 'pending' AND u.attempts = 0)
ORDER BY site
"""

FAULTS = """
SELECT site, count(*), arg_max(url, fetched_at), arg_max(note, fetched_at), min(fetched_at)
FROM fetches WHERE outcome = 'failed_here' AND run_id = $run_id GROUP BY 1 ORDER BY 1
"""

LAST_CRAWL = """
SELECT run_id, started_at, ended_at, exit_code, note FROM runs WHERE command = 'crawl'
ORDER BY run_id DESC LIMIT 1
"""


def count_feeds(asked: Asked) -> int:
    """How many feeds, sitemaps and sections are polled."""
    ((count,),) = asked.rows("SELECT count(*) FROM feeds")
    return int(count)


def alarms(asked: Asked) -> list[Alarm]:
    """The feeds that something is wrong with."""
    return [Alarm(*row) for row in asked.rows(ALARMS)]


def untrusted_feeds(asked: Asked) -> list[str]:
    """The addresses of feeds whose validators hid news."""
    found = asked.rows("SELECT url FROM feed_health WHERE NOT is_validator_trusted ORDER BY url")
    return [url for (url,) in found]


def bounded_sitemaps(asked: Asked) -> list[tuple[str, int, str]]:
    """The sites with indexes that name more sitemaps than are polled: how many, what of one."""
    return [(site, int(n_indexes), note) for site, n_indexes, note in asked.rows(BOUNDED)]


def times_to_come(asked: Asked, now: dt.datetime) -> TimesToCome:
    """How much of what is stored bears a time after now: a clock is wrong, or was."""
    ((n_feeds, n_answers),) = asked.rows(TIMES_TO_COME, {"moment": now + CLOCKS_DIFFER})
    return TimesToCome(int(n_feeds), int(n_answers))


def barren_sites(asked: Asked) -> list[tuple[str, str | None]]:
    """The polled sites that have given no article, with what was wrong with a feed of theirs.

    Those with a page that was not asked for yet are left out, and those with an alarm.
    """
    return [(site, note) for site, note in asked.rows(BARREN)]


def crawled_sites(asked: Asked) -> set[str]:
    """The sites of which something is polled."""
    return {site for (site,) in asked.rows("SELECT DISTINCT site FROM feeds")}


def refusals(asked: Asked, since: dt.datetime, many: int, share: float) -> list[Refusals]:
    """Return the sites that refuse more than this share of their pages (401, 402, 403, 451).

    Sites with fewer than `many` pages are left out.
    """
    given = {"since": since, "many": many, "share": share}
    return [Refusals(*row) for row in asked.rows(REFUSALS, given)]


def walls(asked: Asked, since: dt.datetime, many: int, share: float) -> list[Wall]:
    """The sites of which more than this share of pages leads to a log-in, or to a page of consent.

    Sites with fewer than `many` pages are left out.
    """
    words = {"login": LOGIN, "consent": CONSENT, "cookies": COOKIES}
    given = {"since": since, "many": many, "share": share, **words}
    return [Wall(*row) for row in asked.rows(WALLS, given)]


def bodies(asked: Asked, since: dt.datetime, many: int) -> list[Bodies]:
    """Return what the pages of sites hold, of sites with `many` pages or more."""
    return [Bodies(*row) for row in asked.rows(BODIES, {"since": since, "many": many})]


def faults(asked: Asked, run_id: int) -> list[Faults]:
    """Return the sites on whose answers code of wirecopy's own failed in a run."""
    return [Faults(*row) for row in asked.rows(FAULTS, {"run_id": run_id})]


def last_crawl(asked: Asked) -> LastRun | None:
    """How the last crawl ended."""
    found = asked.rows(LAST_CRAWL)
    return LastRun(*found[0]) if found else None
