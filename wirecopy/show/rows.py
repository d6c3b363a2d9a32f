"""Rows out: as a table for eyes, as JSON, JSON lines or CSV for programs.

What the rows hold was written by strangers. In a terminal a control character could move the
cursor, a bidi control could turn a word around; in a spreadsheet `=` starts a formula. Tables show
such characters harmlessly, JSON escapes them and loses nothing, CSV disarms formulas and lets no
letters turn.
"""

import csv
import datetime as dt
import json
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Row = Sequence[Any]

# C0 but tab and line feed, DEL and C1 (0x9B alone starts an ANSI sequence), the bidi controls of
# UAX #9, line and paragraph separators, and surrogates, which no stream can encode.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# A cell that starts so is a formula to a spreadsheet (OWASP, "CSV Injection"). So it is where only
# what nobody sees stands before the sign, or where that is a wide or a small one: spreadsheets trim
# cells, and those of some languages take such signs for their own.
RISKY = re.compile(
    "[\t\r\n]|[\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffd]*[=+@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b-]"
)
# Embeddings and overrides of UAX #9: they turn the letters around them, so that a name reads as
# another one. Marks and isolates, which honest Arabic and Hebrew need, turn no others.
TURNING = re.compile("[\u202a-\u202e]")
# A table is for a glance: a whole article in a cell would push everything else out of sight.
WIDEST = 100
# A headline in a narrower column is a heap of syllables: on a terminal of 110 characters the list
# of copy groups had 3 for it, and took 20 lines a group.
NARROWEST = 16
UNBROKEN = 30  # dates and hosts are shorter, and are not broken; addresses are longer, and are
GAP = 3  # between the columns of a table on a terminal


def write(rows: Iterable[Row], columns: Sequence[str], form: str, stream: TextIO) -> None:
    """Write rows in one of FORMATS; a reader that has gone away (`| head`) ends it quietly."""
    if form not in FORMATS:
        raise ValueError(f"{form}: no such format; one of {', '.join(FORMATS)}")
    if not columns:
        return
    try:
        FORMATS[form](rows, columns, stream)
        stream.flush()
    except BrokenPipeError:
        _hush(stream)


def safe(text: str) -> str:
    r"""Make text fit for a terminal: each control or bidi control character as a visible sign.

    Line feeds and tabs stay.

    >>> safe("\x1b[31mred\x1b[0m \u202etxt.exe\x07")
    '␛[31mred␛[0m �txt.exe␇'
    """
    return UNSAFE.sub(_sign, text)


def unturned(text: str) -> str:
    r"""Make text fit for other programs' eyes: no character in it turns its letters around.

    >>> unturned("photo\u202egpj.exe")
    'photo�gpj.exe'
    """
    return TURNING.sub("\ufffd", text)


def _sign(found: re.Match[str]) -> str:
    """Give Unicode's picture of a C0 control character, else the replacement character."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _hush(stream: TextIO) -> None:
    """Send what is still buffered nowhere, else Python complains of the closed pipe at its end."""
    with suppress(OSError, ValueError):  # a stream without a descriptor has no pipe to complain of
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


# JSON ---------------------------------------------------------------------------------------------


def plain(value: object) -> Any:
    """Turn a value of DuckDB's into one of JSON's: times in ISO 8601, NaN and infinity as null.

    >>> plain([dt.datetime(2026, 3, 2, 9, 42), float("nan")])
    ['2026-03-02T09:42:00Z', None]
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float() | Decimal():
            return float(value) if math.isfinite(value) else None
        case dt.datetime():
            return iso(value)
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return str(value)


def iso(moment: dt.datetime) -> str:
    """Write a moment in ISO 8601, in UTC; one without a time zone is taken for UTC.

    >>> iso(dt.datetime.fromisoformat("2026-03-02T09:42:00-05:00"))
    '2026-03-02T14:42:00Z'
    """
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return f"{moment.isoformat()}Z"


