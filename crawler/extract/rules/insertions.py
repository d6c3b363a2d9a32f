"""The rules for what sites set between and below the paragraphs of a story, and wires around it.

Each is a rule as `cut` describes them. They ask a whole line: a sentence that speaks of such things
is told by somebody, and stays.
"""

import re
from collections.abc import Callable

from crawler.extract.rules.lines import Lines, lines  # noqa: F401 - the doctests speak of lines
from crawler.extract.wording.telling import is_reported

COUNT = r"\d[\d.,]*\s?[kKmM]?\+?"
NETWORK = r"(?:twitter|x|facebook|instagram|threads|bluesky|linkedin|youtube|tiktok)"
FOOTER = (
    r"(?:(?:back|return)\ to\ top|terms\ of\ (?:use|service)|contact\ us|about\ us|impressum"
    r"|(?:privacy|cookies?)\ (?:policy|notice|settings|statement)|advertise\ with\ us"
    r"|mentions\ légales|aviso\ legal|datenschutzerklärung)"
)
INSERTION = re.compile(
    rf"""\W*(?: story\ continue[sd]\ (?:below|after)\b.{{0,40}}
      | {COUNT}\s*(?:shares?|likes?|tweets?|retweets?|views?|comments?|reactions?|pins?)
      | (?:shares?|likes?|tweets?|views?|comments?):?\s*{COUNT}
      | (?:share|tweet|pin|e-?mail|print|save|like|post)
        (?:\ (?:this|on|via|it|to|by|the\ (?:story|article))\b.{{0,30}})?
      | (?:facebook|twitter|x|linkedin|pinterest|whatsapp|reddit|telegram|e-?mail|print|copy\ link)
        (?:[\W_]+(?:facebook|twitter|x|linkedin|pinterest|whatsapp|reddit|telegram|e-?mail|print
        |copy\ link))*
      | (?:click\ here\ to\ )?sign\ (?:the|our|this|her|his|their)\ petition\b.{{0,120}}
      | (?:petition|sign\ up|take\ action)\s?:.{{0,120}}
      | (?:watch|see)\ the\ (?:full\ )?(?:video|clip|footage|trailer)
        \ (?:above|below|here|at\ the\ top|in\ the\ player).{{0,40}}
      | (?:related|more|latest)\ videos?\b.{{0,100}} | (?:watch|video)\ ?[:|][^.!?]{{0,120}}\Z
      | advertisement\W+(?:story|article)\ continues\b.{{0,40}}
      | (?:click|tap)\ here\ (?:to|for)\b.{{0,100}}
      | read\ the\ (?:full|whole|original|entire)\ (?:story|article|post|interview)\b.{{0,60}}
      | (?:like|follow|find|join)\ (?:us|me|@\w+)\ on\ {NETWORK}\b.{{0,40}}
      | (?:tags?|keywords?|(?:posted|filed)\ (?:in|under))\s?:[^.!?]{{1,120}}\Z
      | report\ (?:an?\ )?(?:error|typo|mistake|correction)s? | send\ corrections\ to\ .{{0,60}}
      | comments?\ (?:are|have\ been)\ (?:closed|disabled|turned\ off).{{0,40}}
      | (?:get|receive)\ .{{0,60}}\b(?:to|in|into)\ your\ inbox\b.{{0,40}}
      | support\ (?:independent|local|quality)\ (?:journalism|news|reporting)\b.{{0,60}}
      | (?:last\ )?(?:updated|modified)\s?:.{{0,30}}\d.{{0,30}} | e-?mail\s?:\s?\S+@\S+
      | (?:!?\[[^][]{{0,200}}\]\([^()\s]{{1,300}}\)[\s|·•*+-]*){{1,30}}
      | {FOOTER}(?:[\W_]+{FOOTER})*
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
DISCLAIMER = re.compile(
    r"""\W*(?: (?:the\ )?(?:views?|opinions?)(?:\ and\ (?:views?|opinions?))?
        \ (?:expressed|stated)\b.{0,160}
        \b(?:own|authors?|writers?|reflect|represent|columnists?)\b.*
      | .{0,60}(?:material|content|article|report|story)\ may\ not\ be
        \ (?:published|reproduced)\b.*
      | .{0,20}(?:story|article|report|copy)\ (?:has\ not\ been|was\ not|hasn['’]t\ been)
        \ edited\ by\b.*
      | .{0,40}\b(?:auto-?generated|automatically\ generated)\ from\ (?:a|an|the)
        \ (?:syndicated|agency|wire|news)\b.*
      | (?:copyright|\(c\)|©)\ ?(?:\(c\)|©)?\ ?\d{4}\b.{0,120} | .{0,80}\ball\ rights\ reserved\W*
      | disclaimer\s?:.* )""",
    re.IGNORECASE | re.VERBOSE,
)
WIRE_CODE = re.compile(
    r"""(?: AP-[A-Z]{2}-\d\d-\d\d-\d\d\ \d{4}[A-Z]{3} | N{4} | -\ ?30\ ?-
      | \W*\(?(?:END|ENDS|End|Ends|EOM|eom|ends)\)?\W* | \(END\)\ [\w ]{3,40}
      | \d\d-\d\d-\d\d\ \d{4}[A-Z]{2,3} | [a-z]{2,4}(?:[/-][a-z]{2,4}){1,3}
      | [A-Z]{2,4}(?:/[a-z]{2,4}){1,3}
      | [A-Z]{2,4}/[A-Z]{2,4}(?:/[A-Z]{2,4})? )\W*""",
    re.VERBOSE,
)
NAME = r"(?-i:[A-Z])[\w.'’-]+(?:\ (?-i:[A-Z])[\w.'’-]+){1,3}"
BIOGRAPHY = re.compile(
    r"""(?: \W*about\ the\ (?:author|writer|reporter)s?(?:\W*|\W+(?-i:[A-ZÀ-Þ]).*)
      | \W*follow\ (?:him|her|them|me|us|NAME)\ on
        \ (?:twitter|x|facebook|instagram|threads|bluesky|linkedin)\b.{0,80}
      | NAME,?\ (?:is\ (?:a|an|the)\b|covers\ |writes\ |reports\ ).{0,200}
        (?:\bfollow\ (?:him|her|them|\S+)\ (?:on\ |at\ )?|\ on\ twitter\b
        |\b(?:reach|reached|contact|contacted)\b.{0,40}\ at\ |\be-?mail\b.{0,20}\bat\ ).*
      | \W*(?:contact|e-?mail|reach)\ (?:the\ )?(?:author|writer|reporter|NAME)
        \ (?:at|on|via)\ .{0,80} )""".replace("NAME", NAME),
    re.IGNORECASE | re.VERBOSE,
)
LONG = 600  # characters of a line that is one of these
MAX_WORDS = 60
NEAR_END = 3  # lines of prose below a biography, such as another one


def insertion(article: Lines) -> list[int]:
    """Lines that count shares, say that the story goes on, point at videos and petitions.

    >>> insertion(lines("Story Continued Below", "1.2K Shares", "Sign our petition: keep it"))
    [0, 1, 2]
    >>> insertion(lines("Share prices fell.", "Sign the petition, he said, and the ferry stays."))
    []
    """
    return _lines_that(article, INSERTION.fullmatch, 20)


def notice(article: Lines) -> list[int]:
    """Disclaimers, rights and notices of how a text came onto the site.

    >>> notice(lines("The views expressed in this article are the author's own.", "He said so."))
    [0]
    """
    return _lines_that(article, DISCLAIMER.fullmatch, MAX_WORDS)


def wire_code(article: Lines) -> list[int]:
    """What wires put at the end of a story: times, initials, "NNNN".

    >>> wire_code(lines("AP-WF-03-02-26 0942GMT", "acd/bk", "NNNN", "and/or it sails"))
    [0, 1, 2]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if not block.tag and block.words <= 6 and WIRE_CODE.fullmatch(block.text)
    ]


def biography(article: Lines) -> list[int]:
    """Who wrote it and how to reach them, in the last lines.

    >>> biography(lines("It sails.", "Jane Roe is a writer here. Follow her on Twitter @janeroe."))
    [1]
    """
    found = _lines_that(article, BIOGRAPHY.fullmatch, MAX_WORDS, may_report=True)
    return [i for i in found if i >= article.last - NEAR_END]


def _lines_that(
    article: Lines, is_one: Callable[[str], object], most: int, *, may_report: bool = False
) -> list[int]:
    """The lines of a plain text that a pattern has whole, and that nobody tells."""
    return [
        i
        for i, block in enumerate(article.blocks)
        if not block.tag
        and block.words <= most
        and len(block.text) <= LONG
        and is_one(block.text)
        and (may_report or not is_reported(block.text))
    ]
