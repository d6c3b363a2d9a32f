"""What is exported: a view of the store, or a query, by the name that its file or table gets."""

import re
from typing import NamedTuple

from storage.errors import NoSuchViewError
from storage.reader import Reader

NAME = re.compile(r"[\w-]+")


class NamedQuery(NamedTuple):
    """A query of the store, and what the rows that it gives are called."""

    name: str
    query: str


def named_query(reader: Reader, text: str, level: str) -> NamedQuery:
    """What a view or a query stands for; raises NoSuchViewError for a word that is neither."""
    view = text.replace("-", "_")
    if view == "keep_map":
        return NamedQuery(view, f"FROM keep_map('{level}')")
    views = reader.views()
    if view in views:
        return NamedQuery(view, f'FROM "{view}"')
    if NAME.fullmatch(text):
        raise NoSuchViewError(f"{text}: no such view; there are: keep-map, {', '.join(views)}")
    return NamedQuery("rows", text)
