"""The fields of a row as others write them -> values; ValueError where one can't be read.

Files come from pandas (NaN, milliseconds), news-please (naive times), feeds (RFC 822) and databases
(numbers, objects). None, NaN, blanks and empty lists are no value.
"""

import ast
import datetime as dt
import html
import json
import math
import re
from contextlib import suppress
from decimal import Decimal
from functools import cache
from importlib.resources import files
from uuid import UUID

from crawler.times.stated import stated
from crawler.urls import is_address, site_of
from storage.records import utc

ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
SURROGATE = re.compile(r"[\ud800-\udfff]")
HOST = re.compile(r"(?://)?(?:[\w-]+\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
FILE = re.compile(r"[^/]+\.(?:x?html?|php|aspx?|jsp|pdf|txt|md|json|xml|docx?)", re.IGNORECASE)
NUMBER = re.compile(r"-?\d{9,19}(?:\.\d+)?")
CALENDAR = re.compile(r"((?:19|20)\d\d[01]\d[0-3]\d)(?:([0-2]\d[0-5]\d)([0-5]\d)?)?")  # GDELT's
WRAPPED = re.compile(r"/?Date\((-?\d{9,19})(?:[+-]\d{4})?\)/?")  # how .NET writes milliseconds
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]24(:00(?::00(?:\.0+)?)?(?!\d))")
DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
UNITS = (1e18, 1e9), (1e15, 1e6), (1e12 / 10, 1e3)  # nanoseconds, microseconds, milliseconds
MIN_YEAR, MAX_YEAR = 1990, 2100  # 1970 and 0001 are what empty fields become
LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
NO_LANGUAGE = {"und", "mul", "mis", "zxx", "xx", "unknown"}
NOTHING = {"", "nan", "nat", "null", "none", "undefined", "n/a", "<na>", "-"}
INNER = (
    "rendered",
    "seconds",
    "_seconds",
)  # what an object holds that is a value: WordPress, Firestore
PARTS = re.compile(r" ?[,|/&] ?| and ")  # of a line: one blank between words
BY = re.compile(r"by:? (?=\S)", re.IGNORECASE)
NAMES = "authors must be a list of strings"
WHOLE = "name", "fullname", "displayname", "author"
FIRST = "givenname", "firstname", "first", "given"
LAST = "familyname", "lastname", "last", "family", "surname"
KNOWN = {*WHOLE, *FIRST, *LAST}
NO_LETTER = re.compile(r"[\W_]")
SHOWN = 60  # characters of a value that are told


def given(value: object) -> object | None:
    """The value of a field; None where it is missing, as JSON, pandas and CSV write that.

    >>> given({"$date": {"$numberLong": "1772524800000"}}), given("N/A"), given(float("nan"))
    ('1772524800000', None, None)
    """
    value = unwrapped(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, str) and value.strip().lower() in NOTHING:
        return None
    return None if value in ([], {}, ()) else value


def unwrapped(value: object) -> object:
    """The value inside of an object that MongoDB, WordPress or Firestore make of one."""
    for _ in range(3):
        if not isinstance(value, dict):
            break
        is_typed = len(value) == 1 and str(next(iter(value))).startswith("$")
        inner = (
            next(iter(value)) if is_typed else next((key for key in INNER if key in value), None)
        )
        if inner is None:
            break
        value = value[inner]
    return value


def text(value: object) -> str | None:
    r"""A text, also one in a list of paragraphs; entities are read.

    >>> text("it&#8217;s &amp; was"), text(["One.", "Two."]), text(None)
    ('it’s & was', 'One.\n\nTwo.', None)
    """
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if value == "" or (not isinstance(value, str) and given(value) is None):
        return None
    if not isinstance(value, str):
        raise ValueError(f"is {told(value)}; it must be a string")
    if SURROGATE.search(value):
        raise ValueError("holds half a character (a lone surrogate)")
    return ENTITY.sub(lambda found: html.unescape(found[0]), value)


def markup(value: object) -> str | None:
    """A page; its entities are its own."""
    return value or None if isinstance(value, str) and not SURROGATE.search(value) else text(value)


def line(value: object) -> str | None:
    r"""A text of one line, or a number as text.

    >>> line(2026), line("  Ferry \n back ")
    ('2026', 'Ferry back')
    """
    value = given(value)
    if isinstance(value, float) and value.is_integer():  # what pandas makes of a column with gaps
        value = int(value)
    if isinstance(value, int | float | Decimal | UUID) and not isinstance(value, bool):
        value = str(value)
    found = text(value)
    return " ".join(found.split()) or None if found else None


def address(value: object) -> str | None:
    """An address; one without a scheme is read as browsers do.

    >>> address("www.a.example/x"), address(None)
    ('https://www.a.example/x', None)
    """
    found = line(value)
    if found and HOST.fullmatch(found) and not FILE.fullmatch(found):
        found = f"https://{found.removeprefix('//')}"
    if found and not is_address(found):
        raise ValueError(f"is {told(found)}; write it as http://host/path")
    return found


def headline(value: object) -> str | None:
    """A title: one line without tags.

    >>> headline("<b>Ferry</b> back")
    'Ferry back'
    """
    found = line(value)
    return line(TAG.sub("", found)) if found else None


def site(value: object) -> str | None:
    """A name of a site, the host where an address is given.

    >>> site("https://www.a.example/"), site("The Ledger")
    ('a.example', 'The Ledger')
    """
    found = line(value)
    return site_of(found) if found and is_address(found) else found


