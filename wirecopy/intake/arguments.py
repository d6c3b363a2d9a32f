"""The arguments of a command as pages: files, directories, addresses, standard input."""

import sys
from collections.abc import Iterator, Sequence

from crawler.page import RawPage
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.intake import files
from wirecopy.intake.files import Item, Rejected
from wirecopy.intake.rows import PLAIN, Columns


def is_file(path: str) -> bool:
    """Whether an argument is a file or a directory: no address, not standard input."""
    return path != "-" and not path.startswith(("http://", "https://"))


def items(
    paths: Sequence[str], allow_private: Sequence[str], columns: Columns = PLAIN
) -> Iterator[Item | Rejected]:
    """The pages behind the arguments of a command; `columns` says which column is which field."""
    for path in paths:
        if path == "-":
            yield from standard_input()
        elif is_file(path):
            yield from files.read([path], columns=columns)
        else:
            yield fetched(path, allow_private)


def standard_input() -> Iterator[Item | Rejected]:
    """The page or text on standard input; it is HTML when it begins with a tag."""
    body = sys.stdin.buffer.read()
    if not body.strip():
        yield Rejected("-", None, "nothing on standard input")
        return
    html = body.lstrip().startswith(b"<")
    yield Item("-", None, RawPage("", body, "text/html" if html else "text/plain"))


def fetched(url: str, allow_private: Sequence[str]) -> Item | Rejected:
    """The page at an address, by the crawler's guarded fetcher."""
    from crawler.fetch import FetchError, fetch  # noqa: PLC0415 (Scrapy takes 0.5 s to load)
    from crawler.options import CrawlOptions  # noqa: PLC0415 (as above)

    try:
        page = fetch(url, CrawlOptions(allow_private=tuple(allow_private)))
    except FetchError as error:
        return Rejected(url, None, str(error).removeprefix(f"{url}: "))
    return Item(url, None, page)


def only_page(path: str) -> RawPage:
    """The one page in a file; raises Failure when there is none or more."""
    found = list(items([path], ()))
    if len(found) == 1 and isinstance(found[0], Item):
        return found[0].page
    reason = found[0].reason if found and isinstance(found[0], Rejected) else "holds several texts"
    raise Failure(exits.UNREADABLE, f"{path}: {reason}")
