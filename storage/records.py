"""One record type per table: what the rest of wirecopy hands to the store and gets back.

Fields carry the names and the order of the columns in schema.sql (a test compares them).
Every datetime here is naive and means UTC, as DuckDB's TIMESTAMP does; `utc` makes one.
"""

import datetime as dt
import math
import re
from typing import NamedTuple, TypeVar


def utc(moment: dt.datetime | None) -> dt.datetime | None:
    """The same moment as the store keeps it: UTC, without a time zone object.

    A naive moment is taken for UTC already.

    >>> utc(dt.datetime.fromisoformat("2026-03-02T09:42:00-05:00"))
    datetime.datetime(2026, 3, 2, 14, 42)
    """
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def now() -> dt.datetime:
    """This moment as the store keeps it, to the microsecond."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


Row = TypeVar("Row", bound=tuple[object, ...])
LARGEST = 2**63 - 1  # of a BIGINT
LONGEST = 1 << 20  # characters of a field; the longest honest one is a robots.txt
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NULs, and halves of characters


def plain(text: str) -> str:
    r"""Text as a database takes it: no halves of characters, no NULs.

    >>> plain("a\ud83d b\0")
    'a? b'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def checked(row: Row) -> Row:
    r"""A row of which a database takes each field; raises ValueError for another one.

    What strangers say is made fit where it is read. This is the last door, so that what has slipped
    through costs the answer that it came with, and not the batch in which it would be written.

    >>> checked((1, "Ferry", None))
    (1, 'Ferry', None)
    >>> checked((2**63,))
    Traceback (most recent call last):
    ValueError: field 0 of tuple does not fit: 9223372036854775808
    """
    for place, value in enumerate(row):
        if isinstance(value, str):
            fits = len(value) <= LONGEST and not UNSTORABLE.search(value)
        elif isinstance(value, float):
            fits = math.isfinite(value)
        else:
            fits = not isinstance(value, int) or -LARGEST <= value <= LARGEST
        if not fits:
            name = getattr(row, "_fields", range(len(row)))[place]
            raise ValueError(f"field {name} of {type(row).__name__} does not fit: {value!r:.80}")
    return row


class RunRow(NamedTuple):
    """One run of a command that wrote to the store."""

    run_id: int
    command: str
    version: str
    config_hash: str
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    exit_code: int | None = None
    pages: int = 0
    articles: int = 0
    failed: int = 0
    rejected: int = 0
    candidates: int = 0
    verified: int = 0
    pairs: int = 0
    groups: int = 0
    note: str | None = None
    known: int = 0


class SiteRow(NamedTuple):
    """A site that is crawled or was seen; `site` is the host name without `www.`.

    `selectors` is JSON: where an article stands on the site's pages.
    """

    site: str
    name: str | None
    home: str | None
    licensed_from: list[str]
    selectors: str | None = None


class FeedRow(NamedTuple):
    """A feed, news sitemap or section page, with all that the next poll needs to know.

    `found_in` is the index that names a sitemap; None for what is listed or announced.
    """

    url: str
    site: str
    kind: str
    etag: str | None
    last_modified: str | None
    body_hash: int | None
    is_validator_trusted: bool
    polls: int
    polls_since_full: int
    interval_s: float
    due_at: dt.datetime
    score: float
    status: str
    last_polled_at: dt.datetime | None
    last_new_at: dt.datetime | None
    items_per_day: float | None
    overflows: int
    hint_s: float | None
    found_in: str | None = None


class FeedEventRow(NamedTuple):
    """What one poll of a feed brought."""

    run_id: int
    feed_url: str
    polled_at: dt.datetime
    outcome: str
    http_status: int | None
    found: int
    new: int
    note: str | None


class RobotsRow(NamedTuple):
    """The last good robots.txt of an origin (`scheme://host`), or its tdmrep.json by address."""

    origin: str
    fetched_at: dt.datetime
    http_status: int
    body: str


class UrlRow(NamedTuple):
    """An article URL in the frontier; `next_try_at` is None when nothing is left to try."""

    url_key: str
    article_id: int
    url: str
    site: str
    state: str
    attempts: int
    next_try_at: dt.datetime | None
    first_seen_at: dt.datetime
    note: str | None


class DiscoveryRow(NamedTuple):
    """Where an article was found: one row for each feed, sitemap or section that named it."""

    article_id: int
    found_in: str
    kind: str
    title: str | None
    published_at: dt.datetime | None
    seen_at: dt.datetime
    published_precision: str | None = None


class FetchRow(NamedTuple):
    """An answer from a site, or a row of an imported file, and where its raw bytes lie."""

    fetch_id: int
    run_id: int
    article_id: int | None
    url: str
    final_url: str
    site: str
    kind: str
    fetched_at: dt.datetime
    http_status: int | None
    outcome: str
    content_type: str | None
    bytes: int
    payload_sha256: str | None
    warc_file: str | None
    warc_offset: int | None
    note: str | None
    given_hash: int | None = None
    key_hash: str | None = None


class ImportRow(NamedTuple):
    """A WARC file that was imported, or begun: where the last record begins that was handled."""

    file: str
    size: int
    modified_ns: int
    position: int
    is_done: bool
    run_id: int


class ArticleRow(NamedTuple):
    """An article as it was first seen; later texts at its URL are `RevisionRow`s.

    `published_precision` is second, minute or day (`published_at` is then its beginning), None
    where that is not known; `published_from` is page, file, feed, sitemap or section.
    """

    article_id: int
    fetch_id: int
    site: str
    url: str | None
    canonical_url: str | None
    title: str | None
    text: str
    authors: list[str]
    language: str | None
    published_at: dt.datetime | None
    modified_at: dt.datetime | None
    first_seen_at: dt.datetime | None
    words: int
    dateline: str | None
    agency: str | None
    contributors: list[str]
    originally_from: str | None
    is_paywalled: bool
    body_status: str
    confidence: float
    extractor: str
    content_hash: int
    indexed: bool
    deck: str | None
    published_precision: str | None = None
    published_from: str | None = None
    external_id: str | None = None
    origin: str | None = None
    disguised_words: int | None = None


