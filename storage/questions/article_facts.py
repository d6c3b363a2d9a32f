"""One article: its names, its text, its copy group, its story."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from storage.asked import Asked

if TYPE_CHECKING:
    from storage.reader import Reader, Rows  # loads DuckDB


class Headline(NamedTuple):
    """An article without its text."""

    article_id: int
    site: str
    title: str | None
    url: str | None
    published_at: dt.datetime | None
    words: int
    group_id: int | None


class Source(NamedTuple):
    """The source of a copy group or of a copy, and the reasons why one is named or none is."""

    source_site: str | None
    source_status: str
    source_confidence: float | None
    reasons: list[str]


class GroupMember(NamedTuple):
    """An article in a copy group; `relation` is also source, or earliest where none is named."""

    article_id: int
    site: str
    relation: str
    confidence: float | None
    share: float | None
    lag_minutes: float | None
    title: str | None
    url: str | None


class Report(NamedTuple):
    """An article on the same event that is in no copy group with it."""

    article_id: int
    site: str
    published_at: dt.datetime | None
    title: str | None
    url: str | None


class Text(NamedTuple):
    """An article with its text, and its effective date."""

    article_id: int
    site: str
    title: str | None
    url: str | None
    effective_at: dt.datetime | None
    text: str


class Traces(NamedTuple):
    """Where to look for traces of a spinner: the text, the lines cut from it, tortured phrases."""

    text: str
    removed: list[str]
    tortured: list[str]


HEADLINE = """
SELECT article_id, site, title, url, published_at, words, group_id
FROM articles WHERE article_id = ?
"""

MEMBERS = """
SELECT article_id, site, relation, round(confidence, 2), round(share, 2), lag_minutes, title, url
FROM (SELECT copy_id AS article_id, copy_site AS site, relation::VARCHAR AS relation, confidence,
             share, lag_minutes, copy_title AS title, copy_url AS url
      FROM copies WHERE group_id = $group AND NOT ($unlicensed AND is_licensed)
      UNION ALL
      SELECT article_id, site, coalesce(relation::VARCHAR, 'earliest'), NULL, NULL, NULL, title, url
      FROM articles WHERE group_id = $group AND (relation = 'source' OR relation IS NULL))
ORDER BY relation = 'source' DESC, relation = 'earliest' DESC, lag_minutes, article_id
"""

# A copy may have another source than its group, or none: then the group's reasons are not its own.
PAIR_SOURCE = """
WITH own AS (
    SELECT c.*, g.source_confidence AS chance, g.reasons, g.source_site AS first_site,
           c.source_id IS NOT DISTINCT FROM g.source_id AS is_of_group
    FROM copies c JOIN copy_groups g USING (group_id)
    WHERE copy_id IN ($one, $two)
      AND 2 = (SELECT count(*) FROM articles a
               WHERE a.group_id = c.group_id AND article_id IN ($one, $two)))
SELECT source_site, source_status, CASE WHEN is_of_group THEN chance ELSE source_confidence END,
       CASE WHEN is_of_group THEN reasons
            WHEN source_id IS NULL
            THEN ['more of it stands in the text of ' || first_site || ' than in the one copied']
            ELSE ['nearer than the source of the group, ' || first_site] END
FROM own ORDER BY coalesce(source_id IN ($one, $two), false) DESC, copy_id = $two DESC LIMIT 1
"""

TRACES = """
SELECT text, (SELECT coalesce(list(r.text), []) FROM removed_lines r WHERE r.article_id = $article),
       (SELECT coalesce(list(phrase), []) FROM tortured_phrases)
FROM articles WHERE article_id = $article
"""

REPORTS = """
SELECT article_id, site, published_at, title, url FROM articles
WHERE story_id = (SELECT any_value(story_id) FROM articles WHERE article_id = $article)
  AND group_id IS DISTINCT FROM $group AND article_id <> $article
ORDER BY published_at, article_id
"""

SOURCE_FIRST = """
SELECT a.article_id FROM articles a JOIN internal.dated d USING (article_id)
WHERE a.article_id IN ($one, $two)
ORDER BY a.relation IS DISTINCT FROM 'source', d.effective_at NULLS LAST, a.article_id LIMIT 1
"""


COMPARED = """
SELECT coalesce(c.text, a.text) FROM internal.articles a
LEFT JOIN internal.compared c USING (article_id) WHERE article_id = ?
"""

HAS_OPENINGS = "SELECT 1 FROM internal.migrations WHERE number = 10"  # else no deck was compared

# An article that takes no part in grouping has no opening, but maybe a deck.
OPENING = """
SELECT CASE WHEN t.article_id IS NULL THEN a.deck ELSE o.deck END
FROM internal.articles a LEFT JOIN internal.texts t USING (article_id)
LEFT JOIN internal.openings o USING (article_id) WHERE article_id = ?
"""


def source_first(asked: Asked, one: int, two: int) -> tuple[int, int]:
    """Return two articles: first the source of their group, or else the earlier one."""
    ((first,),) = asked.rows(SOURCE_FIRST, {"one": one, "two": two})
    return (one, two) if first == one else (two, one)


def everything(reader: "Reader", article_id: int) -> "Rows":
    """Return an article with all columns of the view."""
    return reader.query("SELECT * FROM articles WHERE article_id = ?", [article_id])


def headline(asked: Asked, article_id: int) -> Headline:
    """An article without its text."""
    (row,) = asked.rows(HEADLINE, [article_id])
    return Headline(*row)


def text(asked: Asked, article_id: int) -> Text:
    """An article with its text."""
    query = "SELECT article_id, site, title, url, effective_at, text FROM internal.dated"
    (row,) = asked.rows(f"{query} WHERE article_id = ?", [article_id])
    return Text(*row)


def compared(asked: Asked, article_id: int) -> tuple[str, str | None]:
    """What is compared of an article: its text without furniture, and the deck above it."""
    ((text,),) = asked.rows(COMPARED, [article_id])
    ((deck,),) = asked.rows(OPENING, [article_id]) if asked.rows(HAS_OPENINGS) else [(None,)]
    return text, deck


def group_source(asked: Asked, group_id: int) -> Source:
    """The source of a copy group."""
    (row,) = asked.rows(
        "SELECT source_site, source_status, source_confidence, reasons"
        " FROM copy_groups WHERE group_id = ?",
        [group_id],
    )
    return Source(*row)


def pair_source(asked: Asked, one: int, two: int) -> Source | None:
    """Where one of two articles of a copy group has its text from: as `copies` has it.

    That is the copy if the other is its source, else `two`.
    """
    found = asked.rows(PAIR_SOURCE, {"one": one, "two": two})
    return Source(*found[0]) if found else None


def members(asked: Asked, group_id: int, *, unlicensed: bool) -> list[GroupMember]:
    """Return the members of a copy group, the source first; `unlicensed` omits licensed ones."""
    given = {"group": group_id, "unlicensed": unlicensed}
    return [GroupMember(*row) for row in asked.rows(MEMBERS, given)]


def independent_reports(asked: Asked, article: Headline) -> list[Report]:
    """Return the reports of the same event that are outside the article's copy group."""
    given = {"article": article.article_id, "group": article.group_id}
    return [Report(*row) for row in asked.rows(REPORTS, given)]


def traces(asked: Asked, article_id: int) -> Traces:
    """Return where to look for traces of a spinner in an article."""
    (row,) = asked.rows(TRACES, {"article": article_id})
    return Traces(*row)
