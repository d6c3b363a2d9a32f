"""replacements: the dictionary of a spinner, as far as the store shows it."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dedup.compare.replacements import countable, occurrences
from storage.questions import replaced_phrases
from storage.questions.replaced_phrases import Replaced, ReplacedPhrase, ReplacementFilter
from storage.reader import open_reader
from wirecopy import exits
from wirecopy.commands import format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.show.names import find_article, find_site
from wirecopy.show.rows import write


@click.command()
@click.argument("articles", nargs=-1, metavar="[A B]")
@reading_option
@click.option("--site", help="Only what stands in copies on this site.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows to print."
)
@format_option
def replacements(
    articles: tuple[str, ...], store: Path, site: str | None, limit: int, form: str
) -> None:
    """Which phrases of sources stand as others in their copies: of two articles, a site or all.

    TIMES is how often a phrase was replaced so, OF how often the sources have it at all. Who
    replaces a word the same way every time is no person.
    """
    if len(articles) not in (0, 2):
        raise Failure(exits.USAGE, "name two articles, or none")
    with open_reader(store) as reader:
        a, b = (find_article(reader, name) for name in articles) if articles else (None, None)
        wanted = ReplacementFilter(find_site(reader, site), a, b)
        found = replaced_phrases.replaced(reader, wanted, limit)
        texts = replaced_phrases.source_texts(reader, wanted)
    sources = [(countable(text), n) for text, n in texts]
    rows = [with_occurrences(each, sources) for each in found]
    write(rows, ReplacedPhrase._fields, form, sys.stdout)


def with_occurrences(row: Replaced, sources: Sequence[tuple[str, int]]) -> ReplacedPhrase:
    """A replacement with the number of places at which it could have been made.

    A source counts once for each of its copies.
    """
    phrase, other, times, n_pairs = row
    of = sum(copies * occurrences(phrase, source) for source, copies in sources)
    return ReplacedPhrase(phrase, other, times, max(times, of), n_pairs)