class RemovalRow(NamedTuple):
    """A line that is not the article, and the rule that cut it."""

    article_id: int
    line: int
    rule: str
    text: str


class RevisionRow(NamedTuple):
    """A later text of an article whose page changed; or the same with another headline or date."""

    article_id: int
    fetch_id: int
    seen_at: dt.datetime
    title: str | None
    text: str
    words: int
    words_changed: int
    content_hash: int
    published_at: dt.datetime | None


class NextPageRow(NamedTuple):
    """A later page that an article names; `page_id` is the id that its address has by itself.

    `page` is its number in the article, `is_joined` says that it is part of the text, `taken_to` is
    the last of its fetches that the text was made with.
    """

    article_id: int
    page_id: int
    page: int
    is_joined: bool
    taken_to: int


class BoilerplateRow(NamedTuple):
    """A sentence that stands in many different stories, and the run that found it."""

    key: int
    run_id: int


class LeftOutRow(NamedTuple):
    """Such a sentence as it stood in an article, left out of what is compared."""

    article_id: int
    key: int
    sentence: str


class LeadRow(NamedTuple):
    """An article whose first paragraph is the deck of another one, and is not compared."""

    article_id: int


class ComparedRow(NamedTuple):
    """What is compared of an article: its text without furniture, boilerplate and deck."""

    article_id: int
    text: str
    content_hash: int
    indexed: bool


class ClassRow(NamedTuple):
    """Membership in a reprint class; `class_id` is the article that stands for it.

    `family_id` and `tale_id` name what hangs together with it by copies, and by reports of one
    event as well; `facts` is a hash of what grouping knew of the article.
    """

    article_id: int
    class_id: int
    family_id: int | None = None
    tale_id: int | None = None
    facts: int | None = None


class GoneRow(NamedTuple):
    """An article that went since the last grouping, and whom it leaves behind."""

    article_id: int
    family_id: int
    tale_id: int


class WeighedRow(NamedTuple):
    """A decision that the last grouping went by; `said` is a relation, or split or merge."""

    decision_id: int
    article_id: int
    other_id: int
    said: str


class TwinRow(NamedTuple):
    """Two articles of one reprint class, written down both ways."""

    article_id: int
    same_as: int
    is_same_text: bool


class MeasureRow(NamedTuple):
    """A measure of `pairs`: its place in the list, what it means, what some runs held it to."""

    position: int
    measure: str
    meaning: str
    threshold: float | None
    is_minimum: bool
    config_hash: str = ""  # of those runs


class PairRow(NamedTuple):
    """Two articles compared, `article_id < other_id`; shares as in schema.sql.

    The two measures that later steps read have columns of their own. The place of the others in
    `measures` is that of the run's own list: another run may have more of them, in another order.
    """

    article_id: int
    other_id: int
    relation: str
    confidence: float
    channels: list[str]
    article_share: float
    other_share: float
    story: float
    words_replaced: float
    measures: list[float]
    run_id: int


class OverruledRow(NamedTuple):
    """How a pair relates that stands for something else than what was found of it."""

    article_id: int
    other_id: int
    relation: str
    confidence: float
    is_fixed: bool


class DirectionRow(NamedTuple):
    """How odd the word pairs of a pair's texts are: of the first, of the other, of both."""

    article_id: int
    other_id: int
    article_oddness: float
    other_oddness: float
    common_oddness: float


class ReplacementRow(NamedTuple):
    """A phrase of one text that stands for a phrase of the other."""

    article_id: int
    other_id: int
    phrase: str
    other_phrase: str
    times: int


class TorturedRow(NamedTuple):
    """Two words in a row that nobody writes, in the spun copy of a pair."""

    article_id: int
    other_id: int
    phrase: str


class ComponentRow(NamedTuple):
    """The fingerprint of what the groups of a component were made of."""

    component_id: int
    fingerprint: int


class GroupRow(NamedTuple):
    """A copy group and its source."""

    group_id: int
    source_id: int | None
    source_status: str
    source_confidence: float
    reasons: list[str]
    run_id: int


class MemberRow(NamedTuple):
    """An article in a copy group, and how it relates to the article that it has its text from.

    `source_id` is that article; None for a group's source and where none is named. `relation` is
    None for the earliest member of a group whose source is not named.
    """

    article_id: int
    group_id: int
    source_id: int | None
    relation: str | None
    confidence: float
    share: float


class StoryRow(NamedTuple):
    """An article in a story."""

    article_id: int
    story_id: int


class DecisionRow(NamedTuple):
    """What a person decided on two articles, `article_id < other_id`; `found` is what we had said.

    `verb` is confirm, relabel (to `relation`), split (never in one copy group), merge (in one copy
    group) or withdraw (of all that was decided on the two before).
    """

    decision_id: int
    verb: str
    article_id: int
    other_id: int
    relation: str | None
    found: str
    who: str
    why: str | None
    made_at: dt.datetime


class ForgottenRow(NamedTuple):
    """What was erased and must not come back: the id of an article, or else a site."""

    article_id: int | None
    site: str | None
    forgotten_at: dt.datetime


class SharedIdRow(NamedTuple):
    """One of several keys whose hashes begin alike, and the article that is its own."""

    key_hash: str
    article_id: int
