"""Which fields of rows could not be read: told once a field, with the first row and how many."""

from collections import Counter
from collections.abc import Iterable

from wirecopy.intake.files import Item


class LeftOut:
    """Counts the fields that were left out of rows that were taken."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._count = Counter[str]()

    def note(self, items: Iterable[Item]) -> None:
        """Count those of some rows."""
        for item in items:
            for sentence in item.left_out:
                field = sentence.partition(" ")[0]
                self._first.setdefault(field, f"{item.place}: {sentence}")
                self._count[field] += 1

    def lines(self) -> list[str]:
        """A line a field."""
        more = {field: count - 1 for field, count in self._count.items()}
        return [
            f"{first} (and of {more[field]:,} more)" if more[field] else first
            for field, first in self._first.items()
        ]
