"""Small records for the store's tests: an article, its copy, an excerpt of it."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from storage.records import (
    ArticleRow,
    BoilerplateRow,
    ClassRow,
    ComparedRow,
    ComponentRow,
    DecisionRow,
    DirectionRow,
    DiscoveryRow,
    FeedEventRow,
    FeedRow,
    FetchRow,
    ForgottenRow,
    GoneRow,
    GroupRow,
    ImportRow,
    LeadRow,
    LeftOutRow,
    MeasureRow,
    MemberRow,
    NextPageRow,
    OverruledRow,
    PairRow,
    RemovalRow,
    ReplacementRow,
    RevisionRow,
    RobotsRow,
    RunRow,
    SharedIdRow,
    SiteRow,
    StoryRow,
    TorturedRow,
    TwinRow,
    UrlRow,
    WeighedRow,
)
from storage.store import Store

RECORDS: Mapping[str, type[NamedTuple]] = {
    "runs": RunRow,
    "sites": SiteRow,
    "feeds": FeedRow,
    "feed_events": FeedEventRow,
    "robots": RobotsRow,
    "urls": UrlRow,
    "discoveries": DiscoveryRow,
    "fetches": FetchRow,
    "imports": ImportRow,
    "articles": ArticleRow,
    "removals": RemovalRow,
    "revisions": RevisionRow,
    "compared": ComparedRow,
    "boilerplate": BoilerplateRow,
    "left_out": LeftOutRow,
    "leads": LeadRow,
    "classes": ClassRow,
    "twins": TwinRow,
    "measures": MeasureRow,
    "pairs": PairRow,
    "directions": DirectionRow,
    "overruled": OverruledRow,
    "replacements": ReplacementRow,
    "tortured": TorturedRow,
    "components": ComponentRow,
    "copy_groups": GroupRow,
    "members": MemberRow,
    "stories": StoryRow,
    "decisions": DecisionRow,
    "forgotten": ForgottenRow,
    "shared_ids": SharedIdRow,
    "next_pages": NextPageRow,
    "gone": GoneRow,
    "weighed": WeighedRow,
}

NOON = dt.datetime.fromisoformat("2026-03-02T12:00")


def article(article_id: int, **changes: Any) -> ArticleRow:
    plain = ArticleRow(
        article_id=article_id,
        fetch_id=article_id,
        site="harbor-ledger.example",
        url=f"https://harbor-ledger.example/{article_id}",
        canonical_url=None,
        title=f"Harbour dredging, part {article_id}",
        text="The dredgers began work at dawn.\nThe harbour master watched.",
        authors=["Ada Moss"],
        language="en",
        published_at=NOON,
        modified_at=None,
        first_seen_at=None,
        words=10,
        dateline=None,
        agency=None,
        contributors=[],
        originally_from=None,
        is_paywalled=False,
        body_status="full",
        confidence=0.9,
        extractor="test",
        content_hash=article_id,
        indexed=True,
        deck=None,
    )
    return plain._replace(**changes)


def pair(article_id: int, other_id: int, relation: str, **changes: Any) -> PairRow:
    plain = PairRow(
        article_id, other_id, relation, 0.9, ["bands"], 0.8, 0.6, 0.0, 0.0, [0.7, 2.0], 1
    )
    return plain._replace(**changes)


def fill(store: Store) -> None:
    """1 is the source, 2 its spun copy 90 minutes later, 3 a later excerpt, 4 the same story."""
    hour = dt.timedelta(hours=1)
    store.insert(
        "articles",
        [
            article(1, agency="Wirehouse"),
            article(2, site="copy.example", published_at=NOON + 1.5 * hour),
            article(3, site="digest.example", published_at=NOON + 24 * hour, words=30),
            article(4, site="copy.example", title="Dredgers at work", published_at=None),
        ],
    )
    store.insert("sites", [SiteRow("copy.example", "Copy", None, ["Wirehouse"])])
    store.insert(
        "measures",
        [
            MeasureRow(1, "ordered", "words in order", 0.5, True),
            MeasureRow(2, "gap", "largest gap", 1.0, False),
        ],
    )
    store.insert(
        "pairs",
        [
            pair(1, 2, "spun"),
            pair(1, 3, "partial", article_share=0.9, other_share=0.3),
            pair(1, 4, "same_story"),
            pair(2, 4, "unrelated"),
        ],
    )
    store.insert("replacements", [ReplacementRow(1, 2, "began work", "commenced labour", 1)])
    store.insert("copy_groups", [GroupRow(1, 1, "named", 0.8, ["earlier"], 1)])
    store.insert(
        "members", [MemberRow(1, 1, None, "source", 1.0, 1.0), MemberRow(2, 1, 1, "spun", 0.9, 0.6)]
    )
    store.insert("stories", [StoryRow(1, 1), StoryRow(2, 1), StoryRow(4, 1)])


def add(store: Store, article_id: int) -> None:
    store.insert("articles", [article(article_id)])


def seen(path: Path) -> list[int]:
    """What somebody sees who knows DuckDB and nothing else."""
    with duckdb.connect(path / "news.duckdb", read_only=True) as connection:
        found = connection.execute("SELECT article_id FROM articles ORDER BY 1").fetchall()
    return [article_id for (article_id,) in found]


def snapshots(path: Path) -> list[Path]:
    return sorted((path / "snapshots").iterdir())
