"""What can become of a request, in one table: how bad it is and whether to try again."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """How a request ended. `weight` adds to a feed's score; 0 is no failure of the site's.

    `state` is what becomes of an article's URL; `pending` is tried again later.
    """

    name: str
    weight: float
    state: str


# Weights as rss-fetcher has used them on 180,000 feeds: hard 1, soft 0.5, temporary 0.25.
OUTCOMES = (
    Outcome("ok", 0.0, "fetched"),
    Outcome("not_modified", 0.0, "fetched"),
    Outcome("unchanged", 0.0, "fetched"),
    Outcome("same_page", 0.0, "fetched"),
    Outcome("gone", 0.5, "gone"),
    Outcome("refused", 1.0, "blocked"),
    Outcome("bad_request", 1.0, "blocked"),
    Outcome("busy", 0.5, "pending"),
    Outcome("server_error", 0.5, "pending"),
    Outcome("not_a_feed", 0.5, "blocked"),
    Outcome("not_text", 0.0, "blocked"),
    Outcome("dns", 0.25, "pending"),
    Outcome("connection", 0.25, "pending"),
    Outcome("timeout", 0.25, "pending"),
    Outcome("crowded", 0.25, "pending"),
    Outcome("tls", 1.0, "pending"),
    Outcome("too_large", 1.0, "blocked"),
    Outcome("redirects", 1.0, "blocked"),
    Outcome("offsite", 0.5, "blocked"),
    Outcome("private_address", 1.0, "blocked"),
    Outcome("robots", 0.5, "blocked"),
    Outcome("robots_unavailable", 0.25, "pending"),
    Outcome("breaker", 0.0, "pending"),
    Outcome("held", 0.0, "pending"),
    Outcome("deadline", 0.0, "pending"),
    Outcome("failed", 0.5, "pending"),
    Outcome("failed_here", 0.5, "pending"),  # an answer on which our own code failed
)
BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}
# Not asked at all: as if it had not been its turn.
PUT_BACK = frozenset(("breaker", "deadline", "held"))


def of_status(status: int) -> str:
    """The outcome that an HTTP status means.

    >>> [of_status(status) for status in (200, 304, 404, 403, 429, 503)]
    ['ok', 'not_modified', 'gone', 'refused', 'busy', 'server_error']
    """
    if status in EXACT:
        return EXACT[status]
    if 200 <= status < 300:
        return "ok"
    if 300 <= status < 400:
        return "redirects"
    return "server_error" if status >= 500 else "bad_request"


EXACT = {
    304: "not_modified",
    401: "refused",
    402: "refused",
    403: "refused",
    404: "gone",
    408: "timeout",
    410: "gone",
    429: "busy",
    451: "refused",
}
