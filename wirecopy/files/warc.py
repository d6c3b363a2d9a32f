"""The raw pages of a selection as a WARC file: what an archive or another store can take over.

Records are copied as they lie in the store, digests and requests included, so that nothing is made
anew: `wirecopy import` of the file gives the same articles, and any WARC tool reads it.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive import files as archive
from storage.questions import article_facts, kept_pages
from storage.reader import Reader, open_reader
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files.replacing import refuse_existing, replacing
from wirecopy.show.names import find_article, find_site

SUFFIXES = (".warc.gz", ".warc")


class Selection(NamedTuple):
    """Which articles: of a site, of the copy group of an article, and those that SQL finds."""

    site: str | None = None
    group: str | None = None
    where: str | None = None


def write_pages(store: Path, output: Path, selection: Selection, *, force: bool = False) -> int:
    """Write the raw pages of a selection to a file, plain or zipped as its name says; how many.

    Raises Failure when there are none, or when the archive is not there.
    """
    if not output.name.endswith(SUFFIXES):
        raise Failure(exits.USAGE, f"{output}: name it .warc.gz, or .warc for a plain one")
    refuse_existing(output, force=force)
    with open_reader(store) as reader:
        found = places(reader, selection)
    if not found:
        raise Failure(exits.MISSING, "no page fits; nothing is written")
    with replacing(output) as part, part.open("wb") as file:
        for member in (archive.opening(output.name), *records(store / "raw", found)):
            file.write(member if output.name.endswith(".gz") else gzip.decompress(member))
    return len(found)


def places(reader: Reader, selection: Selection) -> list[archive.Place]:
    """Where the pages of the selected articles lie, in the order in which they came."""
    conditions, parameters = ["true"], {}
    if selection.site is not None:
        conditions.append("site = $site")
        parameters["site"] = find_site(reader, selection.site)
    if selection.group is not None:
        conditions.append("group_id = $group")
        parameters["group"] = str(group_of(reader, selection.group))
    if selection.where is not None:
        conditions.append(
            f"(\n{selection.where}\n)"
        )  # on lines of its own: it may end in a comment
    found = kept_pages.places(reader, " AND ".join(conditions), parameters)
    return [archive.Place(*place) for place in found]


def group_of(reader: Reader, name: str) -> int:
    """The copy group of an article that a person names; raises Failure when it is in none."""
    article = article_facts.headline(reader, find_article(reader, name))
    if article.group_id is None:
        raise Failure(exits.MISSING, f"{name}: the article is in no copy group")
    return article.group_id


def records(raw: Path, found: list[archive.Place]) -> Iterator[bytes]:
    """The records of some pages; raises Failure for an archive that is not there or damaged."""
    for place in found:
        try:
            yield from archive.records_at(raw, place)
        except (FileNotFoundError, NotADirectoryError):
            reason = f"{raw / place.file}: no such file; bring the archive back first"
            raise Failure(exits.DISK, reason) from None
        except ValueError as error:
            raise Failure(exits.DISK, str(error)) from None
