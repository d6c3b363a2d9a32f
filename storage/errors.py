"""What can be wrong with a store, and with a question to it. Every message says what to do."""

NEWER = "newer version of DuckDB"  # what DuckDB says of a file whose format it can't know
BY_NEWER = (
    "a newer DuckDB has written it, which comes with a newer wirecopy;"
    " upgrade with: pip install --upgrade wirecopy"
)


class StoreError(Exception):
    """The store can't be used as asked: says what, where and what to do."""


class NoSuchStoreError(StoreError):
    """There is no store at that place."""


class LockedError(StoreError):
    """Another run is writing to the store."""


class NewerStoreError(StoreError):
    """The store was made by a newer wirecopy."""


class QueryError(StoreError):
    """A query can't be answered: one line that says why."""


class NoSuchViewError(StoreError):
    """There is no view of that name."""
