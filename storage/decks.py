"""Decks of articles that stand in the text of others, as their first paragraph.

One site prints the deck apart, the next one puts it on top of the same text. That must make no
difference to how the two relate, so such a first paragraph is left out of what is compared. It
says the same as a deck where letters and digits are the same. A text with little below it is
compared as a whole.
"""

from collections.abc import Collection

from storage.records import LeadRow
from storage.store import Store

MIN_LEAD = 20  # letters of a deck; shorter ones ("Live updates") stand on many texts
MIN_REST = 300  # characters that are left of a text
KEY = r"lower(regexp_replace({}, '[^\p{{L}}\p{{N}}]+', '', 'g'))"
HOLDERS = rf"""
    WITH said AS MATERIALIZED (
        SELECT article_id, {KEY.format("deck")} AS key FROM internal.articles
        WHERE deck IS NOT NULL),
    opening AS MATERIALIZED (
        SELECT article_id, {KEY.format("lead")} AS key
        FROM (SELECT article_id, text, string_split(text, chr(10))[1] AS lead
              FROM internal.articles WHERE indexed AND EXISTS (FROM said))
        WHERE length(lead) <= $longest AND length(text) - length(lead) >= $rest),
    now AS (
        SELECT DISTINCT o.article_id FROM opening o JOIN said s
        ON o.key = s.key AND o.article_id <> s.article_id AND length(o.key) >= $least)
"""  # noqa: S608 (ours)
MAX_LEAD = 2000  # characters of a deck


def _asked(store: Store, question: str) -> list[int]:
    given = {"longest": MAX_LEAD, "rest": MIN_REST, "least": MIN_LEAD}
    return [article_id for (article_id,) in store.rows(HOLDERS + question, given)]


def holders(store: Store) -> list[int]:
    """The articles whose first paragraph is the deck of another one."""
    return _asked(store, "SELECT article_id FROM now ORDER BY 1")


def fresh(store: Store, article_ids: Collection[int]) -> list[int]:
    """Those of some articles that nobody has looked at yet."""
    found = store.rows(
        "SELECT id FROM (SELECT unnest($ids::BIGINT[]) AS id)"
        " WHERE id NOT IN (SELECT article_id FROM internal.classes)"
        " AND id NOT IN (SELECT article_id FROM internal.compared)",
        {"ids": list(article_ids)},
    )
    return [article_id for (article_id,) in found]


def known(store: Store) -> list[int]:
    """The articles whose first paragraph is left out."""
    return [article_id for (article_id,) in store.rows("FROM internal.leads")]


def changed(store: Store) -> list[int]:
    """Those of them that were compared as a whole, and those that are none any more."""
    return _asked(
        store,
        """
        (SELECT article_id FROM now
         WHERE article_id IN (SELECT article_id FROM internal.classes)
            OR article_id IN (SELECT article_id FROM internal.compared)
         EXCEPT FROM internal.leads)
        UNION (FROM internal.leads EXCEPT FROM now) ORDER BY 1
        """,
    )


def replace(store: Store, article_ids: Collection[int]) -> None:
    """Let these be all articles whose first paragraph is left out."""
    store.replace("leads", [LeadRow(article_id) for article_id in sorted(article_ids)])
