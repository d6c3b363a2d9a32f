"""Small facts about the store itself, one row a name in `internal.state`. No other file names one.

They tell a run what earlier ones have left: how far extraction has come, what readers have seen,
what a killed run was about to do. Of the crawler's own facts (`crawl.NAME`) only the crawler knows
what they mean.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import duckdb

# Lists that are made of the whole store and stand until what they are made of has doubled, so that
# answers can be repeated.
List: TypeAlias = Literal["common_keys", "background", "furniture", "boilerplate"]
LISTS: tuple[List, ...] = ("common_keys", "background", "furniture", "boilerplate")


class Grouped(NamedTuple):
    """What the last grouping went by: the stamp of its rules, how many keys shared their ids."""

    stamp: str = ""
    shared_ids: int = 0


BY_NOTHING = Grouped()  # all articles are to be grouped anew


class Published(NamedTuple):
    """What readers have: the changes up to this one, since this moment (UTC)."""

    changes: int
    at: dt.datetime


class State:
    """The facts, read and written. Writing belongs into the transaction that makes them true."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work on the database that the connection uses; a reader's can only be read."""
        self._connection = connection

    # When is a list to be made anew?

    def is_due(self, name: List, n: int) -> bool:
        """Whether a list is to be made anew of `n` things, because they have doubled since."""
        return n >= 2 * int(self._get(f"{name}_of") or 0)

    def set_made_of(self, name: List, n: int) -> None:
        """Remember that a list was made, of `n` things."""
        self._set(f"{name}_of", str(max(1, n)))

    def forget_lists(self) -> None:
        """Let every list be due."""
        for name in LISTS:
            self._set(f"{name}_of", "0")

    # Which store is it?

    @property
    def store_id(self) -> str:
        """What tells the store from all others: a URN, given to it when it was made."""
        return self._get("store")

    # How far has it come?

    @property
    def extracted_to(self) -> int:
        """The last fetch whose page was extracted."""
        return int(self._get("extracted_to") or 0)

    def set_extracted_to(self, fetch_id: int) -> None:
        """Remember the last fetch whose page was extracted; 0 for none."""
        self._set("extracted_to", str(fetch_id))

    @property
    def grouped(self) -> Grouped:
        """What the last grouping went by."""
        return Grouped(**json.loads(self._get("grouped") or "{}"))

    def set_grouped(self, grouped: Grouped) -> None:
        """Remember what grouping went by."""
        self._set("grouped", json.dumps(grouped._asdict()))

    @property
    def views(self) -> str:
        """Which version of the public views the store has; empty for none."""
        return self._get("views")

    def set_views(self, version: str) -> None:
        """Remember which version of the public views the store has."""
        self._set("views", version)

    # What have readers seen?

    @property
    def changes(self) -> int:
        """How often articles or derived rows were changed."""
        return int(self._get("changes") or 0)

    def mark_changed(self) -> None:
        """Say that articles or derived rows changed, so that the next publish has something to do.

        `Store.insert` says so by itself; who only deletes or updates says it here, in the same
        transaction as the change.
        """
        self._set("changes", str(self.changes + 1))

    @property
    def published(self) -> Published | None:
        """What was published last; None before the first time."""
        at = self._get("published_at")
        if not at:
            return None
        return Published(int(self._get("published_changes") or 0), dt.datetime.fromisoformat(at))

    def set_published(self, published: Published) -> None:
        """Remember what was published last."""
        self._set("published_changes", str(published.changes))
        self._set("published_at", published.at.isoformat())

    @property
    def compacted(self) -> int:
        """Bytes of the main file when it was written anew last; 0 where it never was."""
        return int(self._get("compacted") or 0)

    def set_compacted(self, size: int) -> None:
        """Remember how large the main file is, now that it is written anew."""
        self._set("compacted", str(size))

    # What was begun and has to be finished?

    @property
    def is_deriving(self) -> bool:
        """Whether verdicts are half derived: that is never published."""
        return bool(self._get("deriving"))

    def set_deriving(self, run_id: int | None) -> None:
        """Remember the run that derives verdicts; None when they are whole again."""
        self._set("deriving", str(run_id or ""))

    @property
    def unarchived_since(self) -> int:
        """The first fetch of an import that copies nothing into the archive; 0 if none goes on."""
        return int(self._get("unarchived") or 0)

    def set_unarchived_since(self, fetch_id: int) -> None:
        """Remember where an import begins that copies nothing into the archive; 0 when it ends."""
        self._set("unarchived", str(fetch_id))

    @property
    def unlinked(self) -> list[str]:
        """Archive files whose rows say already that they are gone."""
        return list(json.loads(self._get("unlink") or "[]"))

    def set_unlinked(self, files: Collection[str]) -> None:
        """Remember archive files that are about to go; none when they are gone."""
        self._set("unlink", json.dumps(sorted(files)) if files else "")

    @property
    def erasing(self) -> Mapping[str, Any] | None:
        """What is being erased; None where nothing is, or its rows are gone."""
        said = self._get("forgetting")
        return json.loads(said) if said not in ("", CLEANING) else None

    def set_erasing(self, what: Mapping[str, Any]) -> None:
        """Remember what is to be erased."""
        self._set("forgetting", json.dumps(what))

    @property
    def is_erasing(self) -> bool:
        """Whether something is being erased, or what it left is being cleaned up."""
        return bool(self._get("forgetting"))

    def set_erased(self) -> None:
        """Remember that all rows of it are gone; files and snapshots are still to be cleaned."""
        self._set("forgetting", CLEANING)

    def set_cleaned(self) -> None:
        """Remember that nothing is left of what was erased."""
        self._set("forgetting", "")

    @property
    def swapping(self) -> str:
        """The archive file whose new version is about to take its name; empty for none."""
        return self._get("swap")

    def set_swapping(self, file: str) -> None:
        """Remember the archive file whose new version is about to take its name; empty for none."""
        self._set("swap", file)

    # What the crawler leaves for its next run.

    def crawl(self, name: str) -> str | None:
        """A fact of the crawler's, or None."""
        return self._get(f"crawl.{name}") or None

    def set_crawl(self, name: str, value: str) -> None:
        """Leave a fact of the crawler's."""
        self._set(f"crawl.{name}", value)

    def _get(self, name: str) -> str:
        query = "SELECT value FROM internal.state WHERE name = ?"
        found = self._connection.execute(query, [name]).fetchall()
        return str(found[0][0]) if found else ""

    def _set(self, name: str, value: str) -> None:
        query = "UPDATE internal.state SET value = ? WHERE name = ?"
        if self._connection.execute(query, [value, name]).fetchall() == [(0,)]:
            self._connection.execute("INSERT INTO internal.state VALUES (?, ?)", [name, value])


CLEANING = "cleaning"  # in the place of what is being erased, when its rows are gone
