"""Authors as names: one entry a person, without "By", e-mail addresses and the site's own name."""

import html
import re
from collections.abc import Iterable

from crawler.extract.wording.letters import squash

BY = re.compile(r"^\s*(?:by|von|par|por|di|av|af|door|texte?\s+par|written\s+by)\s*:?\s+", re.I)
LIST_MARK = re.compile(r"\s*(?:[,;|•·]|&|\b(?:and|und|et|y|og|och|e|en)\b(?=\s+[A-ZÀ-ÞŠŽ]))\s*")
IN_BRACKETS = re.compile(r"\s*\([^)]{0,60}\)\s*$")
NO_NAME = re.compile(r"@|https?:|www\.|\d{4,}|^[\W\d_]*$")
SPACES = re.compile(r"\s+")
# After a person's name these end a byline that names the house too: "Ann Ode, Northern Wire".
HOUSE = re.compile(
    r"""^The\ | \b(?:Agency|Agentur|Broadcasting|Chronicle|Courier|Daily|Gazette|Herald|Ledger
      |Magazine|Media|Network|News|Newspapers?|Observer|Radio|Register|Review|Service|Telegraph|Television
      |Times|Tribune|TV|Wire|Zeitung)\b""",
    re.X,
)
MAX_NAME = 60  # characters; longer ones are sentences about the author


def clean_names(bylines: Iterable[str], sites: Iterable[str] = ()) -> tuple[str, ...]:
    """Names in some bylines, in order and once each; `sites` are names of the outlet.

    Agencies stay, as evidence of where a story comes from, and the outlet when it is all there is.

    >>> clean_names(["By Ann Ode and Bo Lund, Ledger", "bo@ledger.example"], ["Ledger"])
    ('Ann Ode', 'Bo Lund')
    """
    outlet = {squash(site) for site in sites}
    names = [name for byline in bylines for name in _people(_split(byline)) if _is_name(name)]
    others = [name for name in names if squash(name) not in outlet]
    return tuple(dict.fromkeys(others or names))


def _people(parts: list[str]) -> list[str]:
    """Return a byline's parts without the houses that follow a person.

    >>> _people(["Ann Ode", "Northern Wire"]), _people(["Northern Wire"])
    (['Ann Ode'], ['Northern Wire'])
    """
    return [part for place, part in enumerate(parts) if not place or not HOUSE.search(part)]


def _split(byline: str) -> list[str]:
    """Return the single names of a byline."""
    text = SPACES.sub(" ", html.unescape(byline)).strip()
    parts = LIST_MARK.split(BY.sub("", text))
    return [IN_BRACKETS.sub("", part).strip() for part in parts]


def _is_name(text: str) -> bool:
    """Whether a text can be the name of a person."""
    return 1 < len(text) <= MAX_NAME and not NO_NAME.search(text)
