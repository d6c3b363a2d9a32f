"""search: articles by their words."""

import datetime as dt
import sys
from pathlib import Path

import click

from storage.questions import full_text
from storage.questions.full_text import SearchFilter, SearchHit
from storage.reader import open_reader
from storage.records import now
from wirecopy.commands import Duration, format_option, reading_option
from wirecopy.show.names import find_site
from wirecopy.show.rows import write


@click.command()
@click.argument("words", nargs=-1, required=True)
@reading_option
@format_option
@click.option("--site", help="Only articles of this site.")
@click.option(
    "--since", metavar="TIME", type=Duration("d"), help="Only articles published so recently: 7d."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows to print."
)
def search(
    words: tuple[str, ...],
    store: Path,
    form: str,
    site: str | None,
    since: dt.timedelta | None,
    limit: int,
) -> None:
    """Find the articles that hold all the words, the best first.

    A phrase goes in double quotes, inside those of the shell: '"harbour master" dredging'. Words
    are whole words, in any script; the headline counts more, long articles less (BM25).
    """
    after = None if since is None else now() - since
    with open_reader(store) as reader:
        wanted = SearchFilter(" ".join(words), find_site(reader, site), after, limit)
        found = full_text.found(reader, wanted)
    write(found, SearchHit._fields, form, sys.stdout)
