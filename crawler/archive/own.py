"""Which archive files are a store's own: it has named them before it made them, or they name it.

Nothing else that lies in its directory is ever changed, removed or taken for pages of its own. The
list in the database holds for all that its runs have written. What the files say of themselves
(`isPartOf` in their first record) holds where an older database was put back beside newer files.
"""

from collections.abc import Iterator
from pathlib import Path

from crawler.archive.files import OURS, Archive, part_of
from crawler.archive.opted_out import PASSING
from storage.pages import Pages

KEPT = ""
FOLDERS = (KEPT, PASSING)


def archive(raw: Path, pages: Pages, folder: str = KEPT) -> Archive:
    """The files that a run of a store writes under `raw`, in one of FOLDERS."""
    named = (name.rpartition("/")[2] for name in pages.own_files())
    return Archive(
        raw / folder,
        lambda name: pages.name_file(f"{folder}{name}"),
        part_of=pages.store_id,
        after=max(filter(OURS.fullmatch, named), default=""),
    )


def files(raw: Path, pages: Pages, since: str | None = None) -> Iterator[str]:
    """The names of a store's own files, sorted by folder; those it had not named are named now.

    `since` is a name in the first folder: of files there, earlier ones are passed over.
    """
    named = set(pages.own_files())
    first = since if since in named else ""
    for folder in FOLDERS:
        for path in sorted((raw / folder).glob("*.warc.gz")):
            name = f"{folder}{path.name}"
            if path.is_symlink() or not path.is_file() or (not folder and name < first):
                continue
            if name not in named:
                if part_of(path) != pages.store_id:
                    continue
                pages.name_file(name)
            yield name