def people(value: object) -> tuple[str, ...]:
    """The names of authors: in a list, in objects, or between commas in one text.

    >>> people([{"name": "Ann Ode"}, None, "Bo Lund"]), people("Ann Ode, Bo Lund")
    (('Ann Ode', 'Bo Lund'), ('Ann Ode', 'Bo Lund'))
    """
    value = given(value)
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, str):
        return _in_one("; ".join(value.splitlines()))
    if not isinstance(value, list | tuple | None):
        raise ValueError(f"is {told(value)}; {NAMES}")
    names = [name for one in value or () for name in _in_one(_person(one) or "")]
    return tuple(dict.fromkeys(names))


def _person(value: object) -> str | None:
    value = given(value)
    if isinstance(value, dict):
        fields = {NO_LETTER.sub("", str(key)).lower(): value for key, value in value.items()}
        parts = [next(filter(None, map(fields.get, keys)), None) for keys in (FIRST, LAST)]
        named = next(filter(None, map(fields.get, WHOLE)), None)
        found = named or " ".join(str(part) for part in parts if part)
        if not found and given(list(fields.values())) is not None and not fields.keys() & KNOWN:
            raise ValueError(f"is {told(value)}; {NAMES}")
        value = found or None
    if not isinstance(value, str | None):
        raise ValueError(f"is {told(value)}; {NAMES}")
    return line(value)


def _in_one(names: str) -> tuple[str, ...]:
    """The names in one text: each of two words or more, else it is one name.

    >>> _in_one("Ode, Ann"), _in_one("Ann Ode and Bo Lund"), _in_one("Ode, Ann; Lund, Bo")
    (('Ode, Ann',), ('Ann Ode', 'Bo Lund'), ('Ode, Ann', 'Lund, Bo'))
    """
    if names.lstrip().startswith("["):
        return people(_listed(names))
    names = BY.sub("", line(names) or "", count=1) if BY.match(names) else line(names) or ""
    if ";" in names:
        return tuple(dict.fromkeys(filter(None, map(str.strip, names.split(";")))))
    parts = [part for part in PARTS.split(names) if part]
    if len(parts) > 1 and all(" " in part for part in parts):
        return tuple(dict.fromkeys(parts))
    return (names,) if names else ()


def _listed(names: str) -> object:
    """A list that was written as text, by JSON or by Python."""
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            found = read(names)
            if isinstance(found, list):
                return found
    raise ValueError(f"is {told(names)}; {NAMES}")


def moment(value: object) -> dt.datetime | None:
    """A time: ISO 8601, RFC 822, or seconds and their parts since 1970; without a zone it is UTC.

    >>> moment(1772524800000).isoformat(), moment("2026-03-03T24:00:00Z").isoformat()
    ('2026-03-03T08:00:00+00:00', '2026-03-04T00:00:00+00:00')
    """
    value = given(value)
    if isinstance(value, list) and len(value) == 1:
        value = given(value[0])
    if value is None or value == 0:
        return None
    try:
        found = _since_1970(value) or _written(value)
        at = utc(found)
    except (ValueError, OverflowError, OSError):
        found = at = None
    if found is None or at is None or not MIN_YEAR <= at.year <= MAX_YEAR:
        raise ValueError(f"is {told(value)}; write it as 2026-03-02T09:42:00Z")
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _since_1970(value: object) -> dt.datetime | None:
    if isinstance(value, str) and (wrapped := WRAPPED.fullmatch(value.strip())):
        value = wrapped[1]
    if isinstance(value, int | str) and CALENDAR.fullmatch(str(value).strip()):
        return None
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    unit = next((unit for least, unit in UNITS if abs(value) >= least), 1.0)
    return dt.datetime.fromtimestamp(value / unit, dt.UTC)


def _written(value: object) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, int | str) and (run := CALENDAR.fullmatch(str(value).strip())):
        value = "T".join(filter(None, (run[1], (run[2] or "") + (run[3] or ""))))
    if not isinstance(value, str):
        return None
    written, added = value.strip(), dt.timedelta(0)
    if last := MIDNIGHT.match(written):
        written, added = f"{last[1]}T00{last[2]}{written[last.end() :]}", dt.timedelta(days=1)
    if written.isdecimal() and not DAY.fullmatch(written):
        return None
    try:
        return dt.datetime.fromisoformat(written) + added
    except ValueError:
        found = stated(written)
        return found.at if found else None


def language(value: object) -> str | None:
    """The code of a language (ISO 639-1 where there is one), by its code or its name.

    >>> language("English"), language("en-GB"), language("deu"), language("tok")
    ('en', 'en', 'de', 'tok')
    """
    found = line(value)
    if found is None or found.lower() in NO_LANGUAGE:
        return None
    code = LANGUAGE.fullmatch(found)
    known = _languages().get((code[1] if code else found).lower())
    if known is None and code is None:
        raise ValueError(f"is {told(found)}; write its code, as en")
    return known or (code[1].lower() if code else None)


@cache
def _languages() -> dict[str, str]:
    """The codes of languages, by all codes and names of a line of languages.txt."""
    lines = (files(__package__) / "languages.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines]
    return {name: names[0] for names in rows for name in names}


def told(value: object) -> str:
    """A value as an error names it."""
    shown = repr(value) if isinstance(value, str) else json.dumps(value, default=str)
    return shown[:SHOWN]
