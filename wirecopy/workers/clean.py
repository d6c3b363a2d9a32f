"""Pages cleaned as a worker does it: what they may take, what a database takes of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.page import RawPage
from dedup.words.disguise import disguised
from dedup.words.tokens import Digest, digests
from wirecopy.workers.worker import Limits

if TYPE_CHECKING:
    from crawler.extract.article import Article

# The slowest honest page of 10 MB (a table of 470,000 rows) takes 2.5 s and 590 MB, and 10 s on a
# machine that is busy with four others.
LIMITS = Limits(seconds=30, memory=2 << 30)
READ = 10_000_000  # bytes of a page that extraction reads; the same there, where a test looks
WARM = b"<html><article>" + b"<p>The ferry sailed again on Monday, a week after the storm.</p>" * 9


# Of pages that are cleaned together, in one way to a worker and back (0.15 ms) and one hashing.
BUNDLE = 200_000  # bytes
BUNDLED = 50


class CleanedPage(NamedTuple):
    """An article, what its text is known by, and how many of its words were disguised."""

    article: "Article"
    digest: Digest
    disguised_words: int = 0


def warm() -> None:
    """Load all that cleaning a page needs: 0.3 s that workers then share."""
    cleaned([RawPage("", WARM)])


def cleaned(pages: Sequence[RawPage]) -> list[CleanedPage]:
    """The articles of pages, with what their texts are known by."""
    articles = [article_of(page) for page in pages]
    texts = [article.text for article in articles]
    return list(map(CleanedPage, articles, digests(texts), map(disguised, texts)))


def bundles(pages: Sequence[RawPage]) -> list[list[RawPage]]:
    """Pages in order, small ones together.

    >>> pages = [RawPage("", b"x" * length) for length in (150_000, 60_000, 200, 900_000, 200)]
    >>> [list(map(size, bundle)) for bundle in bundles(pages)]
    [[150000], [60000, 200], [900000], [200]]
    >>> [list(map(size, bundle)) for bundle in bundles([RawPage("", b"")])]
    [[0]]
    """
    found: list[list[RawPage]] = []
    room = 0
    for page in pages:
        room -= size(page)
        if not found or room < 0 or len(found[-1]) == BUNDLED:
            found.append([])
            room = BUNDLE - size(page)
        found[-1].append(page)
    return found


def weight(bundle: Sequence[RawPage]) -> int:
    """The bytes of some pages."""
    return sum(map(size, bundle))


def bounded(page: RawPage) -> RawPage:
    """A page without what extraction would not read: it need not travel to a worker."""
    later = tuple(map(bounded, page.later))
    if len(page.body) <= READ and later == page.later:
        return page
    return replace(page, body=page.body[:READ], later=later)


def size(page: RawPage) -> int:
    """The bytes of a page, and of the later ones that go with it."""
    return len(page.body) + sum(map(size, page.later))


def article_of(page: RawPage) -> "Article":
    """The article of a page, and of those that it goes on on, as a database takes it."""
    from crawler.extract.joining import extract_all  # noqa: PLC0415 (the main process may do without)

    article: Article = storable(extract_all((page, *page.later)))
    return article


def storable(value: Any) -> Any:
    """An article, or a part of one, as a database takes it.

    No halves of characters, no NULs, no times that UTC does not have.
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dt.datetime):
        return possible(value)
    if isinstance(value, tuple):
        parts = map(storable, value)
        return value._make(parts) if hasattr(value, "_make") else tuple(parts)
    return value


def plain(text: str) -> str:
    r"""Text without lone surrogates and NULs.

    >>> plain("a\ud83d b\0")
    'a? b'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def possible(moment: dt.datetime | None) -> dt.datetime | None:
    """A time, or None where UTC has no such one."""
    try:
        if moment is not None and moment.tzinfo is not None:
            moment.astimezone(dt.UTC)
    except OverflowError:
        return None
    return moment
