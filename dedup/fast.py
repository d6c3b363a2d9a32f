"""Whether compiled kernels do the counting: the extra `wirecopy[fast]`, which brings numba.

Plain code is the default, and gives the same answers bit for bit. Kernels are used where numba is
installed, where what was compiled can be kept (compiling takes half a minute), where the
environment does not forbid it, and where there is enough to do: numba takes half a second of CPU to
load, and 90 MB. So a process is plain until somebody turns it on.
"""

import hashlib
import os
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SWITCH = "WIRECOPY_FAST"
_IMPORTED = re.compile(rb"^from dedup\.([\w.]+) import", re.MULTILINE)
OFF = frozenset({"0", "no", "off", "false"})

_on: list[bool] = []


class Kernels(NamedTuple):
    """Where compiled code is kept; None where plain code is to run, and why."""

    cache: Path | None
    why: str
    is_expected: bool = True  # nobody has to be told


@cache
def kernels() -> Kernels:
    """What is to be used in this environment. Nothing is loaded."""
    if os.environ.get(SWITCH, "").strip().lower() in OFF:
        return Kernels(None, f"plain: {SWITCH} says so")
    if find_spec("numba") is None:
        return Kernels(None, "plain: numba is not installed (pip install 'wirecopy[fast]')")
    folder = cache_folder()
    if not _is_writable(folder):
        return Kernels(None, f"plain: what is compiled can't be kept in {folder}", False)
    return Kernels(folder, f"compiled, for large runs; kept in {folder}")


def cache_folder() -> Path:
    """Where compiled code is kept: NUMBA_CACHE_DIR, else a folder of the user's cache (XDG)."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base.startswith("/"):  # the XDG specification: another path is to be ignored
        return Path(base) / "wirecopy"
    try:
        return Path.home() / ".cache" / "wirecopy"
    except RuntimeError:  # a user without a home
        return Path(os.devnull) / "wirecopy"


def turn_on() -> bool:
    """Use kernels in this process and in those that it forks; whether they are used."""
    if not _on and (folder := kernels().cache) is not None:
        _on.append(_loads_numba(folder / f"kernels-{_digest()}"))
    return is_on()


def turn_off() -> None:
    """Be plain again."""
    _on.clear()


def is_on() -> bool:
    """Whether this process uses kernels."""
    return bool(_on and _on[0])


def _loads_numba(folder: Path) -> bool:
    try:
        from numba.core import config  # noqa: PLC0415 (half a second of CPU)
    except ImportError:  # it is there, and does not go with what else is installed
        return False
    vars(config)["CACHE_DIR"] = str(folder)  # read when a kernel is first met
    return True


def _is_writable(folder: Path) -> bool:
    """Whether files could be made there; nothing is."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    except OSError:  # not even its parent may be looked at
        return False


def _digest() -> str:
    """What was compiled of other kernels, or with other constants, is of no use.

    numba itself looks at the file of the outermost function alone.
    """
    home = Path(__file__).parent
    kernels = sorted([*home.rglob("kernels.py"), *home.rglob("kernels/*.py")])
    sources = [file.read_bytes() for file in kernels]
    named = {name.decode() for source in sources for name in _IMPORTED.findall(source)}
    constants = [home.joinpath(*name.split(".")).with_suffix(".py") for name in sorted(named)]
    sources += [file.read_bytes() for file in constants]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()[:12]
