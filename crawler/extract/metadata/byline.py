"""The names in a byline, one entry a person: without "By", jobs, places, dates and addresses."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from crawler.extract.metadata.title import plain_line
from crawler.extract.metadata.wire import is_agency
from crawler.extract.wording.letters import squash
from crawler.extract.wording.patterns import word_set
from crawler.times.stated import stated

PARTICLES = frozenset(("von", "van", "de", "di", "da", "del", "la", "le", "du", "el", "al", "bin"))
SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
LABEL = re.compile(
    r"""\s*(?: (?:written|posted|published|reported|reporting|story|text|words|article)\s+by\s*:?\s
      | (?:updated|posted|published)\s(?:on\s)?[\w,.:]{1,12}(?:\s[\w,.:]{1,12}){0,4}\sby\s
      | text\s(?=\w) | 文\s?[/／]
        | by\s*:?\s
        | (?:texte?\s+(?:par|von)|geschrieben\s+von|verfasst\s+von|écrit\s+par|door)\s*:?\s
        | (?:authors?|autor(?:in)?(?:/-?(?:autor)?in)?|auteure?|autore|autora|texte?|автор)\s*:
        | (?:本报|本報)?(?:记者|記者|作者|责编|編集)\s?[:：/／\s] )\s*""",
    re.X | re.I,
)
OF = re.compile(r"^\s*(von|par|por|di|av|af|de)(?:\s*:)?\s+(?=\S)", re.I)  # by; or part of a name
LIST_MARK = re.compile(
    r"""(?:(?<!\s)\s+)?(?:[;|•·、，；]|(?<=\s)\+(?=\s)|\s/\s|,(?!\s*(?:Jr|Sr|II|III|IV)\b))\s*(?:(?:and|und|et|y|e|og|och|&)\s+)?
      | (?<!\s)\s+(?:&|and|und|with|mit)\s+(?=\S)""",
    re.X | re.I,
)
JOINT = re.compile(
    r"(?<!\s)\s+(?:et|y|e|i|og|och|en|и|та|ja|ve)\s+(?=[^\W\d_])"
    r"|(?<=[^\W\d_])\s?[/／]\s?(?=[^\W\d_])"
)
IN_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?[(\[][^)\]]{0,60}[)\]]\s*$")
HANDLES = re.compile(r"(?:^|(?<=\s))(?:\S{1,80}@\S{0,80}|@\w{1,40}|https?:\S+|www\.\S+)")
# What may follow a name and is none: a place, a house, a job, what the person does.
BEHIND = re.compile(
    r"""(?<!\s)\s+(?: (?:in|from|at|for|aus|für|à|pour|dans)\s+(?:the\s+|der\s+|dem\s+)?[A-ZÀ-Þ]
        | [Ss]pecial\ to\s
      | (?:is|was|ist|est|es|covers|writes|reports|has\ been)\s+[a-zà-þ] | [–—-]\s ).*$""",
    re.X,
)
DEGREE = re.compile(
    r"""^(?:Ph\.?\s?D|M\.?D|M\.?A|M\.?Sc|MBA|M\.?P\.?H|Esq|R\.?N|J\.?D|CFA|CPA|OBE|MBE|CBE|Q\.?C|K\.?C
      |D\.?O|DDS|LL\.?[BM]|Dr|Prof)\.?$""",
    re.X,
)
HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Herr|Frau|Mme|M)\.?\s+(?=[A-ZÀ-Þ])")
JOBS = (
    r"correspondents?|reporters?|editors?|writers?|journalists?|columnists?|producers?|contributors?"
    r"|critics?|redakteur(?:in)?|korrespondent(?:in)?|volontär(?:in)?|autor(?:in)?|ressortleiter(?:in)?"
    r"|chefredakteur(?:in)?|rédact(?:eur|rice)|journaliste|correspondante?|periodista|redactora?"
    r"|corresponsal|giornalista|inviat[oa]|redaktor(?:ka)?|dziennikar(?:z|ka)|redaktør|journalista"
    r"|repórter|correspondente|корреспондент|журналист|обозреватель"
)
JOB = re.compile(rf"(?:^|\s)(?:{JOBS})(?=$|[\s,])", re.I)
JOB_BEFORE = re.compile(rf"^(?:[^\W\d_][\w'’-]*\s+){{0,4}}?(?:{JOBS})\s+(?=[A-ZÀ-Þ])", re.I)
JOB_CJK = re.compile(
    r"\s?(?:本报|本報)?\s?(?:通讯员|记者|記者|기자|編集委員|特派員)$|^(?:本报|本報)?(?:记者|記者)\s*"
)
NOBODY = word_set(  # without blanks and marks
    """
    admin administrator null undefined none nan na unknown author user root webmaster editor staff
    guest false true editorial agencies agency wires wire newsroom default anonymous redactie
    contributors staffwriter staffwriters staffreporter wirereports staffreports agencyreports
    staffandagencies wireservices newsdesk webdesk onlinedesk guestauthor staffandwirereports
    agencystaff ourcorrespondent wireandstaffreports
    """
)
NO_NAME = re.compile(
    r"@|https?:|www\.|\d{3,}|^[\W\d_]*$|\d{1,2}[:.]\d\d|^\d+\s?min\b|^who$"
    r"|^(?:photo(?:s|graphs?|graphy)?|video|pictures?|illustrations?|graphics?|edit(?:ed|ing)"
    r"|produced|translat(?:ed|ion)|additional reporting)\s+by\b|^(?:fotos?|bild(?:er)?)\s?:"
    r"|^(?:updated?|published|posted|last|aktualisiert|stand|mis à jour|actualizado|aggiornato)\b",
    re.I,
)
DATE_BEHIND = re.compile(  # "on March 3, 2026"; months may be surnames
    r"(?<=\w)\s(?:on\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
    r"\s\d{1,2}\b(?:,?\s\d{4}\b)?",
    re.I,
)
IN_MAIL = re.compile(r"^\s*\S{1,80}@\S{1,80}\s\(([^()]{1,100})\)\s*$")  # as RSS has it
LINE_END = re.compile(r"(?<=[^\W\d_]{3})\s?<br\s?/?>(?=\s?\w)", re.I)
DOMAIN_END = re.compile(r"(?:com|de|org|net|fr|it|es|uk)$")
SPACES = re.compile(r"\s+")
# After a person's name these end a byline that names the house too: "Ann Ode, Northern Wire".
HOUSE = re.compile(
    r"""^The\ | \b(?:Agency|Agentur|Broadcasting|Chronicle|Courier|Daily|Gazette|Herald|Ledger
      |Magazine|Media|Network|News|Newspapers?|Observer|Radio|Register|Review|Service|Telegraph|Television
      |Times|Tribune|TV|Wire|Zeitung)\b""",
    re.X,
)
MAX_NAME = 60  # characters; longer ones are sentences about the author
MAX_BYLINE = 400  # characters that are read of a byline
MAX_BYLINES = 200  # that are read of a page


def clean_names(bylines: Iterable[str], sites: Iterable[str] = ()) -> tuple[str, ...]:
    """Names in some bylines, in order and once each; `sites` are names of the outlet.

    Agencies stay, as evidence of where a story comes from, and the outlet when it is all there is.
    Jobs, places, dates and degrees are no names.

    >>> clean_names(["By Ann Ode and Bo Lund, Ledger", "bo@ledger.example"], ["Ledger"])
    ('Ann Ode', 'Bo Lund')
    >>> clean_names(["Sam Day, Jr., Chief Political Correspondent | Updated March 3, 2026"])
    ('Sam Day, Jr.',)
    """
    outlet = {squash(site) for site in sites}
    read = islice(dict.fromkeys(bylines), MAX_BYLINES)
    names = [name for byline in read for name in _people(_split(byline), outlet)]
    others = [name for name in names if squash(name) not in outlet]
    once: dict[str, str] = {}
    for name in others or names:
        once.setdefault(name.casefold(), name)
    return tuple(once.values())


class Part(NamedTuple):
    """A part of a byline; `is_joined` says that a word such as "and" stands before it."""

    name: str
    is_joined: bool


def _people(parts: list[Part], outlet: Iterable[str] = ()) -> list[str]:
    """Return the names of a byline, without the houses and places that follow a person.

    >>> _people([Part("Ann Ode", False), Part("Northern Wire", False), Part("Bo Wire", True)])
    ['Ann Ode', 'Bo Wire']
    >>> _people([Part("Northern Wire", False)])
    ['Northern Wire']
    """
    named: list[str] = []
    for part in parts:
        if not _is_name(part.name):
            continue
        is_house = HOUSE.search(part.name) or _is_of_house(part.name, outlet)
        if named and not part.is_joined and (is_house or _is_place(part.name, named)):
            continue
        named.append(part.name)
    return named


def _is_of_house(name: str, outlet: Iterable[str]) -> bool:
    """Whether a name begins with that of the outlet: one of its desks."""
    first = squash(name.partition(" ")[0])
    return any(first in (site, DOMAIN_END.sub("", site)) for site in outlet)


def _is_place(name: str, before: list[str]) -> bool:
    """Whether one word behind a whole name is where its bearer was: no agency, no initials."""
    is_word = name.isalpha() and name[:1].isupper() and len(name) > 5 and not is_agency(name)
    return is_word and " " in before[-1]


def _split(byline: str) -> list[Part]:
    """Return the single names of a byline."""
    text = _plain(byline)
    if inverted := _inverted(text):
        return [Part(name, is_joined=False) for name in inverted]
    text = _of(text)
    parts, start, is_joined = [], 0, False
    for mark in [*LIST_MARK.finditer(text), None]:
        piece = text[start : mark.start() if mark else len(text)]
        for n, name in enumerate(_apart(piece)):
            parts.append(Part(_bare(name), is_joined or n > 0))
        if mark:
            start, is_joined = mark.end(), mark[0].strip().isalpha() or mark[0].strip() == "&"
    return parts


def _plain(byline: str) -> str:
    """A byline without tags, entities, addresses and labels before the names."""
    byline = IN_MAIL.sub(r"\1", LINE_END.sub(" | ", byline[:MAX_BYLINE]))
    text = SPACES.sub(" ", HANDLES.sub("", plain_line(byline))).strip(" ,;|")
    return DATE_BEHIND.sub("", _unlabelled(text))


def _unlabelled(text: str) -> str:
    """A text without the words for an author at its beginning, however often they stand there."""
    while found := LABEL.match(text):
        text = text[found.end() :]
    return text


def _of(text: str) -> str:
    """A byline without "von" or "di" before it; before one word that is a part of the name."""
    found = OF.match(text)
    if found and (found[1].islower() or len(LIST_MARK.split(text)[0].split()) > 2):
        return text[found.end() :]
    return text


def _inverted(text: str) -> list[str]:
    """Names whose surname comes first: "Roe, Jane; Lund, Bo". Empty for any other byline."""
    names = [part.split(",") for part in text.split(";")]
    for halves in names:
        if len(halves) != 2:
            return []
        surname, given = halves[0].split(), halves[1].split()
        is_single = len(surname) == 1 or (len(surname) == 2 and surname[0].lower() in PARTICLES)
        is_degree = len(given) == 1 and (DEGREE.match(given[0]) or SUFFIX.match(given[0]))
        if not is_single or len(given) != 1 or is_degree or is_agency(given[0]):
            return []
        if not (surname[-1][:1].isupper() and given[0][:1].isupper() and given[0][1:].islower()):
            return []
    return [f"{given.strip()} {surname.strip()}" for surname, given in names]


def _apart(piece: str) -> list[str]:
    """A piece of a byline, parted where a short word or stroke joins whole names.

    >>> _apart("Ana Ruiz y Juan Paz"), _apart("José Ortega y Gasset"), _apart("srf/hosb")
    (['Ana Ruiz', 'Juan Paz'], ['José Ortega y Gasset'], ['srf/hosb'])
    """
    sides: list[str] = []
    between, end = "", 0
    for joint in [*JOINT.finditer(piece), None]:
        side = piece[end : joint.start() if joint else len(piece)]
        if sides and (len(side.split()) < 2 or len(sides[-1].split()) < 2):
            sides[-1] += piece[end - len(between) : end] + side
        else:
            sides.append(side)
        between, end = (joint[0], joint.end()) if joint else ("", end)
    return sides


def _bare(name: str) -> str:
    """One name without what stands around it: its job, its place, a title."""
    name = IN_BRACKETS.sub("", name.strip())
    name = BEHIND.sub("", name) if len(name.split()) > 2 else name
    name = _unlabelled(name)
    if (found := JOB_BEFORE.match(name)) and len(name[found.end() :].split()) > 1:
        name = name[found.end() :]
    return HONORIFIC.sub("", JOB_CJK.sub("", name)).strip(" ,;|:-–—")


def is_capital(name: str) -> bool:
    """Whether every word of a name has a capital, particles aside.

    >>> is_capital("Ludwig van Beethoven"), is_capital("noon the ferry sailed")
    (True, False)
    """
    words = name.split()
    return all(word[0].isupper() or word in PARTICLES or not word.isascii() for word in words)


def _is_name(text: str) -> bool:
    """Whether a text can be the name of a person or an agency."""
    if not 1 < len(text) <= MAX_NAME or NO_NAME.search(text):
        return False
    if squash(text) in NOBODY or DEGREE.match(text) or JOB.search(text):
        return False
    has_number = any(map(str.isdigit, text))  # dates have one
    return not has_number or (stated(text) is None and stated(f"{text} 2026") is None)
