"""One page as `wirecopy extract` prints it, done in a worker: only what is printed travels."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from crawler.page import RawPage
from wirecopy.show.rows import json_line, safe
from wirecopy.show.words import counted

if TYPE_CHECKING:
    from crawler.extract.article import Article
    from crawler.extract.removals import Removal

WIDEST = 100  # characters of a removed line that are shown; JSON has them all
RED, DIM, RESET = "\x1b[31m", "\x1b[2m", "\x1b[0m"


class How(NamedTuple):
    """How an article is taken from its page and printed."""

    form: str
    engine: str
    shows_removed: bool
    is_coloured: bool


class PrintedArticle(NamedTuple):
    """An article as it is printed; `lacks` says why its text is empty."""

    printed: str
    lacks: str | None


def show(how: How, given: tuple[str, RawPage]) -> PrintedArticle:
    """The article of a page, which came from the file named beside it."""
    from crawler.extract.article import extract  # noqa: PLC0415 (the main process may do without)

    file, page = given
    article = extract(page, engine=how.engine)
    lines = (
        [json_line(row_of(file, article))] if how.form != "text" else text_of(file, article, how)
    )
    return PrintedArticle("\n".join(lines), None if article.text else article.body_status)


def is_coloured(stream: TextIO) -> bool:
    """Whether a stream is a terminal with colours on which nobody set NO_COLOR."""
    if not stream.isatty():
        return False
    from rich.console import Console  # noqa: PLC0415 (70 ms)

    console = Console(file=stream)
    return console.color_system is not None and not console.no_color


def row_of(file: str, article: "Article") -> dict[str, Any]:
    """An article as the row that --format json and jsonl print."""
    return {
        "file": file,
        "title": article.title,
        "deck": article.deck,
        "text": article.text,
        "authors": list(article.authors),
        "published_at": as_printed(article.published_at),
        "published_precision": article.published_precision,
        "published_from": article.published_from,
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


def text_of(file: str, article: "Article", how: How) -> Iterator[str]:
    """An article for eyes; its words are counted as `articles.words` counts them."""
    from dedup.words.tokens import words  # noqa: PLC0415 (as above)

    facts = {
        "title": article.title,
        "deck": article.deck,
        "by": ", ".join(article.authors),
        "published": as_printed(article.published_at),
        "dateline": article.dateline,
        "agency": article.agency,
        "contributors": ", ".join(article.contributors),
        "body": f"{article.body_status}, {counted(len(words(article.text)), 'word')},"
        f" confidence {article.confidence:.2f}",
    }
    yield f"── {safe(file)}"
    for name, value in facts.items():
        if value:
            yield f"   {name:12} {safe(str(value))}"
    yield ""
    yield safe(article.text)
    if how.shows_removed:
        yield ""
        yield from removed(article.removals, is_coloured=how.is_coloured)
    yield ""


def removed(removals: Sequence["Removal"], *, is_coloured: bool) -> Iterator[str]:
    r"""What was cut: its line, the rule that cut it, and its words, in red where there are colours.

    >>> from crawler.extract.removals import Removal
    >>> for line in removed([Removal(7, "related", "Read next\nStorm")], is_coloured=False):
    ...     line
    '   1 passage removed'
    '      7  related          Read next / Storm'
    """
    dim, red, reset = (DIM, RED, RESET) if is_coloured else ("", "", "")
    yield f"   {counted(len(removals), 'passage')} removed"
    for line, rule, text in removals:
        words = safe(" / ".join(" ".join(part.split()) for part in text.split("\n")))
        shown = words if len(words) <= WIDEST else f"{words[: WIDEST - 1]}…"
        yield f"   {dim}{line:4}  {rule:16}{reset} {red}{shown}{reset}"
