"""When a run writes, since a kill costs what was not written yet; and what it can't write."""

from pathlib import Path

import pytest

from crawler.answer import Answer
from crawler.frontier import ledger as ledgers
from crawler.frontier import schedule
from crawler.frontier.ledger import FIRST_COMMIT, ROWS_A_COMMIT, Ledger
from crawler.frontier.plan import url_row
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import now
from storage.store import Store


def test_batches_grow_with_the_run(tmp_path: Path) -> None:
    """What a kill may cost is a quarter of what is safe, and never more than the largest batch."""
    sizes: list[int] = []
    answer = Answer("https://a.example/1", "https://a.example/1", "gone", 404)
    with Store.open(tmp_path / "news") as store:
        ledger = Ledger(Frontier(store), Pages(store), tmp_path / "news" / "raw", 1)
        size = 0
        for _ in range(8_000):
            ledger.record(answer, "page", "a.example", "a")
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


def test_a_page_that_is_never_packed_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried as often as any other, later each time; one that is safe from before stays safe."""

    def failing(*_: object, **__: object) -> bytes:
        raise LookupError("odd")

    monkeypatch.setattr(ledgers, "pack", failing)
    address = "https://a.example/1"
    answer = Answer(address, address, "ok", 200, b"<p>", fetched_at=now())
    row = url_row(address, "a.example", 1, now())
    states: list[tuple[str, int, str | None]] = []
    waits: list[float] = []
    with Store.open(tmp_path / "news") as store:
        frontier = Frontier(store)
        ledger = Ledger(frontier, Pages(store), tmp_path / "news" / "raw", 1)

        def tried() -> None:
            ledger.record(answer, "page", "a.example", "a", row)
            ledger.urls[row.url_key] = schedule.url_after(row, answer, now())
            ledger.flush()

        for _ in range(schedule.MAX_ATTEMPTS):
            before = now()
            tried()
            (row,) = frontier.known([row.url_key]).values()
            states.append((row.state, row.attempts, row.note))
            waits += [(row.next_try_at - before).total_seconds()] if row.next_try_at else []
        row = row._replace(state="fetched", note=None)
        tried()
        (safe,) = frontier.known([row.url_key]).values()
        ledger.close()

    last = schedule.MAX_ATTEMPTS
    assert [state for state, *_ in states] == ["pending"] * (last - 1) + ["failed"]
    assert states[-1] == ("failed", last, "LookupError: odd")
    assert waits == sorted(waits)
    assert len(waits) == last - 1
    assert safe.state == "fetched"
    assert [each.source for each in ledger.unpacked] == ["a"] * (last + 1)
