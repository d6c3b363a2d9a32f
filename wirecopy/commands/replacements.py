"""replacements: the dictionary of a spinner, as far as the store shows it."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dedup.compare.replacements import countable, occurrences
from storage.reader import open_reader
from wirecopy import exits
from wirecopy.commands import format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.lookup import find_article
from wirecopy.output import Row, write

REPLACED = """
SELECT source_phrase, copy_phrase, sum(times)::BIGINT AS times, count(*) AS pairs
FROM replacements r JOIN articles c ON c.article_id = r.copy_id
WHERE ($site IS NULL OR c.site = $site)
  AND ($a IS NULL OR [r.source_id, r.copy_id] IN ([$a, $b], [$b, $a]))
GROUP BY ALL ORDER BY times DESC, pairs DESC, source_phrase, copy_phrase LIMIT $limit
"""

SOURCES = """
SELECT s.text, count(DISTINCT r.copy_id)
FROM replacements r JOIN articles c ON c.article_id = r.copy_id
JOIN articles s ON s.article_id = r.source_id
WHERE ($site IS NULL OR c.site = $site)
  AND ($a IS NULL OR [r.source_id, r.copy_id] IN ([$a, $b], [$b, $a]))
GROUP BY s.article_id, s.text
"""

COLUMNS = ["source_phrase", "copy_phrase", "times", "of", "pairs"]


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

    TIMES of OF: so many of all the places where the sources have the phrase. Who replaces a word
    the same way every time is no person.
    """
    if len(articles) not in (0, 2):
        raise Failure(exits.USAGE, "name two articles, or none")
    with open_reader(store) as reader:
        a, b = (find_article(reader, name) for name in articles) if articles else (None, None)
        wanted = {"site": site, "a": a, "b": b}
        found = reader.query(REPLACED, {**wanted, "limit": limit}).rows
        sources = [(countable(text), n) for text, n in reader.query(SOURCES, wanted).rows]
    write([with_occurrences(row, sources) for row in found], COLUMNS, form, sys.stdout)


def with_occurrences(row: Row, sources: Sequence[tuple[str, int]]) -> Row:
    """A row with the number of places at which the phrase could have been replaced.

    A source counts once for each of its copies.
    """
    phrase, other, times, pairs = row
    of = sum(copies * occurrences(phrase, source) for source, copies in sources)
    return phrase, other, times, max(times, of), pairs
