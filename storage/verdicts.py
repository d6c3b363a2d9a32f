"""Verdicts: verified pairs with their measures, and the groups and stories made of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
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
from storage.state import BY_NOTHING
from storage.store import Store
from storage.tables import Stage, derived


def known_pairs(store: Store, texts: Collection[int]) -> list[tuple[Any, ...]]:
    """Every pair of one of these texts that was ever verified and still has both its articles.

    `texts` holds content hashes. Columns: both ids, the content hash of both texts, relation,
    confidence, channels, both shares, the story measure, and how odd the words of the first, of the
    other, of both are (null where nobody looked).
    """
    store.keep("asked", texts)
    return store.rows(
        """
        WITH mine AS MATERIALIZED (
            SELECT article_id FROM internal.texts WHERE content_hash IN (FROM asked))
        SELECT p.article_id, p.other_id, a.content_hash, b.content_hash, p.relation,
               p.confidence, p.channels, p.article_share, p.other_share, p.story,
               d.article_oddness, d.other_oddness, d.common_oddness
        FROM internal.pairs p
        JOIN internal.texts a ON a.article_id = p.article_id
        JOIN internal.texts b ON b.article_id = p.other_id
        LEFT JOIN internal.directions d
            ON d.article_id = p.article_id AND d.other_id = p.other_id
        WHERE p.article_id IN (FROM mine) OR p.other_id IN (FROM mine)
        ORDER BY p.article_id, p.other_id
        """
    )


def reports_within(
    store: Store, article_ids: Collection[int], asked: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The reports of one event among some articles, as `known_pairs` has them.

    Pairs that no channel but `asked` found are left out.
    """
    store.keep("asked", article_ids)
    return store.rows(
        """
        SELECT p.article_id, p.other_id, a.content_hash, b.content_hash, p.relation,
               p.confidence, p.channels, p.article_share, p.other_share, p.story
        FROM internal.pairs p
        JOIN internal.texts a ON a.article_id = p.article_id
        JOIN internal.texts b ON b.article_id = p.other_id
        WHERE relation = 'same_story' AND channels <> $asked
          AND p.article_id IN (FROM asked) AND p.other_id IN (FROM asked)
        ORDER BY p.article_id, p.other_id
        """,
        {"asked": list(asked)},
    )


def compared_among(store: Store, article_ids: Collection[int]) -> set[int]:
    """Those of some articles that were compared with any other one."""
    store.keep("asked", article_ids)
    found = store.rows(
        "SELECT article_id FROM internal.pairs SEMI JOIN asked ON article_id = id"
        " UNION SELECT other_id FROM internal.pairs SEMI JOIN asked ON other_id = id"
    )
    return {article_id for (article_id,) in found}


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


def classed(store: Store, article_ids: Collection[int]) -> dict[int, int]:
    """The reprint class of each of some articles, as groups were made last."""
    store.keep("asked", article_ids)
    return dict(
        store.rows(
            "SELECT article_id, class_id FROM internal.classes SEMI JOIN asked ON article_id = id"
        )
    )


def count_classes(store: Store, without: Collection[int]) -> int:
    """How many reprint classes there are without some articles, which are whole classes."""
    store.keep("asked", without)
    ((count,),) = store.rows(
        "SELECT count(*) FROM internal.classes"
        " WHERE article_id = class_id AND article_id NOT IN (FROM asked)"
    )
    return int(count)


def mates_of(store: Store, article_ids: Collection[int], more_than: int) -> list[tuple[int, int]]:
    """All articles of the reprint classes of some articles, each with its class.

    Only of classes that have `more_than` so many.
    """
    store.keep("asked", article_ids)
    return store.rows(
        """
        SELECT article_id, class_id FROM internal.classes WHERE class_id IN (
            SELECT class_id FROM internal.classes WHERE class_id IN (
                SELECT class_id FROM internal.classes SEMI JOIN asked ON article_id = id)
            GROUP BY class_id HAVING count(*) > $more)
        ORDER BY article_id
        """,
        {"more": more_than},
    )


class Groups(NamedTuple):
    """Copy groups and their members."""

    groups: list[GroupRow]
    members: list[MemberRow]


def fingerprints(store: Store, article_ids: Collection[int]) -> dict[int, int]:
    """What the groups of each component were made of that is named by one of some articles."""
    store.keep("asked", article_ids)
    return dict(
        store.rows(
            "SELECT component_id, fingerprint FROM internal.components"
            " SEMI JOIN asked ON component_id = id"
        )
    )


def groups(store: Store, article_ids: Collection[int]) -> Groups:
    """The copy groups with any of these articles as they stand, with all their members.

    Members that an erased source has left behind belong to none: their group went with it.
    """
    store.keep("asked", article_ids)
    store.rows(
        """
        CREATE OR REPLACE TEMP TABLE found AS
        SELECT group_id FROM internal.copy_groups WHERE group_id IN (
            SELECT group_id FROM internal.members SEMI JOIN asked ON article_id = id)
        """
    )
    return Groups(
        [
            GroupRow(*row)
            for row in store.rows(
                "SELECT g.* FROM internal.copy_groups g SEMI JOIN found USING (group_id)"
                " ORDER BY group_id"
            )
        ],
        [
            MemberRow(*row)
            for row in store.rows(
                "SELECT m.* FROM internal.members m SEMI JOIN found USING (group_id)"
                " ORDER BY article_id"
            )
        ],
    )


class Derived(NamedTuple):
    """What grouping came to for some articles: rows of the tables of these names."""

    classes: Sequence[ClassRow]
    overruled: Sequence[OverruledRow]
    components: Sequence[ComponentRow]
    copy_groups: Sequence[GroupRow]
    members: Sequence[MemberRow]


def save_derived(store: Store, rows: Derived, scope: Collection[int]) -> None:
    """Let these be the rows of the articles in `scope`."""
    before = groups(store, scope).groups
    named = {row.group_id for row in (*before, *rows.copy_groups)}
    store.replace_those("classes", "article_id", scope, rows.classes)
    store.replace_those("overruled", "article_id", scope, rows.overruled)
    store.replace_those("components", "component_id", scope, rows.components)
    store.replace_those("copy_groups", "group_id", named, rows.copy_groups)
    store.replace_those("members", "article_id", scope, rows.members)


def save_twins(store: Store, rows: Sequence[TwinRow], article_ids: Collection[int]) -> None:
    """Let these be all twins of some articles."""
    store.replace_those("twins", "article_id", article_ids, rows)


def save_stories(
    store: Store, stories: Sequence[StoryRow], tale_of: Mapping[int, int], gone: Collection[int]
) -> None:
    """Let these be the stories of the articles in `tale_of`, which has the tale of each."""
    store.replace_those("stories", "article_id", {*tale_of, *gone}, stories)
    store.rows(
        """
        UPDATE internal.classes SET tale_id = told.tale
        FROM (SELECT unnest($ids::BIGINT[]) AS id, unnest($tales::BIGINT[]) AS tale) AS told
        WHERE article_id = told.id AND tale_id IS DISTINCT FROM told.tale
        """,
        {"ids": list(tale_of), "tales": list(tale_of.values())},
    )


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
        store.state.set_grouped(BY_NOTHING)
        if since == "raw":
            store.state.set_extracted_to(0)
