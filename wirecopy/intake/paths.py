"""The files that the arguments of a command stand for: which are read, which are left out."""

import glob
import os
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from crawler.page import is_html
from wirecopy.intake import bounded, tables

TEXT = (".txt", ".text", ".md")
HTML = (".html", ".htm", ".xhtml")
ROWS = (".jsonl", ".ndjson")
WARC = (".warc",)
READABLE = (*TEXT, *HTML, *ROWS, *tables.TABLES, *WARC)
# What is told with a reason of its own, also in a directory.
FOREIGN = {
    ".arc": "is ARC, the format before WARC; `warcio recompress` makes WARC of it",
    ".wacz": "is WACZ, a zip; unzip it, and name the files in its archive/",
}
# What a mirror of a site has beside its pages; left out of directories, taken where it is named.
FOR_MACHINES = frozenset(("robots.txt", "ads.txt", "app-ads.txt", "llms.txt", "hts-log.txt"))
ZIPPED = 5  # a page is so many times as long as its .gz
START = 4096  # bytes in which a page says what it is


class Found(NamedTuple):
    """The files that a path stands for: those to read, and those that nobody can."""

    files: list[Path]
    left_out: list[Path]


class NoFilesError(ValueError):
    """A path that stands for no file that can be read; the message says why."""


def name_of(path: str | Path) -> str:
    r"""The name of a file as a text that can be written: a byte that is no UTF-8 by its number.

    >>> name_of(os.fsdecode(b"caf\xe9/\xc3\xbc.html"))
    'caf\\xe9/ü.html'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def files_of(name: str) -> Found:
    """The files that a path stands for, sorted where they are several: a directory or a pattern.

    Raises NoFilesError.
    """
    path = Path(name)
    if path.is_dir():
        found = readable(path.rglob("*"))
        none = f"nothing to read in it; looked for {' '.join(READABLE)}"
    elif path.exists():
        return Found([path], [])
    elif glob.has_magic(name):
        found = readable(map(Path, glob.iglob(name, recursive=True)))  # noqa: PTH207 (Path's takes no absolute pattern)
        none = f"no such files; the pattern fits none of {' '.join(READABLE)}"
    else:
        raise NoFilesError("no such file; check the path")
    if not found.files:
        raise NoFilesError(none)
    return found


def readable(paths: Iterable[Path]) -> Found:
    """The files among some paths, by whether they can be read, sorted."""
    found = Found([], [])
    for path in sorted(path for path in paths if path.is_file()):
        found[0 if _is_wanted(path) else 1].append(path)
    return found


def _is_wanted(path: Path) -> bool:
    if path.name.lower() in FOR_MACHINES:
        return False
    return kind_of(path) in (*READABLE, *FOREIGN) or is_page(path)


def told(left_out: Iterable[Path]) -> str:
    """How many files were left out, by their endings.

    >>> told([Path("a.css"), Path("b.css"), Path("LICENCE")])
    '3 files left out: 2 .css, 1 without ending'
    """
    kinds = Counter(kind_of(path) or "without ending" for path in left_out)
    listed = ", ".join(f"{count} {name_of(kind)}" for kind, count in sorted(kinds.items()))
    n_files = kinds.total()
    return f"{n_files} file{'s' if n_files > 1 else ''} left out: {listed}"


def weigh(paths: Iterable[str], enough: int) -> int:
    """About how many bytes some files and directories hold, unzipped; counted to `enough`."""
    found = 0
    for name in paths:
        try:
            files = files_of(name).files
        except NoFilesError:
            continue
        for file in files:
            found += file.stat().st_size * (ZIPPED if file.suffix.lower() == ".gz" else 1)
            if found > enough:
                return found
    return found


def kind_of(path: Path) -> str:
    """The ending that says what a file is, without `.gz`.

    >>> kind_of(Path("a/page.HTML.gz"))
    '.html'
    """
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def is_page(path: Path) -> bool:
    """Whether a file is a page, whatever its name: a mirror names `x.php?id=3` and `x.html.1` so.

    Those are told by how they begin; what can't be read is none.
    """
    try:
        with bounded.opened(path) as file:
            return is_html(file.read(START))
    except (OSError, EOFError, zlib.error):
        return False
