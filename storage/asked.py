"""What questions are put to: a published snapshot, or the writer's own database."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]


class Asked(Protocol):
    """Whatever answers a query with rows: `storage.reader.Reader`, `storage.store.Store`."""

    def rows(self, query: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; `?` or `$name` stand for the parameters."""
