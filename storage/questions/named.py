"""Articles as people name them: by address, by id or its beginning, by the id they had once."""

from storage import url_keys
from storage.asked import Asked
from storage.url_keys import FORMER_BITS, as_formerly, key_hash, of_former

SHORT_IDS = 6  # the format since which ids have 53 bits
LATER_PAGES = 11  # the one since which articles have later pages
OF_PAGE = """
SELECT article_id FROM internal.later_pages WHERE page_id IN (SELECT unnest($ids::BIGINT[]))
"""
AT_URL = """
SELECT article_id FROM articles
WHERE article_id IN (SELECT unnest($ids::BIGINT[])) OR url = $url
"""


def at_url(asked: Asked, url_key: str, url: str) -> list[int]:
    """Return the articles of this key or at this address; of a later page, that which it is of."""
    ids = of_key(asked, url_key)
    found = asked.rows(AT_URL, {"ids": ids, "url": url})
    if not found and _format(asked) >= LATER_PAGES:
        found = asked.rows(OF_PAGE, {"ids": ids})
    return [found_id for (found_id,) in found]


def of_key(asked: Asked, url_key: str) -> list[int]:
    """Return the id that the article of a key has, if it has one; a former format's as it was."""
    known = key_hash(url_key)
    if not has_short_ids(asked):
        return [int(known, 16) >> (128 - FORMER_BITS)]
    return _listed(asked, known) or [url_keys.first_id(known)]


def _format(asked: Asked) -> int:
    """The format of a store: a snapshot that no run has moved on has an earlier one."""
    ((number,),) = asked.rows("SELECT max(number) FROM internal.migrations")
    return int(number)


def beginning(asked: Asked, digits: str) -> list[int]:
    """Return at most two articles whose id begins so; one alone if that is its whole id.

    Where there is none, the digits may be the whole id that an article had in a former format.
    """
    found = asked.rows(
        "SELECT article_id FROM articles WHERE starts_with(article_id::VARCHAR, ?)"
        " ORDER BY article_id::VARCHAR = ? DESC LIMIT 2",
        [digits, digits],
    )
    ids = [found_id for (found_id,) in found]
    if not ids and digits.isdecimal() and digits.isascii():
        return formerly(asked, int(digits))
    return ids[:1] if ids and str(ids[0]) == digits else ids


def formerly(asked: Asked, number: int) -> list[int]:
    """Return the article that had this id of 63 bits, if there is one."""
    if not 0 < number >> 1 < 1 << (FORMER_BITS - 1) or not has_short_ids(asked):
        return []
    now = _listed(asked, f"{number * 2:016x}{0:016x}") or [of_former(number)]
    found = asked.rows("SELECT article_id FROM articles WHERE article_id = ?", now)
    return [found_id for (found_id,) in found]


def has_short_ids(asked: Asked) -> bool:
    """Whether a store has ids of 53 bits."""
    return _format(asked) >= SHORT_IDS


def _listed(asked: Asked, known: str) -> list[int]:
    """Return the id of a key that fell on another one's."""
    found = asked.rows(
        "SELECT DISTINCT article_id FROM internal.shared_ids WHERE key_hash IN (?, ?)",
        [known, as_formerly(known)],
    )
    return [found_id for (found_id,) in found]
