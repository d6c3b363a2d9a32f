"""When compiled kernels are used, where what is compiled is kept, and what is said of it."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from dedup import fast
from tests.dedup.fast import needs_numba


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing is remembered of the environment of this process."""
    for name in (fast.SWITCH, "NUMBA_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fast.kernels.cache_clear()
    yield
    fast.turn_off()
    fast.kernels.cache_clear()


@needs_numba
def test_a_process_is_plain_until_kernels_are_asked_for(tmp_path: Path) -> None:
    assert fast.kernels().cache == tmp_path / "cache" / "wirecopy"
    assert not fast.is_on()
    assert fast.turn_on()
    assert fast.is_on()
    fast.turn_off()
    assert not fast.is_on()


@pytest.mark.parametrize(
    ("value", "is_off"),
    [("0", True), ("No", True), ("off", True), ("false", True), ("yes", False), ("", False)],
)
@needs_numba
def test_the_environment_turns_them_off(
    value: str, is_off: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(fast.SWITCH, value)
    assert (fast.kernels().cache is None) == is_off
    assert fast.turn_on() != is_off


def test_without_numba_plain_code_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "find_spec", lambda name: None)
    found = fast.kernels()
    assert (found.cache, found.is_expected) == (None, True)
    assert "pip install 'wirecopy[fast]'" in found.why
    assert not fast.turn_on()


@needs_numba
def test_numba_that_cannot_be_loaded_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there, and goes with another numpy."""
    monkeypatch.setitem(__import__("sys").modules, "numba.core", None)
    assert not fast.turn_on()


@needs_numba
def test_without_a_place_for_compiled_code_plain_code_runs_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    found = fast.kernels()
    assert (found.cache, found.is_expected) == (None, False)
    assert str(tmp_path / "file") in found.why
    assert not fast.turn_on()


def test_where_compiled_code_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert fast.cache_folder() == tmp_path / "cache" / "wirecopy"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # is to be ignored
    assert fast.cache_folder() == tmp_path / ".cache" / "wirecopy"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    assert fast.cache_folder() == tmp_path / "mine"


def test_a_user_without_a_home_has_no_such_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", fails)
    assert fast.kernels().cache is None


def test_asking_writes_nothing(tmp_path: Path) -> None:
    fast.kernels()
    assert not (tmp_path / "cache").exists()


def test_what_can_be_set_is_documented() -> None:
    told = (Path(fast.__file__).parents[1] / "docs" / "howto-corpus.md").read_text("utf-8")
    assert all(name in told for name in (fast.SWITCH, "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"))


def test_plain_code_does_not_import_numba() -> None:
    """Whoever compares two texts, or a few thousand, does not wait for it."""
    import subprocess
    import sys

    script = (
        "import sys; from dedup.compare.batch import warm; warm()\n"
        "from dedup import fast; fast.kernels(); print('numba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
    assert importlib.util.find_spec("dedup.compare.kernels")
