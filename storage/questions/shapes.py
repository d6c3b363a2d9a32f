"""The shape of each answer: its columns, in order. docs/answers.md is made of this.

A row of JSON has the columns as keys; tables and CSV have them as headings.
"""

from typing import NamedTuple

from storage.questions.article_facts import GroupMember, Report
from storage.questions.copies import Copy
from storage.questions.copy_groups import CopyGroupRow
from storage.questions.decided import Decision, DecisionWithTexts
from storage.questions.erased import Erased
from storage.questions.full_text import SearchHit
from storage.questions.pair_evidence import MeasureLine
from storage.questions.replaced_phrases import ReplacedPhrase
from storage.questions.run_changes import ChangedRow


class Shape(NamedTuple):
    """The answer to a question: who asks it, what it is, and its columns.

    `view`: it has all columns of this view instead.
    """

    asked_by: str
    what: str
    columns: tuple[str, ...] = ()
    view: str | None = None


# Of a copy, what `copies-of` prints: whose text it is, is what was asked.
COPY_OF_SITE = (
    *("copy_id", "copy_site", "relation", "confidence", "share", "lag_minutes", "is_licensed"),
    *("copy_title", "copy_url", "source_id", "source_title"),
)
EVIDENCE = (*MeasureLine._fields, "independent", "meaning")
FINDING = ("needs_person", "where", "what", "remedy", "since")
CHECK = ("check", "is_fine", "what")
LISTED_SOURCE = ("name", "site", "feeds", "sitemaps", "sections", "verified_on", "home")
CHECKED_FEED = (
    *("name", "url", "kind", "status", "http_status", "items", "newest_at", "validators"),
    "remedy",
)
EXTRACTED = (
    *("file", "title", "deck", "text", "authors", "published_at", "published_precision"),
    *("published_from", "modified_at", "language"),
    *("canonical_url", "dateline", "agency", "contributors", "body_status", "confidence"),
    "removed",
)
REMOVED = ("line", "rule", "text")
FEED_ENTRY = ("group_id", "source_status", "copies")
OLD_FILE = ("warc_file", "pages", "bytes", "newest_at")
REPLACED = ("a_phrase", "b_phrase", "times", "of")
DIFF = ("a", "b", "segments", "replacements", "counts")
SEGMENT = ("kind", "a", "b", "a_paragraph", "b_paragraph")
COMPARED = (
    *("a", "b", "relation", "confidence", "source", "source_status", "source_confidence"),
    *("reasons", "a_share", "b_share", "measures", "replacements"),
)

SHAPES = (
    Shape("wirecopy groups", "Copy groups, the largest first", CopyGroupRow._fields),
    Shape("wirecopy copies-of", "Who reuses the text of a site", COPY_OF_SITE),
    Shape(
        "wirecopy feed --format json",
        "`_wirecopy` of an entry; ids are strings in it",
        FEED_ENTRY,
    ),
    Shape("wirecopy feed --format json", "`_wirecopy.copies`", Copy._fields),
    Shape("wirecopy show", "An article, in JSON and CSV", view="articles"),
    Shape("wirecopy show", "The members of its copy group, as a table", GroupMember._fields),
    Shape("wirecopy show", "Who else reported the event, as a table", Report._fields),
    Shape("wirecopy explain", "Every measure behind a pair", EVIDENCE),
    Shape("wirecopy diff", "Two articles aligned, the source first", DIFF),
    Shape("wirecopy diff", "`segments`; `kind` is equal, replaced, only_a or only_b", SEGMENT),
    Shape("wirecopy diff", "`replacements`", REPLACED),
    Shape("wirecopy compare", "How two files relate", COMPARED),
    Shape("wirecopy compare", "`measures`", MeasureLine._fields),
    Shape("wirecopy compare", "`replacements`", REPLACED),
    Shape("wirecopy extract --format json", "The article of a page, and what was cut", EXTRACTED),
    Shape("wirecopy extract --format json", "`removed`", REMOVED),
    Shape("wirecopy replacements", "Phrases and what stands for them", ReplacedPhrase._fields),
    Shape("wirecopy search", "Articles by their words, the best first", SearchHit._fields),
    Shape("wirecopy runs", "The runs, newest first", view="runs"),
    Shape(
        "wirecopy runs diff",
        "What changed between two runs; `kind` is pair, member or group",
        ChangedRow._fields,
    ),
    Shape("wirecopy review list", "All decisions", Decision._fields),
    Shape(
        "wirecopy review list --texts", "All decisions with both texts", DecisionWithTexts._fields
    ),
    Shape("wirecopy forget --list", "What was erased and is kept out", Erased._fields),
    Shape("wirecopy sources list", "What to crawl", LISTED_SOURCE),
    Shape("wirecopy sources check", "How each feed, sitemap and section answers", CHECKED_FEED),
    Shape("wirecopy health --json", "What needs a person", FINDING),
    Shape("wirecopy doctor", "What was checked of a store", CHECK),
    Shape("wirecopy prune", "Archive files that go", OLD_FILE),
    Shape("news.groups()", "Copy groups, the largest first", view="copy_groups"),
    Shape("news.copies()", "Copies, the latest first", view="copies"),
    Shape("news.articles()", "Every article", view="articles"),
    Shape("news.pairs()", "Every verified pair", view="pairs"),
    Shape("news.stories()", "Every story", view="stories"),
)
