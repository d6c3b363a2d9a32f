"""What pages print about their number and the next one: "Page 1 of 3", "Weiter auf Seite 2".

A bare "1/3" is none: galleries count their pictures so. "Part 1 of 3" is none either: parts of a
series are articles of their own.
"""

import re

_PAGE = "pages?|seite|página|pagina|strona|sida|side|sivu|страница|сторінка"
_OF = "/|of|von|de|sur|di|van|z|av|af|из|з"
NUMBERED = re.compile(
    rf"""\W*(?:(?:{_PAGE})\s+(\d{{1,2}})\s?(?:{_OF})\s?(\d{{1,2}})\b
      | 第\s?(\d{{1,2}})\s?[页頁]\W{{0,3}}共\s?(\d{{1,2}})\s?[页頁]?
      | (\d{{1,2}})\s?/\s?(\d{{1,2}})\s?(?:ページ|[页頁]))""",
    re.I | re.X,
)
LEADING_ON = re.compile(
    r"""\W*(?: continue[sd]?\ (?:on|to)\ page\ \d{1,2}
      | (?:(?:go|continue)\ to\ )?(?:the\ )?next\ page
      | weiter\ auf\ seite\ \d{1,2} | lesen\ sie\ auf\ seite\ \d{1,2}\ weiter | nächste\ seite
      | (?:lire\ la\ )?page\ suivante | (?:página\ siguiente|siguiente\ página|próxima\ página)
      | pagina\ successiva | volgende\ pagina | nästa\ sida | neste\ side | næste\ side
      | następna\ strona | следующая\ страница | 次のページ(?:へ)? | 下一[页頁] )\W*""",
    re.I | re.X,
)
LISTED = re.compile(rf"\W*(?:{_PAGE}):?(?:\s\d{{1,2}}){{2,20}}\W*", re.I)  # "Pages: 1 2 3"


def page_of(text: str) -> tuple[int, int] | None:
    """The number of a page and of all pages, as a line begins by saying.

    >>> page_of("Seite 1 von 3"), page_of("第1页/共3页"), page_of("Page 1 of the report")
    ((1, 3), (1, 3), None)
    """
    found = NUMBERED.match(text)
    if found is None:
        return None
    number, most = filter(None, found.groups())
    return int(number), int(most)


def leads_on(text: str) -> bool:
    """Whether a line does nothing but lead to the next page.

    >>> leads_on("Continued on page 2"), leads_on("Next page »"), leads_on("Next page: the bakery")
    (True, True, False)
    """
    return LEADING_ON.fullmatch(text) is not None


def is_mark(text: str) -> bool:
    """Whether a line is about pages, and nothing else.

    >>> is_mark("Page 1/3"), is_mark("Pages: 1 2 3"), is_mark("Page 3 of 9 is blank, she said.")
    (True, True, False)
    """
    found = NUMBERED.match(text)
    rest = text[found.end() :].strip(" \t»›>|.)]") if found else ""
    return bool(found and (not rest or leads_on(rest))) or bool(
        leads_on(text) or LISTED.fullmatch(text)
    )
