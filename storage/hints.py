"""Which articles hold phrases that nobody writes: what the view `hints` reads.

To look for 1,744 phrases in 200,000 texts takes 24 s, which is too long for a question. So it is
written down: after every commit `internal.held` says where the phrases of `internal.learnt` stand
in the articles of `internal.searched`. New articles are looked through for all phrases when their
words are taken in (`storage.search`), and all articles for new phrases when grouping has learnt
them (`refresh`).
"""

from storage.store import Store

# What parts two words, for a space to be put there: everything but a single space, which is one
# already (13 µs a text; 45 with single spaces).
GAP = r"[^\w ][^\w]*| [^\w]+"
ARTICLES_AT_ONCE = 20_000  # 40 MB of texts; all of 200,000 took 4 GB


def refresh(store: Store) -> int:
    """Bring what is held in step with the phrases that are learnt by now; how many are new."""
    with store.transaction():
        store.rows(
            """
            CREATE OR REPLACE TEMP TABLE sought AS
            SELECT phrase FROM tortured_phrases ANTI JOIN internal.learnt USING (phrase)
            """
        )
        ((n_gone,),) = store.rows(
            "DELETE FROM internal.learnt WHERE phrase NOT IN (SELECT phrase FROM tortured_phrases)"
        )
        if n_gone:
            store.rows("DELETE FROM internal.held WHERE phrase NOT IN (FROM internal.learnt)")
        ((n_new,),) = store.rows("INSERT INTO internal.learnt FROM sought")
        if n_new:
            ((last,),) = store.rows("SELECT coalesce(max(doc), 0) FROM internal.searched")
            for start in range(0, last, ARTICLES_AT_ONCE):
                find(store, "sought", start, start + ARTICLES_AT_ONCE)
        if n_gone or n_new:
            store.state.mark_changed()
    return int(n_new)


def find(store: Store, phrases: str, after: int, last: int) -> None:
    """Look for the phrases of a table of ours in the articles with these numbers, once for each.

    Where their two words are by the index, the text tells whether they are in a row. So few texts
    are read by one thread; by two where halves of them are asked for. Belongs into a transaction.
    """
    spelled = rf"""
        SELECT doc, ' ' || regexp_replace(lower(text), '{GAP}', ' ', 'g') || ' ' AS words
        FROM internal.searched JOIN internal.articles USING (article_id)
        WHERE doc IN (SELECT doc FROM both_words) AND doc % 2 ="""  # noqa: S608 (our own pattern)
    store.rows(
        f"""
        INSERT INTO internal.held
        WITH both_words AS MATERIALIZED (
            SELECT doc, phrase
            FROM {phrases}
            JOIN internal.terms one ON one.term = split_part(phrase, ' ', 1)
            JOIN internal.terms two ON two.term = split_part(phrase, ' ', 2)
            JOIN internal.postings first ON first.term_id = one.term_id
            JOIN internal.postings second USING (doc)
            WHERE second.term_id = two.term_id AND doc > $after AND doc <= $last),
        spelled AS ({spelled} 0 UNION ALL {spelled} 1)
        SELECT doc, phrase FROM both_words JOIN spelled USING (doc)
        WHERE contains(words, phrase || ' ') AND contains(words, ' ' || phrase || ' ')
        ORDER BY phrase, doc
        """,  # noqa: S608 (our own table)
        {"after": after, "last": last},
    )
