"""Verdicts: verified pairs with their measures, and the groups and stories made of them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from storage.records import (
    ClassRow,
    ComponentRow,
    GroupRow,
    MeasureRow,
    MemberRow,
    OverruledRow,
    PairRow,
    ReplacementRow,
    StoryRow,
    TorturedRow,
    TwinRow,
)
from storage.store import Store
from storage.tables import Stage, derived


def known_pairs(store: Store) -> list[tuple[Any, ...]]:
    """Every pair that was ever verified and still has both its articles, by their ids.

    Columns: both ids, the content hash of both texts, relation, confidence, channels, both shares,
    the story measure, and how odd the words of the first, of the other, of both are (null where
    nobody looked).
    """
    return store.rows(
        """
        SELECT p.article_id, p.other_id, a.content_hash, b.content_hash, p.relation,
               p.confidence, p.channels, p.article_share, p.other_share, p.story,
               d.article_oddness, d.other_oddness, d.common_oddness
        FROM internal.pairs p
        JOIN internal.texts a ON a.article_id = p.article_id
        JOIN internal.texts b ON b.article_id = p.other_id
        LEFT JOIN internal.directions d
            ON d.article_id = p.article_id AND d.other_id = p.other_id
        ORDER BY p.article_id, p.other_id
        """
    )


class VerdictCounts(NamedTuple):
    """How many pairs have something to do with each other, and how many copy groups there are."""

    pairs: int
    groups: int


def count(store: Store) -> VerdictCounts:
    """Count what the store holds."""
    counted = store.rows(
        "SELECT (SELECT count(*) FROM internal.pairs WHERE relation <> 'unrelated'),"
        " (SELECT count(*) FROM internal.copy_groups)"
    )
    return VerdictCounts(*counted[0])


def save_pairs(
    store: Store,
    pairs: Sequence[PairRow],
    replacements: Sequence[ReplacementRow],
    tortured: Sequence[TorturedRow],
) -> None:
    """Add verified pairs, with what was replaced in them: to be called in a transaction."""
    store.insert("pairs", pairs)
    store.insert("replacements", replacements)
    store.insert("tortured", tortured)


def save_overruled(store: Store, rows: Sequence[OverruledRow]) -> None:
    """Replace what stands for something else than what was found of it."""
    store.replace("overruled", rows)


def change_channels(store: Store, change: Callable[[Sequence[str]], Sequence[str]]) -> None:
    """Let the channels of every pair be what `change` makes of them; belongs into a transaction."""
    before = [
        channels for (channels,) in store.rows("SELECT DISTINCT channels FROM internal.pairs")
    ]
    store.rows(
        """
        UPDATE internal.pairs SET channels = after
        FROM (SELECT unnest($before::VARCHAR[][]) AS before, unnest($after::VARCHAR[][]) AS after)
        WHERE channels = before
        """,
        {"before": before, "after": [list(change(channels)) for channels in before]},
    )
    store.state.mark_changed()


def save_changed(store: Store, pairs: Sequence[tuple[int, int, str, float, Sequence[str]]]) -> None:
    """Write down what pairs are by now: both ids, relation, confidence, the channels."""
    if not pairs:
        return
    store.state.mark_changed()
    store.connection.execute(
        """
        UPDATE internal.pairs
        SET relation = found.relation, confidence = found.confidence, channels = found.channels
        FROM (SELECT unnest($ids::BIGINT[]) AS a, unnest($others::BIGINT[]) AS b,
                     unnest($relations::VARCHAR[]) AS relation,
                     unnest($confidences::DOUBLE[]) AS confidence,
                     unnest($channels::VARCHAR[][]) AS channels) AS found
        WHERE article_id = a AND other_id = b
        """,
        {
            "ids": [pair[0] for pair in pairs],
            "others": [pair[1] for pair in pairs],
            "relations": [pair[2] for pair in pairs],
            "confidences": [pair[3] for pair in pairs],
            "channels": [list(pair[4]) for pair in pairs],
        },
    ).fetchall()


def save_measures(store: Store, measures: Sequence[MeasureRow], run_id: int) -> None:
    """Say what the measures of `pairs` mean, and what runs configured as this one hold them to.

    Pairs that were verified under other thresholds keep theirs.
    """
    known = store.rows("SELECT config_hash FROM internal.runs WHERE run_id = ?", [run_id])
    own = str(known[0][0]) if known else ""
    others = [
        MeasureRow(*row)
        for row in store.rows("SELECT * FROM internal.measures WHERE config_hash <> ?", [own])
    ]
    with store.transaction():
        store.replace("measures", [*others, *(row._replace(config_hash=own) for row in measures)])


def classed(store: Store) -> dict[int, int]:
    """The reprint class of each article, as groups were made last."""
    return dict(store.rows("SELECT article_id, class_id FROM internal.classes"))


def save_classes(store: Store, classes: Sequence[ClassRow]) -> None:
    """Replace the reprint classes."""
    store.replace("classes", classes)


class Groups(NamedTuple):
    """Copy groups and their members."""

    groups: list[GroupRow]
    members: list[MemberRow]


def fingerprints(store: Store) -> dict[int, int]:
    """What the groups of each component were made of."""
    return dict(store.rows("SELECT component_id, fingerprint FROM internal.components"))


def save_fingerprints(store: Store, rows: Sequence[ComponentRow]) -> None:
    """Replace the fingerprints."""
    store.replace("components", rows)


def groups(store: Store) -> Groups:
    """The copy groups as they stand."""
    return Groups(
        [GroupRow(*row) for row in store.rows("SELECT * FROM internal.copy_groups")],
        [MemberRow(*row) for row in store.rows("SELECT * FROM internal.members")],
    )


def save_groups(
    store: Store,
    groups: Sequence[GroupRow],
    members: Sequence[MemberRow],
    stories: Sequence[StoryRow],
    twins: Sequence[TwinRow],
) -> None:
    """Replace the copy groups, their members, the stories, and who is in one class."""
    store.replace("copy_groups", groups)
    store.replace("members", members)
    store.replace("stories", stories)
    store.replace("twins", twins)


# Of the tables derived from raw pages: all rows but those whose own page was not kept.
OF_KEPT_PAGE = "fetch_id NOT IN (SELECT fetch_id FROM internal.fetches WHERE warc_file IS NULL)"
DERIVABLE = {
    "articles": OF_KEPT_PAGE,
    "revisions": OF_KEPT_PAGE,
    "removals": f"article_id IN (SELECT article_id FROM internal.articles WHERE {OF_KEPT_PAGE})",  # noqa: S608 (ours)
    "next_pages": f"article_id IN (SELECT article_id FROM internal.articles WHERE {OF_KEPT_PAGE})",  # noqa: S608 (ours)
}


def forget_derived(store: Store, since: Stage) -> None:
    """Empty every table derived from `since`: raw pages, texts or pairs.

    What came from raw pages that were not kept stays: nothing could derive it again.
    """
    emptied = derived(since)
    # articles last: the others are told by them which of their rows can be derived again
    emptied.sort(key=lambda table: table.name == "articles")
    with store.transaction():
        for table in emptied:
            derivable = DERIVABLE.get(table.name, "true")
            store.connection.execute(f"DELETE FROM internal.{table.name} WHERE {derivable}")  # noqa: S608 (ours)
        store.state.mark_changed()
        store.state.forget_lists()
        if since == "raw":
            store.state.set_extracted_to(0)
