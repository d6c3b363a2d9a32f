"""What was erased and must not come back."""

import datetime as dt
from typing import NamedTuple

from storage.asked import Asked


class Erased(NamedTuple):
    """An erased article, by its id, or an erased site."""

    article_id: int | None
    site: str | None
    forgotten_at: dt.datetime


def listed(asked: Asked) -> list[Erased]:
    """Return all that was erased and is kept out."""
    query = "SELECT article_id, site, forgotten_at FROM internal.forgotten ORDER BY ALL"
    return [Erased(*row) for row in asked.rows(query)]
