"""A raw page that has come, with the fetch that brought it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from crawler.page import RawPage
from storage.records import FetchRow


class Arrival(NamedTuple):
    """A raw page and the fetch that brought it; `fetch.article_id` is never None here.

    `taken` says of the later pages that go with it, by their ids, which of their fetches is the
    last that is known.
    """

    fetch: FetchRow
    page: RawPage
    taken: Mapping[int, int] = MappingProxyType({})


def article_id_of(fetch: FetchRow) -> int:
    """Return the article that a fetch brought. Raises ValueError for feeds and sitemaps."""
    if fetch.article_id is None:
        raise ValueError(f"fetch {fetch.fetch_id} of {fetch.url} has no article")
    return fetch.article_id
