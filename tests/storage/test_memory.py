"""What the writer may take of the machine's memory."""

from pathlib import Path

import pytest

from storage import store
from storage.store import Store


def limit(opened: Store) -> str:
    ((found,),) = opened.rows("SELECT current_setting('memory_limit')")
    return str(found)


def test_a_small_store_gets_half_a_gigabyte(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as opened:
        assert limit(opened) == "488.2 MiB"


def test_a_large_one_gets_half_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while it is open: a first import begins with nothing."""
    monkeypatch.setattr(store, "MEMORY", 4_000_000)
    with Store.open(tmp_path / "news") as opened:
        before = limit(opened)
        opened.rows("CREATE TABLE internal.weight AS SELECT uuid() AS id FROM range(2_000_000)")
        opened.rows("CHECKPOINT")
        size = (tmp_path / "news" / "writer" / "news.duckdb").stat().st_size
        opened.limit_memory()

        assert before == "3.8 MiB"
        assert limit(opened) == f"{int(size / 2 / 2**20 * 10) / 10} MiB"
