"""What a grouping run has to look at: what has changed since the last one, and what hangs on it.

An article hangs on its family: the articles that copies, and people's decisions, tie to it directly
or through others. Nothing outside a family decides its classes and groups. Families that report one
event hang together in a tale, which decides their stories. Both are written down with the classes,
so that a run finds them without reading all pairs.
"""

from collections.abc import Collection

from storage.records import GoneRow
from storage.store import Store

# All that grouping knows of an article, by which a run tells whether that has changed.
FACTS = """
hash(t.content_hash, d.published_at, d.first_seen_at, d.published_precision, d.site, s.name,
     d.canonical_url, d.originally_from, d.words)
"""
OF_ARTICLE = f"""
SELECT t.article_id, {FACTS} AS facts FROM internal.texts t
JOIN internal.articles d ON d.article_id = t.article_id
LEFT JOIN internal.sites s ON s.site = d.site
"""  # noqa: S608 (ours)


def changed(store: Store) -> list[int]:
    """The articles that are new, or of which grouping would know something else than it did."""
    found = store.rows(
        f"""
        SELECT article_id FROM ({OF_ARTICLE}) n LEFT JOIN internal.classes c USING (article_id)
        WHERE n.facts IS DISTINCT FROM c.facts ORDER BY article_id
        """  # noqa: S608 (ours)
    )
    return [article_id for (article_id,) in found]


def note_gone(store: Store) -> None:
    """Write down the articles with a class that take part in grouping no longer."""
    with store.transaction():
        leave(store, "article_id NOT IN (SELECT article_id FROM internal.texts)")


def leave(store: Store, where: str, asked: Collection[int] = ()) -> int:
    """Take articles out of their classes; what they belonged to is looked at next time.

    `where` is a condition of ours on `internal.classes`. Returns how many articles those were.
    """
    given = {"ids": list(asked)} if "$ids" in where else {}
    store.rows(
        f"""
        INSERT INTO internal.gone
        SELECT article_id, coalesce(family_id, class_id), coalesce(tale_id, class_id)
        FROM internal.classes WHERE {where}
        """,  # noqa: S608 (ours)
        given,
    )
    ((count,),) = store.rows(f"DELETE FROM internal.classes WHERE {where}", given)  # noqa: S608
    return int(count)


def gone(store: Store) -> list[GoneRow]:
    """The articles that went since the last grouping."""
    return [GoneRow(*row) for row in store.rows("SELECT * FROM internal.gone ORDER BY ALL")]


def forget_gone(store: Store) -> None:
    """Drop the list of articles that went: a run has looked at whom they left behind."""
    store.rows("DELETE FROM internal.gone")


def families(store: Store, family_ids: Collection[int]) -> set[int]:
    """All articles of some families."""
    return _ids(
        store,
        "SELECT article_id FROM internal.classes WHERE family_id IN (SELECT id FROM asked)",
        family_ids,
    )


def families_of(store: Store, article_ids: Collection[int]) -> set[int]:
    """All articles of the families of some articles."""
    return _ids(
        store,
        "SELECT article_id FROM internal.classes WHERE family_id IN ("
        " SELECT family_id FROM internal.classes WHERE article_id IN (SELECT id FROM asked))",
        article_ids,
    )


def tales(store: Store, tale_ids: Collection[int]) -> set[int]:
    """All articles of some tales."""
    return _ids(
        store,
        "SELECT article_id FROM internal.classes WHERE tale_id IN (SELECT id FROM asked)",
        tale_ids,
    )


def tales_of(store: Store, article_ids: Collection[int]) -> set[int]:
    """The tales of some articles."""
    return _ids(
        store,
        "SELECT DISTINCT tale_id FROM internal.classes WHERE article_id IN (SELECT id FROM asked)",
        article_ids,
    )


def family_of(store: Store, article_ids: Collection[int]) -> dict[int, int]:
    """The family of each of some articles."""
    store.keep("asked", article_ids)
    return dict(
        store.rows(
            "SELECT article_id, family_id FROM internal.classes SEMI JOIN asked ON article_id = id"
        )
    )


def holders(store: Store, texts: Collection[int]) -> set[int]:
    """The articles that hold some texts, by their content hashes."""
    return _ids(
        store,
        "SELECT article_id FROM internal.texts WHERE content_hash IN (SELECT id FROM asked)",
        texts,
    )


def _ids(store: Store, query: str, asked: Collection[int]) -> set[int]:
    if not asked:
        return set()
    store.keep("asked", asked)
    return {found for (found,) in store.rows(query)}
