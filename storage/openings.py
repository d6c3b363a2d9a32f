"""Openings: the decks with which articles begin where stories are judged.

Copies are told by the texts alone, and equal texts are one, whatever stands above them. So a text
has one deck, that of the article which says most above it: whoever came first, the answer is the
same. A first paragraph that is left out of a text because it is another's deck (`storage/decks.py`)
stands above it too. What a site prints above many texts is its furniture and says nothing of them.
"""

from storage import articles
from storage.store import Store

NOW = """
    CREATE OR REPLACE TEMP TABLE begun AS
    WITH left_out AS (
        SELECT article_id, string_split(text, chr(10))[1] AS lead
        FROM internal.articles SEMI JOIN internal.leads USING (article_id)),
    said AS (
        SELECT article_id, t.content_hash, site, concat_ws(chr(10), deck, lead) AS deck
        FROM internal.texts t JOIN internal.articles USING (article_id)
        LEFT JOIN left_out USING (article_id)
        WHERE deck IS NOT NULL OR lead IS NOT NULL),
    recurring AS (
        SELECT site, deck FROM said GROUP BY ALL HAVING count(DISTINCT content_hash) >= $recurs),
    longest AS (
        SELECT content_hash, max((length(deck), deck)) AS found
        FROM said ANTI JOIN recurring USING (site, deck) GROUP BY content_hash)
    SELECT article_id, found[2] AS deck
    FROM internal.texts JOIN longest USING (content_hash)
"""
CHANGED = """
    SELECT article_id FROM internal.openings o FULL JOIN temp.begun b USING (article_id)
    WHERE o.deck IS DISTINCT FROM b.deck ORDER BY article_id
"""


def refresh(store: Store, recurs: int) -> None:
    """Bring the openings in step with texts and decks; where one has changed, it is compared anew.

    A deck above `recurs` different texts of one site is none.
    """
    with store.transaction():
        store.connection.execute(NOW, {"recurs": recurs})
        changed = [article_id for (article_id,) in store.rows(CHANGED)]
        if changed:
            articles.forget_verdicts(store, changed)
            store.rows("DELETE FROM internal.openings")
            store.rows("INSERT INTO internal.openings FROM temp.begun")
            store.state.mark_changed()
        store.rows("DROP TABLE temp.begun")
