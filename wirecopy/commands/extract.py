"""extract: the cleaned article of files and addresses, what was cut and why; needs no store."""

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial

import click

from crawler.extract.engines import ENGINES
from crawler.page import RawPage
from wirecopy import exits
from wirecopy.commands import allow_private_option, map_option
from wirecopy.intake.arguments import is_file, items
from wirecopy.intake.files import Rejected
from wirecopy.intake.paths import weigh
from wirecopy.intake.rows import Columns
from wirecopy.logs import say
from wirecopy.show.article import How, is_coloured, show
from wirecopy.workers.clean import LIMITS, bounded
from wirecopy.workers.pool import Workers
from wirecopy.workers.spread import FEW, spread
from wirecopy.workers.worker import Failed


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|URL|- ...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
@click.option("--show-removed", is_flag=True, help="Also print what was cut, and by which rule.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="wirecopy",
    show_default=True,
    help="What finds the article; the others are there to compare with.",
)
@map_option
@allow_private_option
def extract(
    paths: tuple[str, ...],
    form: str,
    show_removed: bool,
    engine: str,
    columns: dict[str, str],
    allow_private: tuple[str, ...],
) -> int:
    """Clean pages or texts: the article, and what was cut.

    Takes HTML, plain text, JSON lines and WARC files (also .gz), directories, patterns such as
    'pages/**/*.html', addresses, and - for standard input. Many or large pages are cleaned on all
    processors, each within 30 s and 2 GiB of memory; what they give is printed in the order of the
    arguments, as it comes.
    """
    how = How(form, engine, show_removed, is_coloured(sys.stdout))
    read = Reading(paths, allow_private, columns)
    expected = weigh((path for path in paths if is_file(path)), FEW)
    code, n_printed = exits.DONE.code, 0
    with Workers() as workers:
        for shown in spread(partial(show, how), read, size, workers, LIMITS, expected):
            place = read.places.popleft()
            if isinstance(shown, Failed):
                say(f"wirecopy: {place}: {shown.message}")
                if shown.trace:
                    say(shown.trace)
                code = exits.worse(code, exits.of_page(is_ours=shown.is_ours))
                continue
            if shown.lacks:
                say(f"wirecopy: {place}: no article in it ({shown.lacks})")
            if form == "json":
                click.echo(",\n " if n_printed else "[\n ", nl=False)
            click.echo(shown.printed, nl=form != "json")
            n_printed += 1
    if form == "json":
        click.echo("\n]" if n_printed else "[]")
    return exits.worse(code, exits.UNREADABLE) if read.n_bad else code


class Reading:
    """The pages behind the arguments of a command, each with the name of its file.

    What can't be read is told of at once; `places` has those that nobody has asked for yet.
    """

    def __init__(
        self, paths: Sequence[str], allow_private: Sequence[str], columns: Columns
    ) -> None:
        self._items = items(paths, allow_private, columns)
        self.places: deque[str] = deque()
        self.n_bad = 0

    def __iter__(self) -> Iterator[tuple[str, RawPage]]:
        for item in self._items:
            if isinstance(item, Rejected):
                say(f"wirecopy: {item}")
                self.n_bad += 1
            else:
                for left_out in item.left_out:
                    say(f"wirecopy: {item.place}: {left_out}")
                self.places.append(item.place)
                yield item.file, bounded(item.page)


def size(given: tuple[str, RawPage]) -> int:
    """The bytes of a page."""
    return len(given[1].body)
