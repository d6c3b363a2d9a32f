"""New stores as copies of one that was made: tables and views take 0.2 s of CPU, a copy nothing.

For tests of what is done with a store. Those of `storage` and of crashes make each by itself.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from storage.migrations import migrate
from storage.store import Store

# A store is known by its id, which it has from its making; the one that is copied has none yet.
TAKE_ID = "UPDATE internal.state SET value = '' WHERE name = 'store'"
GIVE_ID = (
    "UPDATE internal.state SET value = 'urn:uuid:' || uuid() WHERE name = 'store' AND value = ''"
)


@pytest.fixture(scope="session", name="new_store")
def _new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a store that was made, and is nobody's."""
    path = tmp_path_factory.mktemp("new") / "news"
    with Store.open(path) as made:
        made.rows(TAKE_ID)
    return path / "writer" / "news.duckdb"


@pytest.fixture(scope="package", autouse=True)
def _copied(new_store: Path) -> Iterator[None]:
    """Let what makes a store in this process begin with a copy."""
    attach = Store._attach

    def attach_copy(self: Store, name: str, file: Path) -> None:
        if name == "news" and not file.exists():
            shutil.copyfile(new_store, file)
        attach(self, name, file)

    def migrate_copy(connection: duckdb.DuckDBPyConnection) -> int:
        found = migrate(connection)
        connection.execute(GIVE_ID)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "_attach", attach_copy)
        patch.setattr("storage.store.migrate", migrate_copy)
        yield
