"""extract: the cleaned article of files and addresses, what was cut and why; needs no store."""

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from crawler.extract.article import Article
from crawler.extract.article import extract as extract_page
from crawler.page import RawPage
from wirecopy import exits, importing
from wirecopy.cli import say
from wirecopy.exits import Failure
from wirecopy.importing import Item, Rejected
from wirecopy.output import json_line, safe

ENGINES = ("wirecopy", "boilerpy3", "trafilatura")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|URL|- ...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
)
@click.option("--show-removed", is_flag=True, help="Also print what was cut, and by which rule.")
@click.option("--engine", type=click.Choice(ENGINES), default="wirecopy", show_default=True)
@click.option(
    "--allow-private",
    multiple=True,
    metavar="HOST",
    help="Reach this host even if its address is private.",
)
def extract(
    paths: tuple[str, ...],
    form: str,
    show_removed: bool,
    engine: str,
    allow_private: tuple[str, ...],
) -> int:
    """Clean pages or texts: the article, and what was cut.

    Takes HTML, plain text, JSON lines and WARC files (also .gz), addresses, and - for standard
    input.
    """
    rows, bad = [], 0
    for item in items(paths, allow_private):
        if isinstance(item, Rejected):
            say(f"wirecopy: {item}")
            bad += 1
            continue
        article = extract_page(item.page, engine=engine)
        if not article.text:
            say(f"wirecopy: {item.file}: no article in it ({article.body_status})")
        if form == "json":
            rows.append(row_of(item.file, article))
        elif form == "jsonl":
            click.echo(json_line(row_of(item.file, article)))
        else:
            click.echo("\n".join(as_text(item.file, article, show_removed)))
    if form == "json":
        click.echo(json_line(rows))
    return (exits.UNREADABLE if bad else exits.DONE).code


def items(paths: Sequence[str], allow_private: Sequence[str]) -> Iterator[Item | Rejected]:
    """The pages behind the arguments of a command."""
    for path in paths:
        if path == "-":
            yield from standard_input()
        elif path.startswith(("http://", "https://")):
            yield fetched(path, allow_private)
        else:
            yield from importing.read([path])


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
    from crawler.options import CrawlOptions
    from crawler.run import FetchError, fetch

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


def row_of(file: str, article: Article) -> dict[str, Any]:
    """An article as the row that --format json and jsonl print."""
    return {
        "file": file,
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "published_at": as_printed(article.published_at),
        "modified_at": as_printed(article.modified_at),
        "language": article.language,
        "canonical_url": article.canonical_url,
        "dateline": article.dateline,
        "agency": article.agency,
        "contributors": list(article.contributors),
        "body_status": article.body_status,
        "confidence": round(article.confidence, 3),
        "removed": [removal._asdict() for removal in article.removals],
    }


def as_printed(moment: dt.datetime | None) -> str | None:
    """A time with the zone that the page gave it; the store alone turns it into UTC."""
    return None if moment is None else moment.isoformat()


def as_text(file: str, article: Article, show_removed: bool) -> Iterator[str]:
    """An article for eyes."""
    facts = {
        "title": article.title,
        "by": ", ".join(article.authors),
        "published": as_printed(article.published_at),
        "dateline": article.dateline,
        "agency": article.agency,
        "contributors": ", ".join(article.contributors),
        "body": f"{article.body_status}, {len(article.text.split())} words,"
        f" confidence {article.confidence:.2f}",
    }
    yield f"── {safe(file)}"
    for name, value in facts.items():
        if value:
            yield f"   {name:12} {safe(str(value))}"
    yield ""
    yield safe(article.text)
    if show_removed:
        yield ""
        yield f"   {len(article.removals)} lines removed"
        for removal in article.removals:
            yield f"   {removal.line:4}  {removal.rule:16} {safe(removal.text)[:100]}"
    yield ""
