"""Raw pages that ask not to be kept: there until their text has been taken, and then no longer.

They lie in `raw/passing/`, apart from all others, so that they go by the file. `noarchive` and a
reservation of text and data mining speak of copies of the page; what wirecopy keeps of such a page
is what any reader notes down: text, title, date, and a hash by which the page can be known again.
"""

from pathlib import Path

from storage.pages import Pages

PASSING = "passing/"  # the folder, as it stands before the names of its files


def remove_extracted(pages: Pages, raw: Path) -> int:
    """Remove the passing pages that have been extracted; how many files they filled.

    The files go first: a run that dies in between leaves rows that name none, which the next puts
    right. The other way round, recovery would take the pages for lost ones and add them again.
    """
    files = pages.extracted(PASSING)
    for file in files:
        (raw / file).unlink(missing_ok=True)
    pages.let_go(files)
    return len(files)
