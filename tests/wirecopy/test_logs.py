"""The trace of a fault: kept in the store, told where it is asked for, never an error itself."""

import logging
from pathlib import Path

import pytest

from wirecopy import logs
from wirecopy.logs import FAULTS, PlainLines, faults_kept

TRACE = "Traceback (most recent call last):\n  odd \x1b[31m\nLookupError: odd"


def tell(text: str = "a fault", **told: str) -> logging.LogRecord:
    record = logging.LogRecord("crawler", logging.ERROR, "", 0, text, (), None)
    record.told = told
    logging.getLogger("crawler").handle(record)
    return record


def test_a_trace_is_told_where_it_is_asked_for() -> None:
    record = tell(trace=TRACE)
    line, *trace = PlainLines(verbose=True).format(record).splitlines()

    assert PlainLines().format(record) == line == "a fault"
    assert (len(trace), trace[-1]) == (3, "LookupError: odd")
    assert "\x1b" not in "".join(trace)
    assert PlainLines(verbose=True).format(tell()) == "a fault"


def test_faults_alone_are_kept(tmp_path: Path) -> None:
    with faults_kept(tmp_path):
        tell("no fault")
        assert not (tmp_path / FAULTS).exists()
        tell(trace=TRACE)
    tell("after it", trace=TRACE)

    first, *rest = (tmp_path / FAULTS).read_text("utf-8").splitlines()
    assert first.endswith("Z a fault")
    assert rest[-1] == "LookupError: odd"
    assert len(rest) == 3


def test_they_take_so_much_room_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MOST_FAULTS", 1_000)
    with faults_kept(tmp_path):
        for n in range(100):
            tell(f"fault {n}", trace=TRACE)

    assert sorted(each.name for each in tmp_path.iterdir()) == [FAULTS, f"{FAULTS}.1"]
    assert all(each.stat().st_size <= 1_000 for each in tmp_path.iterdir())
    assert "fault 99" in (tmp_path / FAULTS).read_text("utf-8")


def test_what_can_not_be_written_is_let_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with faults_kept(tmp_path / "nowhere"):
        tell(trace=TRACE)
    assert capsys.readouterr().err == ""
