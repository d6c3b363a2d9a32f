"""When a run writes: often while it is young, since a kill costs what was not written yet."""

from pathlib import Path

from crawler.answer import Answer
from crawler.frontier.ledger import FIRST_COMMIT, ROWS_A_COMMIT, Ledger
from storage.frontier import Frontier
from storage.pages import Pages
from storage.store import Store


def test_batches_grow_with_the_run(tmp_path: Path) -> None:
    """What a kill may cost is a quarter of what is safe, and never more than the largest batch."""
    sizes: list[int] = []
    answer = Answer("https://a.example/1", "https://a.example/1", "gone", 404)
    with Store.open(tmp_path / "news") as store:
        ledger = Ledger(Frontier(store), Pages(store), tmp_path / "news" / "raw", 1)
        size = 0
        for _ in range(8_000):
            ledger.record(answer, "page", "a.example")
            size += 1
            if ledger.is_full:
                ledger.flush()
                sizes.append(size)
                size = 0
        ledger.close()
        ((kept,),) = store.rows("SELECT count(*) FROM internal.fetches")

    assert kept == 8_000
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (FIRST_COMMIT, ROWS_A_COMMIT)
    assert all(size <= max(FIRST_COMMIT, sum(sizes[:n]) / 4) for n, size in enumerate(sizes))
    assert len(sizes) < 40
