"""What holds for each table: its key, what it is derived from, what erases its rows.

Whoever adds a table adds its row here (a test compares the two), and rebuilding, forgetting,
publishing and replacing know it.
"""

from typing import Literal, NamedTuple, TypeAlias

Stage: TypeAlias = Literal["raw", "text", "pairs"]
STAGES: tuple[Stage, ...] = (
    "pairs",
    "text",
    "raw",
)  # to derive from one is to derive the earlier too


class Table(NamedTuple):
    """A table of the schema `internal`.

    `key`: the columns that tell its rows apart, in the order in which rows are listed; none where
    rows may be the same.
    `derived_from`: what `rebuild --from` makes it of again: raw pages, texts or pairs; None where
    nothing derives it.
    `is_by_article`: its rows are derived article by article and stand until the text of one
    changes; else the whole table is made anew.
    `is_content`: readers come for it, so that a change makes the next publish due. The others
    (runs, feeds, fetches) change in every run, also in one that finds nothing new.
    The rest says which rows `forget` erases. `articles`: columns with ids of articles; a row goes
    with any of them. `site`: the column of the site whose rows go with it; `feed`: that of the
    address of a feed, whose rows go with the feed's site; `origin`: that of an origin of the site.
    `note`: a column of remarks, which is emptied where it names an erased address.
    """

    name: str
    key: tuple[str, ...]
    derived_from: Stage | None = None
    is_by_article: bool = False
    is_content: bool = False
    articles: tuple[str, ...] = ()
    site: str | None = None
    feed: str | None = None
    origin: str | None = None
    note: str | None = None


PAIR = ("article_id", "other_id")


def _by_article(
    name: str,
    derived_from: Stage,
    key: tuple[str, ...],
    articles: tuple[str, ...] = ("article_id",),
) -> Table:
    return Table(name, key, derived_from, is_by_article=True, is_content=True, articles=articles)


def _whole(
    name: str,
    key: tuple[str, ...],
    articles: tuple[str, ...] = (),
    *,
    derived_from: Stage = "pairs",
    is_content: bool = True,
    site: str | None = None,
) -> Table:
    return Table(name, key, derived_from, is_content=is_content, articles=articles, site=site)


TABLES = (
    Table("migrations", ("number",)),
    Table("state", ("name",)),
    Table("runs", ("run_id",), note="note"),
    # what the crawler knows
    Table("sites", ("site",), site="site"),
    Table("feeds", ("url",), site="site"),
    Table("feed_events", (), feed="feed_url", note="note"),
    Table("robots", ("origin",), origin="origin"),
    Table("urls", ("url_key",), articles=("article_id",), site="site", note="note"),
    Table("discoveries", ("article_id", "found_in"), articles=("article_id",), feed="found_in"),
    Table("fetches", ("fetch_id",), articles=("article_id",), site="site", note="note"),
    Table("imports", ("file",)),
    # derived from the raw pages
    _by_article("articles", "raw", ("article_id",)),
    _by_article("removals", "raw", ()),
    _by_article("revisions", "raw", ("article_id", "fetch_id")),
    # derived from the texts
    _whole("common_keys", ("channel", "key")),
    _whole("furniture", ("site", "line"), site="site"),
    _by_article("compared", "pairs", ("article_id",)),
    _by_article("classes", "pairs", ("article_id",), ("article_id", "class_id")),
    _whole("twins", ("article_id", "same_as"), ("article_id", "same_as"), is_content=False),
    _whole("measures", ("config_hash", "position"), derived_from="text"),
    _by_article("pairs", "text", PAIR, PAIR),
    _by_article("overruled", "pairs", PAIR, PAIR),
    _whole("background", ("is_pair", "key")),
    _by_article("directions", "pairs", PAIR, PAIR),
    _by_article("replacements", "text", (*PAIR, "phrase", "other_phrase"), PAIR),
    _by_article("tortured", "text", (*PAIR, "phrase"), PAIR),
    _whole("components", ("component_id",), is_content=False),
    _whole("copy_groups", ("group_id",), ("group_id", "source_id")),
    _whole("members", ("article_id",), ("article_id", "group_id", "source_id")),
    _whole("stories", ("article_id",), ("article_id", "story_id")),
    # what people decided
    Table("decisions", ("decision_id",), articles=PAIR),
    Table("forgotten", ("article_id", "site")),
    # what grouping came to, run by run
    Table("pair_history", ("run_id", *PAIR), articles=PAIR),
    Table(
        "member_history",
        ("run_id", "article_id"),
        articles=("article_id", "group_id", "source_id"),
    ),
    Table("group_history", ("run_id", "group_id"), articles=("group_id", "source_id")),
    # full-text search: brought in step with the articles by every run
    Table("searched", ("doc",)),
    Table("terms", ("term_id",)),
    Table("postings", ("term_id", "doc")),
    Table("learnt", ("phrase",)),
    Table("held", ("doc", "phrase")),
    # tables of later steps (migrations/), all derived from the texts
    _whole("boilerplate", ("key",)),
    _by_article("left_out", "pairs", ()),
    # what runs have written
    Table("archive_files", ("warc_file",)),
    # which of several keys that fell on one id has which
    Table("shared_ids", ("key_hash",), articles=("article_id",)),
    # first paragraphs that are decks, derived from the texts
    _by_article("leads", "pairs", ("article_id",)),
    # decks that pairs were told with: they stay as long as those
    _by_article("openings", "text", ("article_id",)),
    # later pages of articles
    _by_article("next_pages", "raw", ("article_id", "page_id")),
    # articles that went, until the next grouping has looked at those whom they leave behind
    Table("gone", ("article_id",), derived_from="pairs"),
    # the decisions that grouping went by
    Table("weighed", ("decision_id",), derived_from="pairs", articles=PAIR),
)
BY_NAME = {table.name: table for table in TABLES}


def derived(since: Stage) -> list[Table]:
    """The tables that are derived from `since`, directly or by way of what is derived from it."""
    stages = STAGES[: STAGES.index(since) + 1]
    return [table for table in TABLES if table.derived_from in stages]


def of_texts() -> list[Table]:
    """The tables whose rows rest on the text of an article, and go when it changes."""
    return [table for table in TABLES if table.is_by_article and table.derived_from != "raw"]


def of_pairs() -> list[Table]:
    """The tables whose rows rest on comparing two articles, and go when they are compared anew."""
    return [table for table in of_texts() if table.articles == PAIR]


def of_pages() -> list[Table]:
    """The tables whose rows are what was extracted from an article's pages."""
    return [table for table in TABLES if table.derived_from == "raw"]
