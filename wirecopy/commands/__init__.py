"""The commands, each in a file of its name; here are the options that several of them share."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from crawler.free_space import MIN_FREE
from crawler.options import is_contact
from dedup.relations import COPIES
from wirecopy.durations import WINDOW, duration
from wirecopy.intake.rows import FIELDS, PLAIN
from wirecopy.show.rows import FORMATS

Command = TypeVar("Command", bound=Callable[..., object])

SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(MB|GB|TB)?", re.IGNORECASE)
SIZES = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
MOST = 10**15  # bytes: no disk has as many


class Duration(click.ParamType[dt.timedelta]):
    """A length of time such as 90s, 10m, 6h or 30d; a bare number counts `unit`s."""

    name = "duration"

    def __init__(self, unit: str) -> None:
        self.unit = unit

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.timedelta:
        """Read a length of time.

        >>> Duration("d").convert("36h", None, None)
        datetime.timedelta(days=1, seconds=43200)
        """
        if isinstance(value, dt.timedelta):
            return value
        try:
            return duration(str(value), self.unit)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Size(click.ParamType[int]):
    """A number of bytes such as 500MB, 2GB or 1.5TB (powers of a thousand); a bare number is MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a size.

        >>> Size().convert("1.5GB", None, None)
        1500000000
        """
        if isinstance(value, int):
            return value
        found = SIZE.fullmatch(str(value).strip())
        if not found:
            self.fail(f"{value!r} is no size; write 500MB, 2GB or 0", param, ctx)
        size = float(found[1]) * SIZES[(found[2] or "MB").upper()]
        if size > MOST:
            self.fail(f"{value!r} is more than {MOST // 10**12:,} TB", param, ctx)
        return round(size)


class Contact(click.ParamType[str]):
    """An address of the web or of mail, which a user agent may name."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take it as it stands."""
        if not is_contact(value):
            self.fail(f"{value!r} is no address; write https://... or a mail address", param, ctx)
        return str(value)


class OwnFormat(click.Option):
    """`--format` of a command that writes other things than tables of rows.

    A general setting (`format = "json"` in wirecopy.toml, WIRECOPY_FORMAT) that is none of its
    formats is meant for the other commands and passes it by.
    """

    def consume_value(
        self, ctx: click.Context, opts: Mapping[str, Any]
    ) -> tuple[Any, ParameterSource]:
        """Take what the command line says, else a setting that fits, else the default."""
        value, source = super().consume_value(ctx, opts)
        general = (ParameterSource.ENVIRONMENT, ParameterSource.DEFAULT_MAP)
        fits = isinstance(self.type, click.Choice) and value in self.type.choices
        if source in general and not fits:
            return self.get_default(ctx), ParameterSource.DEFAULT
        return value, source


store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("news"),
    show_default=True,
    help="Directory of the store.",
)
reading_option = click.option(  # of commands that need no more than what is published
    "--store",
    type=click.Path(path_type=Path),
    default=Path("news"),
    show_default=True,
    help="Directory of the store, or a copy of its news.duckdb.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="How rows are printed.",
)
allow_private_option = click.option(
    "--allow-private",
    multiple=True,
    metavar="HOST",
    help="Reach this host even if its address is private.",
)
contact_option = click.option(
    "--contact",
    type=Contact(),
    help="Address for site owners, in the user agent.  [default: contact in sources.toml]",
)
wait_option = click.option(
    "--wait",
    type=Duration("s"),
    default="0s",
    metavar="TIME",
    help="Wait so long for another run to finish, instead of ending with 75 at once.",
)
publish_option = click.option(
    "--publish-every",
    type=Duration("m"),
    default="10m",
    show_default=True,
    metavar="TIME",
    help="Publish so often during a long run.",
)
min_free_option = click.option(
    "--min-free",
    type=Size(),
    default=f"{MIN_FREE // 10**6}MB",
    show_default=True,
    metavar="SIZE",
    help="Room that must be left on the disk; 0 for none.",
)
window_option = click.option(
    "--window",
    type=Duration("d"),
    default=f"{WINDOW.days}d",
    show_default=True,
    metavar="TIME",
    help="Find copies that appeared at most so far apart; reprints of a text, at any time.",
)


def columns(
    _context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    """Which column is which field, of FIELD=COLUMN."""
    named = dict(pair.partition("=")[::2] for pair in pairs)
    for field, column in named.items():
        if field not in FIELDS or not column:
            known = ", ".join(FIELDS)
            raise click.BadParameter(f"{field}={column} is no FIELD=COLUMN; fields are {known}")
    return {**PLAIN, **named}


map_option = click.option(
    "--map",
    "columns",
    multiple=True,
    callback=columns,
    metavar="FIELD=COLUMN",
    help="A field of rows that has another name, as text=content or id=doc_id.",
)


def copies_options(command: Command) -> Command:
    """The options by which `feed` and `copies-of` narrow down what they show."""
    for option in (
        click.option(
            "--limit",
            type=click.IntRange(min=1),
            default=50,
            show_default=True,
            help="Rows or entries to print.",
        ),
        click.option(
            "--new",
            "name",
            metavar="NAME",
            help="Only what was not shown under this name before. It is kept in the store.",
        ),
        click.option("--unlicensed", is_flag=True, help="Leave licensed copies out."),
        click.option(
            "--since",
            metavar="TIME",
            type=Duration("d"),
            help="Only with a copy so recent: 7d.",
        ),
        click.option("--relation", type=click.Choice(COPIES), help="Only copies of this kind."),
    ):
        command = option(command)
    return command
