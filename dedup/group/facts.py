"""What grouping knows of an article besides its text."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

UNDATED = dt.datetime(1, 1, 1)  # noqa: DTZ001 (only a place holder in sort keys)


class ArticleFacts(NamedTuple):
    """An article that takes part in grouping.

    `content_hash` is equal for equal texts; `at` is the effective date, UTC, None where there is
    none. `points_to` are the names that the page gives as its origin (`name_of` an article, a site,
    an outlet), sorted and without its own. `words` is its length as it came, with notices that were
    cut from a bare text: on a page such lines are the site's, in a text the copyist's. Ties go by
    `order`: the id, which is the beginning of a hash of the address; or, where two of these begin
    alike, a number that goes by the whole of them and not by who came first. `precision` says how
    exact `at` is (second, minute, day), `seen_at` by when it was certainly there.
    """

    article_id: int
    content_hash: int
    at: dt.datetime | None = None
    site: str = ""
    site_name: str | None = None
    points_to: tuple[str, ...] = ()
    words: int = 0
    paragraphs: int = 0
    order: int | None = None  # None: the id
    precision: str | None = None
    seen_at: dt.datetime | None = None


def name_of(article_id: int) -> str:
    """The name by which a page points to another one.

    >>> name_of(7)
    'article 7'
    """
    return f"article {article_id}"


def age(article: ArticleFacts) -> tuple[bool, dt.datetime, int]:
    """Sort key, earliest first: undated articles come last, ties go by the hash of the address.

    >>> first, second = ArticleFacts(9, 1, dt.datetime(2026, 3, 2)), ArticleFacts(1, 1)
    >>> min([second, first], key=age).article_id
    9
    """
    return (article.at is None, article.at or UNDATED, order_of(article))


def order_of(article: ArticleFacts) -> int:
    """The place of an article among those that nothing else tells apart.

    >>> order_of(ArticleFacts(7, 1)), order_of(ArticleFacts(7, 1, order=8))
    (7, 8)
    """
    return article.article_id if article.order is None else article.order


def by_class(
    facts: Iterable[ArticleFacts], class_of: Mapping[int, int]
) -> Mapping[int, Sequence[ArticleFacts]]:
    """The members of each reprint class."""
    members_of: defaultdict[int, list[ArticleFacts]] = defaultdict(list)
    for fact in facts:
        members_of[class_of[fact.article_id]].append(fact)
    return members_of