def json_line(value: object) -> str:
    r"""Write a value as JSON in one line, with escapes for all that a terminal might obey.

    >>> json_line({"title": "Sturm über \u202eKiel"})
    '{"title": "Sturm über \\u202eKiel"}'
    """
    line = json.dumps(plain(value), ensure_ascii=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _jsonl(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    names = distinct(columns)
    for row in rows:
        stream.write(json_line(dict(zip(names, row, strict=True))) + "\n")


def _json(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    names = distinct(columns)
    lines = (json_line(dict(zip(names, row, strict=True))) for row in rows)
    stream.write("[")
    for number, line in enumerate(lines):
        stream.write((",\n " if number else "\n ") + line)
    stream.write("\n]\n")


def distinct(columns: Sequence[str]) -> list[str]:
    """Number the columns that bear the name of an earlier one: an object has each name once."""
    seen: Counter[str] = Counter()
    names = []
    for column in columns:
        names.append(f"{column}_{seen[column]}" if seen[column] else column)
        seen[column] += 1
    return names


# CSV ----------------------------------------------------------------------------------------------


def _csv(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write CSV after RFC 4180; a terminal gets no control characters here either."""
    show = safe if stream.isatty() else str
    out = csv.writer(stream, lineterminator="\r\n")
    out.writerow(columns)
    for row in rows:
        cells = (_csv_cell(value) for value in row)
        out.writerow([show(cell) if isinstance(cell, str) else cell for cell in cells])


def _csv_cell(value: object) -> object:
    """Give numbers as they are, and texts with an apostrophe where they would be a formula."""
    value = plain(value) if not isinstance(value, Decimal) else value
    if isinstance(value, bool | list | dict):
        return json_line(value)
    if not isinstance(value, str):
        return value
    text = unturned(value)
    return f"'{text}" if RISKY.match(text) else text


# Tables -------------------------------------------------------------------------------------------


_NUMERIC = (int, float, Decimal, type(None))


def _table(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Draw a table with rich on a terminal, as aligned plain text elsewhere."""
    cells = []
    numeric = [True] * len(columns)
    for row in rows:  # a row may hold whole articles: its cells alone are kept
        cells.append([_table_cell(value) for value in row])
        numeric = [n and isinstance(v, _NUMERIC) for n, v in zip(numeric, row, strict=True)]
    draw = _rich_table if stream.isatty() else _plain_table
    draw(cells, [safe(column) for column in columns], numeric, stream)


def _table_cell(value: object) -> str:
    """Give a value in one line of at most WIDEST characters."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case float() | Decimal():
            text = f"{value:.3f}".rstrip("0").rstrip(".") if math.isfinite(value) else str(value)
        case dt.datetime():
            text = iso(value.replace(microsecond=0)).replace("T", " ")
        case list() | tuple():
            text = ", ".join(_table_cell(item) for item in value)
        case dict():
            text = json_line(value)
        case _:
            text = " ".join(str(value).split())
    text = safe(text)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _rich_table(
    cells: list[list[str]], columns: list[str], numeric: list[bool], stream: TextIO
) -> None:
    """Draw a table; where it would not fit into the terminal, each row as a paragraph."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 (70 ms that `--help` and pipes need not pay)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream)
    widths = _widths(cells, columns, numeric, console.width - GAP * (len(columns) - 1))
    if widths is None:
        _paragraphs(cells, columns, console)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column, is_numeric, width in zip(columns, numeric, widths, strict=True):
        # Half an id is no id: numbers are never wrapped or cut.
        table.add_column(
            Text(column),
            width=width,
            justify="right" if is_numeric else "left",
            no_wrap=is_numeric,
            overflow="fold",
        )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _widths(
    cells: list[list[str]], columns: list[str], numeric: list[bool], room: int
) -> list[int] | None:
    """The width of each column in so many characters; None where one would be hard to read.

    What is left when each has what it needs goes to those that want more.
    """
    from rich.cells import cell_len  # noqa: PLC0415 (as above)

    wanted, least = [], []
    for n, is_numeric in enumerate(numeric):
        texts = [row[n] for row in [columns, *cells]]
        word = max((cell_len(word) for text in texts for word in text.split()), default=0)
        wanted.append(max(map(cell_len, texts)))
        is_whole = is_numeric or wanted[n] <= UNBROKEN
        least.append(wanted[n] if is_whole else max(NARROWEST, min(word, UNBROKEN)))
    left = room - sum(least)
    if left < 0:
        return None
    more = sum(wanted) - sum(least)
    given = min(left, more)
    return [
        few + (want - few) * given // max(1, more) for few, want in zip(least, wanted, strict=True)
    ]


def _paragraphs(cells: list[list[str]], columns: list[str], console: "Console") -> None:
    """Print each row as a paragraph of names and values; what is empty is left out."""
    from rich.text import Text  # noqa: PLC0415 (as above)

    for row in cells:
        lines = [Text()]
        for column, cell in ((c, value) for c, value in zip(columns, row, strict=True) if value):
            item = Text.assemble((column, "bold"), " ", cell)
            if lines[-1] and lines[-1].cell_len + GAP + item.cell_len > console.width:
                lines.append(Text("  "))
            elif lines[-1]:
                lines[-1].append(" " * GAP)
            lines[-1].append_text(item)
        console.print(Text("\n").join(lines), overflow="fold", highlight=False)


def _plain_table(
    cells: list[list[str]], columns: list[str], numeric: list[bool], stream: TextIO
) -> None:
    from rich.cells import cell_len  # noqa: PLC0415 (as above)

    table = [columns, *cells]
    widths = [max(cell_len(row[n]) for row in table) for n in range(len(columns))]
    for row in table:
        padded = []
        for cell, width, is_numeric in zip(row, widths, numeric, strict=True):
            padding = " " * (width - cell_len(cell))
            padded.append(padding + cell if is_numeric else cell + padding)
        stream.write("  ".join(padded).rstrip() + "\n")


FORMATS: dict[str, Callable[[Iterable[Row], Sequence[str], TextIO], None]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}
