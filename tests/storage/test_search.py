"""What the search index takes while it is made."""

from pathlib import Path

import pytest

from storage import search
from storage.store import Store
from tests.storage.sample_records import article

TEXTS = {"Chinese": "渡轮将于星期一再次启航" * 200, "English": "The ferry sails on Monday. " * 80}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_never_held_once_a_word(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese has no spaces: a text of 3 MB is one piece, and repeated it filled any disk."""
    held: list[int] = []

    def look(store: Store) -> None:
        columns = store.rows(
            "SELECT table_name, column_name FROM duckdb_columns()"
            " WHERE database_name = 'temp' AND data_type = 'VARCHAR' AND NOT internal"
        )
        for table, column in columns:
            ((size,),) = store.rows(f"SELECT coalesce(sum(strlen({column})), 0) FROM temp.{table}")
            held.append(int(size))
        add(store)

    add = search._add
    monkeypatch.setattr(search, "_add", look)
    with Store.open(tmp_path / "news") as store:
        store.insert("articles", [article(1, text=text)])

        assert search.refresh(store) == 1
        ((n_words,),) = store.rows("SELECT length FROM internal.searched")

    assert n_words >= 400
    assert len(text) <= max(held) < 10 * len(text.encode())
