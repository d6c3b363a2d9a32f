"""Full-text search: which words are in which articles, as plain tables of the published file.

DuckDB's own full-text extension has to be downloaded, and is made anew as a whole with every
change. These tables need nothing, and only what is new is taken in. One SQL macro splits texts and
questions alike (`internal.words_of`), and another ranks (`search`): whoever opens the published
file with any DuckDB can search it.

On 200,000 made-up articles of 330 words: 0.1 ms of CPU and 590 bytes an article, 0.03 to 0.11 s a
question, 0.9 s for a phrase of two words that all of them hold.
"""

from collections.abc import Callable

from storage import hints
from storage.asked import Asked
from storage.store import Store

ARTICLES_A_COMMIT = 10_000  # 2.5 million rows of words and articles in memory
HEADLINE = 3  # a word of the headline weighs as much as so many in the text

STALE = """
SELECT doc FROM internal.searched s ANTI JOIN internal.articles a
ON s.article_id = a.article_id AND s.content_hash = a.content_hash
   AND s.title_hash = md5_number_lower(coalesce(a.title, ''))
"""

# How many articles are gone or changed since their words were taken, or never had them taken.
OUT_OF_STEP = f"""
SELECT (SELECT count(*) FROM ({STALE})) + (
    SELECT count(*) FROM internal.articles
    WHERE article_id NOT IN (SELECT article_id FROM internal.searched))
"""  # noqa: S608 (our own query)


def refresh(store: Store, taken_in: Callable[[int], None] = lambda _: None) -> int:
    """Bring the words in step with the articles; how many articles were taken in.

    `taken_in` is told of each commit how many it has taken in.

    Told by their content hash and headline, so that a text that was extracted again to the same
    words costs nothing, and a run that was killed is made up for by the next one.
    """
    _drop(store, STALE)
    taken = 0
    while fresh := _take_in(store):
        taken += fresh
        taken_in(fresh)
    return taken


def count_missing(store: Store) -> int:
    """How many articles a refresh would take in."""
    ((count,),) = store.rows(
        f"SELECT count(*) FROM internal.articles WHERE article_id NOT IN ("  # noqa: S608 (ours)
        f" SELECT article_id FROM internal.searched WHERE doc NOT IN ({STALE}))"
    )
    return int(count)


def count_out_of_step(asked: Asked) -> int:
    """How many articles can't be searched as they are, or are gone and can."""
    ((count,),) = asked.rows(OUT_OF_STEP)
    return int(count)


def _drop(store: Store, docs: str) -> None:
    """Forget the words of the articles that a query of ours finds."""
    if store.rows(f"SELECT 1 FROM ({docs}) LIMIT 1"):  # noqa: S608 (our own query)
        with store.transaction():
            store.rows(f"CREATE OR REPLACE TEMP TABLE stale AS {docs}")
            store.rows("DELETE FROM internal.postings WHERE doc IN (FROM stale)")
            store.rows("DELETE FROM internal.held WHERE doc IN (FROM stale)")
            store.rows("DELETE FROM internal.searched WHERE doc IN (FROM stale)")
            store.state.mark_changed()


def _take_in(store: Store) -> int:
    """Take in the next articles, in one transaction; how many there were."""
    _choose(store)
    ((n_fresh, last),) = store.rows("SELECT count(*), min(doc) - 1 FROM fresh")
    if n_fresh:
        _split(store)
        with store.transaction():
            _add(store)
            hints.find(store, "internal.learnt", last, last + n_fresh)
    return int(n_fresh)


def _choose(store: Store) -> None:
    """Number the next articles: first by their rows alone, so that texts are read of these only."""
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE next AS
        SELECT rowid AS place FROM internal.articles
        WHERE article_id NOT IN (SELECT article_id FROM internal.searched)
        ORDER BY place LIMIT $limit
        """,
        {"limit": ARTICLES_A_COMMIT},
    )
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT (SELECT coalesce(max(doc), 0) FROM internal.searched)
                   + (row_number() OVER (ORDER BY a.rowid))::INTEGER AS doc,
               article_id, coalesce(title, '') AS title, text, content_hash
        FROM internal.articles a JOIN next ON a.rowid = place
        """
    )


def _split(store: Store) -> None:
    """Cut the texts at spaces, and find the words of each piece once.

    A word never holds a space, so these are the words of the whole texts. Pieces are numbered: a
    text without spaces is one, and would be held once for each of its words. A table of 10,000 rows
    is read by one thread; by two where halves of it are asked for.
    """
    pieces = """
        SELECT doc, unnest(string_split(
            replace(text, chr(10), ' ') || repeat(' ' || title, $headline), ' ')) AS piece
        FROM fresh WHERE doc % 2 ="""
    store.rows(
        f"CREATE OR REPLACE TEMP TABLE pieces AS {pieces} 0 UNION ALL {pieces} 1",
        {"headline": HEADLINE},
    )
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE numbered AS
        SELECT row_number() OVER () AS piece_id, piece FROM (SELECT DISTINCT piece FROM pieces)
        """
    )
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE words AS
        SELECT piece_id, unnest(internal.words_of(piece)) AS term FROM numbered
        """
    )


def _add(store: Store) -> None:
    store.rows(
        """
        INSERT INTO internal.terms
        SELECT (SELECT coalesce(max(term_id), 0) FROM internal.terms)
                   + row_number() OVER (ORDER BY term), term
        FROM (SELECT DISTINCT term FROM words WHERE term NOT IN (SELECT term FROM internal.terms))
        """
    )
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT term_id, doc, count(*) AS times
        FROM (SELECT piece_id, doc FROM pieces JOIN numbered USING (piece))
        JOIN (SELECT piece_id, term_id FROM words JOIN internal.terms USING (term)) USING (piece_id)
        GROUP BY term_id, doc
        """
    )
    store.rows(
        """
        INSERT INTO internal.postings
        SELECT term_id, doc, least(times, 255) FROM counted ORDER BY term_id, doc
        """
    )
    store.rows(
        """
        INSERT INTO internal.searched
        SELECT doc, article_id, coalesce(length, 0), content_hash, md5_number_lower(title)
        FROM fresh
        LEFT JOIN (SELECT doc, sum(times) AS length FROM counted GROUP BY doc) USING (doc)
        """
    )
    store.state.mark_changed()
