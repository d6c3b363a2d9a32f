"""Rows as an Excel workbook: one sheet, a frozen header, text that is never a formula.

Made by hand (ECMA-376, Office Open XML): a sheet of rows needs six small files in a zip and no
library. Texts are inline strings, which a spreadsheet shows and never evaluates.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from storage.reader import Reader
from storage.records import utc
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files.query import NamedQuery
from wirecopy.show import words
from wirecopy.show.rows import Row, json_line, plain
from wirecopy.show.xml import escape

# "Excel specifications and limits": a workbook beyond them is called damaged.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767  # of a cell, in UTF-16 units
EXACT = 2**53  # a cell is a double: beyond this it would change an id
DAY_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (a cell knows no time zone; UTC here)
FIRST_DATE = dt.datetime(1900, 3, 1)  # noqa: DTZ001 (before it, serial days are off by one)
# Characters that XML can't hold or would change, and what looks like their escape (ST_Xstring).
NO_NAME = re.compile(r"[\[\]:*?/\\]")  # what no sheet's name may hold
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{SHEET_ML}.sheet.main+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{SHEET_ML}.styles+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_ML}.worksheet+xml"/>\
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>\
</Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>\
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>\
<sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    # Cell formats: 0 plain, 1 a moment, 2 a heading.
    "xl/styles.xml": f"""<styleSheet xmlns="{MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>""",
}
SHEET = f"""<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>\
</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>\n"""


def write(reader: Reader, asked: NamedQuery, file: Path) -> list[str]:
    """Write rows to a workbook of one sheet; texts too long for a cell are cut.

    One line for each column with such texts. Raises Failure for more rows or columns than a sheet
    can hold, storage.errors.QueryError.
    """
    stream = reader.stream(asked.query)
    cut = fill(file, asked.name, stream.columns, stream.rows)
    return [
        f"{words.counted(count, 'cell')} of {column} cut at {MOST_CHARACTERS:,} characters, the"
        " most that Excel takes; other formats have them whole"
        for column, count in cut.items()
    ]


def fill(file: Path, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Counter[str]:
    """Write rows to a sheet called `name`; how many texts were cut, by column."""
    cut: Counter[str] = Counter()
    if len(columns) > MOST_COLUMNS:
        raise Failure(exits.USAGE, f"a sheet holds {MOST_COLUMNS:,} columns; ask for less")
    with ZipFile(file, "w", ZIP_DEFLATED) as workbook:
        for part, content in PARTS.items():
            named = content.replace("%s", escape(sheet_name(name)))
            workbook.writestr(ZipInfo(part), HEAD + named, ZIP_DEFLATED)
        place = ZipInfo("xl/worksheets/sheet1.xml")
        place.compress_type = ZIP_DEFLATED
        with workbook.open(place, "w") as sheet:
            sheet.write((HEAD + SHEET).encode())
            for line in lines(counted(rows, columns, cut), columns):
                sheet.write(line.encode())
            sheet.write(b"</sheetData></worksheet>\n")
    return cut


def counted(rows: Iterable[Row], columns: Sequence[str], cut: Counter[str]) -> Iterator[Row]:
    """The rows as they are, while the texts that are too long for a cell are counted."""
    for row in rows:
        cut.update(name for name, v in zip(columns, row, strict=True) if is_too_long(v))
        yield row


def is_too_long(value: Any) -> bool:
    """Whether a cell can't hold a value.

    >>> is_too_long("x" * 32_767), is_too_long("x" * 32_768), is_too_long(["x" * 32_767])
    (False, True, True)
    """
    text = json_line(value) if isinstance(value, list | dict) else value
    return (
        isinstance(text, str)
        and 2 * len(text) > MOST_CHARACTERS
        and len(text.encode("utf-16-le", "replace")) > 2 * MOST_CHARACTERS
    )


def sheet_name(name: str) -> str:
    r"""Keep what a sheet may be called: 31 characters, none of []:*?/\\.

    >>> sheet_name("who? [all]")
    'who all'
    """
    return NO_NAME.sub("", name)[:31].strip("' ") or "rows"


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """Each row as XML, the header first."""
    yield f"<row>{''.join(text_cell(column, 2) for column in columns)}</row>\n"
    is_id = [column.endswith("_id") for column in columns]
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise Failure(
                exits.USAGE, f"a sheet holds {MOST_ROWS - 1:,} rows; ask for less, or take .parquet"
            )
        pairs = zip(row, is_id, strict=True)
        yield f"<row>{''.join(cell(str(v) if i and v else v) for v, i in pairs)}</row>\n"


def cell(value: Any) -> str:
    """One cell: numbers, moments and truth as such, all else as text; ids as text, digit for digit.

    >>> cell(None), cell(0.5), cell(2**60)
    ('<c/>', '<c><v>0.5</v></c>', '<c t="inlineStr"><is><t>1152921504606846976</t></is></c>')
    """
    if isinstance(value, dt.datetime):
        value = utc(value) or value
        if value >= FIRST_DATE:
            return f'<c s="1"><v>{(value - DAY_0) / dt.timedelta(days=1)!r}</v></c>'
    value = plain(float(value) if isinstance(value, Decimal) else value)
    match value:
        case None:
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{value:d}</v></c>'
        case int() | float() if abs(value) <= EXACT:
            return f"<c><v>{value!r}</v></c>"
        case list() | dict():
            return text_cell(json_line(value))
        case _:
            return text_cell(str(value))


def text_cell(text: str, style: int = 0) -> str:
    """Give a text as an inline string, cut where Excel would call the workbook damaged."""
    encoded = text.encode("utf-16-le", "replace")
    if len(encoded) > 2 * MOST_CHARACTERS:
        cut = encoded[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore")
        text = f"{cut}…"
    held = escape(ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
    space = ' xml:space="preserve"' if held != held.strip() or "\n" in held else ""
    kind = f' s="{style}"' if style else ""
    return f'<c{kind} t="inlineStr"><is><t{space}>{held}</t></is></c>'
