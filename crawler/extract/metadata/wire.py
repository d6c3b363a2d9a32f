"""What a story says of its origin: dateline, agency, contributors, outlet that had it first.

No library reads these; they are the evidence by which a copy is traced to its source. Forms seen:
"BEIJING — ", "HONG KONG (AP) — ", "WASHINGTON, June 3 (Reuters) - ", "Berlin (dpa) - ",
"(Reuters) - ", "MOSCOW, March 2 /TASS/. ".
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.extract.wording.patterns import by_letter, word_set

AGENCIES = {
    "associated press": "AP",
    "the associated press": "AP",
    "ap": "AP",
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "afp": "AFP",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "upi": "UPI",
    "united press international": "UPI",
    "press association": "PA",
    "pa media": "PA",
    "efe": "EFE",
    "agencia efe": "EFE",
    "ansa": "ANSA",
    "tass": "TASS",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo",
    "yonhap": "Yonhap",
    "belga": "Belga",
    "anp": "ANP",
    "apa": "APA",
    "the canadian press": "CP",
    "canadian press": "CP",
    "aap": "AAP",
    "australian associated press": "AAP",
    "pti": "PTI",
    "press trust of india": "PTI",
    "ians": "IANS",
    "ani": "ANI",
    "lusa": "Lusa",
    "agência lusa": "Lusa",
    "bloomberg": "Bloomberg",
}
DATELINE = re.compile(
    r"""^(?: (?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’][A-ZÀ-Þ.'’ -]{0,40}
                 (?:,\ [A-Z][\w.'’]+(?:\ [A-Z][\w.'’]+)?)?)
             (?:,?\ (?P<day>(?:[A-Z][a-z]{2,8}\.?\ \d{1,2}|\d{1,2}\ [A-Z][a-z]{2,8})))?
             (?:\ ?[(/](?P<code>[A-Z][\w. -]{1,24})[)/])?
           | (?P<mixed>[A-ZÀ-Þ][\w.'’-]+(?:[ /][A-ZÀ-Þ][\w.'’-]+){0,3}(?:,\ [\w.'’ ]{2,25})?)
             \ [(/](?P<desk>[A-Za-z][\w./ -]{1,20})[)/]
           | \((?P<alone>[A-Z][\w. -]{1,20})\) )
         (?:\s*[—–-]{1,2}\s | \.?\ ?[—–]\s? | (?<=/)\.\ )""",
    re.X,
)
MONTH_END = re.compile(
    r",?(?<!\s)\s+(?:\d{1,2}\ )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*$"
)
# What shouts in the place of a dateline.
LABELS = word_set(
    """
    ALERT ANALYSIS BREAKING CORRECTION EILMELDUNG EXCLUSIVE EXKLUSIV EXPLAINER LIVE OPINION UPDATE
    UPDATED URGENT VIDEO WATCH ULTIM'ORA
    """
) | {"BREAKING NEWS", "DERNIÈRE MINUTE", "ÚLTIMA HORA"}
CODE_IN_LEAD = re.compile(r"\((AP|AFP|Reuters|UPI|dpa|EFE|ANSA|TASS|Xinhua|PTI|AAP|PA)\)")
CREDITED = re.compile(r"(?:/\s*|\b)(AP|AFP|Reuters|REUTERS|EPA|dpa|UPI|EFE|ANSA|TASS|Xinhua)\b")
CONTRIBUTED = re.compile(r"(?<!\s)\s+(?:also\s+)?(?:contributed|reported)\b.*$", re.S)
SENTENCE = re.compile(r"(?<=[a-z]{2})\.\s+(?=[A-Z])")
WORK = re.compile(
    r"\b(?:with\s+)?(?:additional\s+)?(?:reporting|reports|files|writing|editing)(?:\s+and\s+(?:writing|editing))?\s+(?:by|from)\s+",
    re.I,
)
WHERE = re.compile(
    r"(?<!\s)\s+(?:(?:in|from|at)\s+[A-ZÀ-Þ]|(?:staff|reporters?|writers?|journalists?)\b).*$",
    re.S,
)
WORD = re.compile(r"\w+")
LIST_MARK = re.compile(r"(?:(?<!\s)\s+)?(?:[,;]|\band\b|&)\s*")
ROLE = re.compile(
    r"""^(?: (?:AP|Associated\ Press|Reuters|AFP)\s+(?:[a-z]+\s+)* | [A-Z][\w.&\ -]{1,40}['’]s?\s+
           | (?:[A-Z][a-z]+\s+){0,3}(?i:writers?|reporters?|correspondents?|editors?)\s+
         )(?=[A-Z])""",
    re.X,
)
FIRST_PUBLISHED = by_letter(
    r"""(originally|first)\ (?:appeared|published|ran|posted)
      | (erschien|ist|wurde)\ (?:zuerst|ursprünglich)(?:\ erschienen|\ veröffentlicht)?
      | initialement\ (?:publié|paru)e? | d['’]abord\ (?:publié|paru)e?
      | (publicado|publicada)\ originalmente | (Reprinted|reprinted|Republished|republished)
        \ (?:from|with\ permission\ (?:of|from))"""
)
MAX_ORIGIN = 400  # characters of a line that says so
# One of these stands in every line that the pattern finds: most pages have none, and are read once.
ORIGIN_WORDS = (
    *("appeared", "published", "first ran", "originally ran", "posted", "erschien", "zuerst"),
    *("ursprünglich", "initialement", "abord", "originalmente", "eprinted"),
)
ORIGINALLY = re.compile(
    rf"""\b(?:{FIRST_PUBLISHED})
        \ (?:(?:on|in|by|at|bei|auf|im|in\ der|sur|par|dans|en|por|no|na)\ )?
        (?:the\ website\ of\ )?
        (?P<outlet>(?:[Tt]he\ )?[A-ZÀ-Þ0-9][\w.'’&-]*
          (?:\ (?:of\ |the\ |de\ |and\ (?=[A-Z]))?[A-ZÀ-Þ0-9][\w.'’&-]*){{0,5}})""",
    re.X,
)


class Dateline(NamedTuple):
    """Where a story was written and the agency that the dateline names; either may be missing."""

    place: str | None
    agency: str | None


def dateline(text: str) -> Dateline | None:
    """The dateline that a paragraph opens with, if it does.

    >>> dateline("HONG KONG (AP) — The ferry sailed again.")
    Dateline(place='HONG KONG', agency='AP')
    >>> dateline("WASHINGTON, June 3 (Reuters) - The ferry sailed again.")
    Dateline(place='WASHINGTON', agency='Reuters')
    >>> dateline("(Reuters) - The ferry sailed again.")
    Dateline(place=None, agency='Reuters')
    >>> dateline("The ferry — a small one — sailed again.")
    """
    found = DATELINE.match(text[:120])
    if not found:
        return None
    place = found["place"] or found["mixed"]
    code = found["code"] or found["desk"] or found["alone"]
    if place:
        place = MONTH_END.sub("", place).strip(" ,")
    if place in LABELS:
        place = None
    if not (place or code):
        return None
    return Dateline(place or None, agency_name(code) if code else None)


def agency_name(name: str) -> str:
    """The agency's usual short name; names that are not known stay as they are.

    >>> agency_name("The Associated Press"), agency_name("REUTERS"), agency_name("XQN")
    ('AP', 'Reuters', 'XQN')
    """
    return AGENCIES.get(name.strip().lower(), name.strip())


def is_agency(name: str) -> bool:
    """Whether a byline is an agency's.

    >>> is_agency("Agence France-Presse"), is_agency("Ann Ode")
    (True, False)
    """
    return name.strip().lower() in AGENCIES


def find_dateline(paragraphs: Iterable[str]) -> Dateline | None:
    """The first dateline among the first paragraphs: decks and notes may stand before it.

    >>> find_dateline(["A deck", "BEIJING — It sailed."])
    Dateline(place='BEIJING', agency=None)
    """
    opening = (dateline(text) for text, _ in zip(paragraphs, range(4), strict=False))
    return next((found for found in opening if found), None)


def find_agency(
    found: Dateline | None,
    paragraphs: Sequence[str],
    bylines: Iterable[str],
    picture_credits: Iterable[str],
    signatures: Iterable[str] = (),
) -> str | None:
    """The agency whose story this is: by dateline, byline, signature, code in the lead or the end.

    Credits of pictures tell only where a dateline names no agency, and only when all name one:
    stories written by a paper's own people carry agency pictures too.

    >>> find_agency(Dateline("BEIJING", None), [], [], ["Ann Ode/AP", "Ann Ode/AP"])
    'AP'
    >>> find_agency(Dateline("BEIJING", None), [], [], ["Ann Ode/AP", "Bo Lund/AFP"])
    """
    if found and found.agency:
        return found.agency
    for byline in bylines:
        if is_agency(byline):
            return agency_name(byline)
    for token in (token for line in signatures for token in WORD.findall(line)):
        if is_agency(token):
            return agency_name(token)
    for text in (*paragraphs[:2], *paragraphs[-1:]):
        if code := CODE_IN_LEAD.search(text[:160] if text is not paragraphs[-1] else text[-160:]):
            return agency_name(code[1])
    named = {agency_name(code) for line in picture_credits for code in CREDITED.findall(line)}
    return named.pop() if found and found.place and len(named) == 1 else None


def contributor_names(line: str) -> tuple[str, ...]:
    """The names in a line of contributors, without places and roles.

    >>> contributor_names("Ann Ode, CNBC, Bo Lund and Cy Marsh contributed.")
    ('Ann Ode', 'CNBC', 'Bo Lund', 'Cy Marsh')
    >>> contributor_names("(Reporting by Ann Ode in Berlin; Editing by Bo Lund)")
    ('Ann Ode', 'Bo Lund')
    """
    sentences = SENTENCE.split(line.strip(" ()"))
    listed = WORK.sub(", ", ", ".join(CONTRIBUTED.sub("", part) for part in sentences))
    names = (WHERE.sub("", ROLE.sub("", part)).strip(" .()") for part in LIST_MARK.split(listed))
    return tuple(dict.fromkeys(name for name in names if name[:1].isupper()))


def originally_from(paragraphs: Iterable[str]) -> str | None:
    """The outlet that a line names as the first to publish.

    >>> originally_from(["It sails.", "This story originally appeared on Harbor Ledger."])
    'Harbor Ledger'
    """
    short = [text for text in paragraphs if len(text) <= MAX_ORIGIN]
    said = "\n".join(short)
    if not any(word in said for word in ORIGIN_WORDS):
        return None
    found = next(filter(None, map(ORIGINALLY.search, short)), None)
    return found["outlet"].rstrip(".") if found else None
