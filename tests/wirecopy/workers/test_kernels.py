"""Kernels are loaded where workers are forked, and for large runs alone."""

import logging
from typing import TYPE_CHECKING, Any

import pytest

from dedup import fast
from dedup.compare.batch import verdicts_on
from tests.dedup.fast import needs_numba
from tests.wirecopy.workers import loaded
from tests.wirecopy.workers.test_worker_modules import BATCH
from wirecopy.stages import compare
from wirecopy.workers import kernels, pool
from wirecopy.workers.pool import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.pairs import Pair


@needs_numba
def test_workers_share_what_was_loaded_where_they_are_forked() -> None:
    plain = verdicts_on(BATCH)
    with Workers(2) as workers:
        before, *_ = workers.apart(loaded.modules, [None])
        workers.use_kernels()
        after, *_ = workers.apart(loaded.modules, [None])
        found, *_ = workers.apart(verdicts_on, [BATCH])
    assert "numba" not in before
    assert {"numba", "dedup.compare.kernels.pair", "dedup.candidates.kernels"} <= after
    assert "datasketch" not in after
    assert list(map(repr, found)) == list(map(repr, plain))
    assert not fast.is_on(), "this process has loaded nothing"


def test_plain_code_runs_where_kernels_fail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> bool:
        raise RuntimeError("LLVM ERROR")

    monkeypatch.setattr(fast, "turn_on", fails)
    with caplog.at_level(logging.WARNING):
        kernels.warm()
    assert caplog.messages == ["plain code runs, compiled does not: LLVM ERROR"]


def test_one_line_where_compiled_code_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pool._warn_once.cache_clear()
    monkeypatch.setattr(fast, "kernels", lambda: fast.Kernels(None, "plain: no room", False))
    with Workers(2) as workers, caplog.at_level(logging.WARNING):
        workers.use_kernels()
        workers.use_kernels()
    assert caplog.messages == ["counting is plain: no room"]


class Counting:
    """Workers that note whether kernels were asked for."""

    count = 2

    def __init__(self) -> None:
        self.asked = 0

    def use_kernels(self) -> None:
        self.asked += 1

    def map(self, _function: Any, _batches: Any) -> list[Any]:
        return []


class NoTexts:
    def of(self, ids: set[int]) -> dict[int, None]:
        return dict.fromkeys(ids)


@pytest.mark.parametrize(("n_pairs", "asked"), [(1, 0), (compare.MANY - 1, 0), (compare.MANY, 1)])
def test_few_pairs_are_compared_by_plain_code(n_pairs: int, asked: int) -> None:
    workers = Counting()
    pairs: Sequence[Pair] = [(n, n + 1) for n in range(n_pairs)]
    comparer = compare.Comparer(NoTexts(), workers)  # type: ignore[arg-type]
    comparer.ask(pairs)
    assert workers.asked == asked
