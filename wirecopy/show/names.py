"""Articles and sites by the names that people give them, and what to call them in turn."""

import re

from crawler.urls import canonicalize, site_of
from storage.questions import article_facts, copies, decided, named
from storage.reader import Reader
from wirecopy import exits
from wirecopy.exits import Failure

FLOAT = re.compile(r"([0-9]+)\.([0-9]+)(?:[eE]\+?([0-9]{1,2}))?")


def find_article(reader: Reader, name: str) -> int:
    """The id of the article that a person names; raises Failure when there is none or several.

    An id of 63 bits, as former versions gave them, names its article still.
    """
    if name.startswith(("http://", "https://")):
        found = named.at_url(reader, canonicalize(name), name)
    else:
        found = named.beginning(reader, digits_of(name))
    if not found:
        raise Failure(
            exits.MISSING, f"{name}: no such article; name one by id, URL or the beginning of an id"
        )
    if len(found) > 1:
        raise Failure(exits.USAGE, f"{name}: more than one article begins so; give more of the id")
    return found[0]


def digits_of(name: str) -> str:
    r"""The digits of an id, also as programs write it that hold numbers as floats.

    >>> digits_of("7235490924981767.0"), digits_of("7.235490924981767e+15"), digits_of("72354\r\n")
    ('7235490924981767', '7235490924981767', '72354')
    """
    found = FLOAT.fullmatch(name.strip())
    if not found:
        return name.strip()
    power = int(found[3] or 0)
    digits = found[2].rstrip("0").ljust(power, "0")
    return found[1] + digits if len(digits) == power else name.strip()


def find_site(reader: Reader, name: str | None) -> str | None:
    """The site that a person names by its host or one of its addresses, as the store calls it.

    Imported rows may bring any name. None names none.
    """
    return name if name is None or copies.is_site(reader, name) else site_of(name)


def label(reader: Reader, article: int) -> str:
    """An article in a few words: its site and headline."""
    of = article_facts.headline(reader, article)
    return f"{of.site} “{of.title}”" if of.title else f"{of.site} (no title)"


def decisions_on(reader: Reader, article: int, other: int | None = None) -> list[str]:
    """What people decided on an article, or on two of them, and stands: one line each."""
    return [
        f"{verb} ({said}){'' if other else f' with {label(reader, its)}'}"
        f" by {who} on {day}{f': {why}' if why else ''}"
        for verb, said, its, who, day, why in decided.standing(reader, article, other)
    ]
