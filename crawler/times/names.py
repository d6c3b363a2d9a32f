"""Words of dates: months, weekdays and halves of the day in 50 languages."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Set
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LATE = frozenset(("下午", "晚上", "午後", "오후"))  # these stand before the hour
EARLY = frozenset(("上午", "凌晨", "早上", "午前", "오전"))
# Vowel signs of India, Thailand and so on, which are parts of words and no accents.
SIGNS = "".join(
    sign
    for sign in map(chr, range(0x900, 0xE80))
    if unicodedata.category(sign)[0] == "M" and not unicodedata.combining(sign)
)


class Names(NamedTuple):
    """Word -> numbers that it may stand for, from 1; `filling` words say nothing."""

    months: Mapping[str, Set[int]]
    weekdays: Mapping[str, Set[int]]
    months_of: Mapping[tuple[str, str], int]
    am: Set[str]
    pm: Set[str]
    filling: Set[str]


@cache
def names() -> Names:
    """The table, read when the first date needs it."""
    months: defaultdict[str, set[int]] = defaultdict(set)
    weekdays: defaultdict[str, set[int]] = defaultdict(set)
    of: dict[tuple[str, str], int] = {}
    sets: dict[str, set[str]] = {"am": {"a", *EARLY}, "pm": {"p", *LATE}, "filling": set()}
    table = (files("crawler.times") / "names.txt").read_text("utf-8")
    for language, meaning, *words in map(str.split, table.splitlines()):
        for word in words:
            if meaning in sets:
                sets[meaning].add(word)
            elif meaning[0] == "m":
                months[word].add(int(meaning[1:]))
                of[language, word] = int(meaning[1:])
            else:
                weekdays[word].add(int(meaning[1:]))
    return Names(months, weekdays, of, sets["am"], sets["pm"] - sets["am"], sets["filling"])


def folded(text: str) -> str:
    """A text in small letters without accents, digits of all scripts as ours.

    >>> folded("3. März ２０２６")
    '3. marz 2026'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = (
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c
        for c in plain
        if not unicodedata.combining(c)
    )
    return unicodedata.normalize("NFC", "".join(bare))


def month_of(word: str, language: str = "") -> int | None:
    """The month of a folded word; None where languages differ and `language` does not tell.

    >>> month_of("marz"), month_of("listopad"), month_of("listopad", "pl"), month_of("ferry")
    (3, None, 11, None)
    """
    known = names()
    if (month := known.months_of.get((language, word))) is not None:
        return month
    months = known.months.get(word, ())
    return next(iter(months)) if len(months) == 1 else None
