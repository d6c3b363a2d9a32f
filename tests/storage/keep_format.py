"""Keep a store of the present format, for later versions to open and move on.

python -m tests.storage.keep_format

To be run at each release that brings a new format, and as long as none has been released after each
change of schema.sql. Two stories of the sample newsroom are imported and grouped; index and
snapshots stay away, because a store without them gets them when it is opened.
"""

import io
import lzma
import tarfile
import tempfile
from pathlib import Path

from storage.migrations import FORMAT
from tests.crashes import scene
from wirecopy.demo.newsroom import load

STORES = Path(__file__).parent / "stores"
STORIES = ("s02-bridge", "s12-sewage")
PARTS = ("raw", "writer/news.duckdb", "wirecopy.lock")


def kept(number: int) -> Path:
    """Where the store of a format is kept."""
    return STORES / f"format-{number}.tar.xz"


def unpack(number: int, target: Path) -> Path:
    """The store of a format, ready to be opened."""
    with tarfile.open(kept(number)) as packed:
        for member in packed.getmembers():
            if (content := packed.extractfile(member)) is not None:
                file = target / member.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.read())
    return target


def make(store: Path) -> None:
    rows = store.parent / "rows.jsonl"
    scene.write(rows, [page for page in load().pages if page.story in STORIES])
    scene.run("import", rows, "--store", store)


def pack(store: Path) -> bytes:
    """The files of a store, without the times and the owners of this machine."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as out:
        for part in PARTS:
            out.add(store / part, part, filter=anonymous)
    return lzma.compress(packed.getvalue(), preset=9)


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        make(Path(place) / "news")
        kept(FORMAT).parent.mkdir(exist_ok=True)
        kept(FORMAT).write_bytes(pack(Path(place) / "news"))
