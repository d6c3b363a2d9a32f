"""The rules for what surrounds a picture: its caption, its credit, its buttons, its name.

Each is a rule as `cut` describes them. In pages the markup gives most captions away before; these
are for plain texts, and for pages whose markup says nothing.
"""

import re
from collections import Counter

from crawler.extract.metadata.wire import dateline
from crawler.extract.page.blocks import Block
from crawler.extract.rules.lines import Lines, lines  # noqa: F401 - the doctests speak of lines
from crawler.extract.wording.phrases import (
    CAPTION_TOGGLE,
    CREDIT,
    CREDIT_IN_BRACKETS,
    CREDIT_LINE,
    KNOWN_HOUSE,
    PICTURE_CREDIT,
)
from crawler.extract.wording.telling import CLOSED

SIGN_OFF = re.compile(r"\s[-–—]+\s?(?:Reuters|AP|AFP|dpa|[A-Z][\w.]{1,14})\W*$")
STOPPED_SIGN_OFF = re.compile(rf"[.!?][\"'”’»)]*{SIGN_OFF.pattern}")
PARAGRAPH_TAGS = frozenset(("", "p"))
# "He now works for Reuters" tells of somebody; "Photo by Ann Ode for Reuters" is a credit.
WORKS_FOR = re.compile(
    r"\S\ (?:for|to|at|bei|für|pour|chez|para)\ (?:AP|AFP|Reuters|EPA|dpa|UPI|EFE|ANSA)$", re.I
)
OF_PICTURE = re.compile(r"\b(?:photos?|images?|pictures?|foto|by|von|par)\b", re.I)
LONG_END = 15  # words
FEWEST_TOLD = 4  # words of a sentence that tells of somebody


def caption_toggle(article: Lines) -> list[int]:
    """Buttons of a caption, "hide caption", in whatever word a spinner put for "hide".

    >>> caption_toggle(lines("disguise caption", "toggle caption", "The caption is wrong."))
    [0, 1]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.words <= 4 and CAPTION_TOGGLE.match(block.text)
    ]


def _is_credit(block: Block) -> bool:
    """Whether a line is nothing but the credit of a picture."""
    return block.words <= 7 and CREDIT_LINE.match(block.text) is not None


def credit(article: Lines) -> list[int]:
    """Who took a picture, alone on a line: "Ann Ode/AP", "Photo: Ann Ode / AFP – Getty Images".

    >>> credit(lines("Ann Ode/AP", "She chose the either/or of the ferry/bus debate."))
    [0]
    """
    return [
        i for i, block in enumerate(article.blocks) if _is_credit(block) or _is_markup_credit(block)
    ]


def _is_markup_credit(block: Block) -> bool:
    """Whether a short text, or one that is no paragraph, credits a picture in any wording."""
    if not block.tag or block.words > 40:
        return False
    is_short = block.words <= 12 or block.tag not in ("p", "li")
    is_sentence = block.words >= 7 and block.text.endswith(".") and block.tag == "p"
    return is_short and not is_sentence and _says_credit(block.text)


def _says_credit(text: str) -> bool:
    """Whether a text has the words of a credit, and does not tell whom somebody works for."""
    return PICTURE_CREDIT.search(text.lower()) is not None and not _tells_of_work(text)


def _tells_of_work(text: str) -> bool:
    """Whether a text tells whom somebody works for.

    >>> _tells_of_work("He now works for Reuters"), _tells_of_work("Photo by Ann Ode for Reuters")
    (True, False)
    """
    is_told = WORKS_FOR.search(text) is not None and OF_PICTURE.search(text) is None
    return is_told and len(text.split()) >= FEWEST_TOLD


def _has_glued_credit(block: Block) -> bool:
    """Whether a caption ends in its credit without a stop: "... on Monday.Ann Ode / AP"."""
    if block.text.endswith(")"):
        return block.words <= 70 and CREDIT_IN_BRACKETS.search(block.text) is not None
    is_open = block.text[-1:].isalnum()  # most paragraphs end in a stop, and need no search
    is_glued = is_open and block.words <= 50 and CREDIT.search(block.text) is not None
    return is_glued and not _tells_of_work(block.text)


def caption(article: Lines) -> list[int]:
    """Text of a picture: a line above a credit line, or one that ends in a credit.

    Paragraphs that open with a dateline stay, and so do long ones, unless they are printed twice.

    >>> caption(lines("A ferry at Port Lowell on Monday.", "Ann Ode/AP", "PORT LOWELL — It sails."))
    [0]
    >>> caption(lines("The ferry at its pier on Monday.Ann Ode / AFP – Getty Images"))
    [0]
    >>> caption(lines("The ferry sails past its pier on Monday. (AP Photo/Ann Ode)"))
    [0]
    """
    times = Counter(article.keys)
    found = []
    for i, block in enumerate(article.blocks):
        fits = block.words <= 45 or (block.words <= 60 and times[article.keys[i]] > 1)
        is_caption = (fits and _is_above_credit(article, i)) or (
            _has_glued_credit(block) and not _signs_off(article, i)
        )
        if is_caption and not _is_credit(block) and not dateline(block.text):
            found.append(i)
    return found


def _signs_off(article: Lines, place: int) -> bool:
    """Whether a line is the last sentence and the agency: "... said. - AP".

    In a page the sentence has its stop: below it there may be a picture.
    """
    block = article.blocks[place]
    is_end = place >= article.last and any(article.is_prose[:place])
    return is_end and (STOPPED_SIGN_OFF if block.tag else SIGN_OFF).search(block.text) is not None


def _is_above_credit(article: Lines, place: int) -> bool:
    """Whether the next line credits a picture; in a page, an agency or a handout by name."""
    if article.blocks[place].tag not in PARAGRAPH_TAGS or _ends_a_text(article, place):
        return False
    below = article.blocks[place + 1 : place + 2]
    return any(_is_credit(b) and (not b.tag or KNOWN_HOUSE.search(b.text)) for b in below)


def _ends_a_text(article: Lines, place: int) -> bool:
    """Whether a line is the last paragraph of a plain text: the agency signs below it."""
    block = article.blocks[place]
    is_end = place >= article.last and place > article.first
    return is_end and not block.tag and block.words >= LONG_END and bool(CLOSED.search(block.text))


def image_slug(article: Lines) -> list[int]:
    """The short name of a picture, directly above a caption that ends in its credit.

    >>> image_slug(lines("Ferry Port Lowell", "The ferry at its pier on Monday.Ann Ode / AP"))
    [0]
    """
    return [
        i
        for i, (block, below) in enumerate(zip(article.blocks, article.blocks[1:], strict=False))
        if block.words <= 6
        and below.line == block.line + 1
        and not CLOSED.search(block.text)
        and not _is_credit(block)
        and _has_glued_credit(below)
        and not _is_credit(below)
    ]
