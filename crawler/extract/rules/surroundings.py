"""The rules for what surrounds the paragraphs of a page: title, byline, appeals, loose ends.

Each is a rule as `cut` describes them; they ask for the tag of a line and so leave plain texts
alone.
"""

import re

from crawler.extract.page.blocks import HEADINGS, Block
from crawler.extract.rules.lines import (
    MIN_LIST,
    Lines,
    lines,  # noqa: F401 - the doctests speak of lines
    list_runs,
)
from crawler.extract.wording.letters import squash
from crawler.extract.wording.phrases import APPEAL, SIGNATURE, STAMP
from crawler.extract.wording.telling import CLOSED, is_reported, is_told, without_quotations
from crawler.times.stated import stated

DATE = re.compile(
    r"\W*(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?:\W+\d{1,2}:\d\d)?\W*"
)
CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?: ?(?:Uhr|[ap]\.?m\.?|[A-Z]{2,4}))?(?=[A-Z]| [A-Z]{2})")
MOMENT = re.compile(r"\d{1,2}[:.h]\d\d|\d[./-]\d|\d,? \d{4}|\d min", re.I)
MIN_WORDS = 5  # of a sentence
MIN_DATE, MAX_DATE = 3, 10  # words
MIN_TITLE = 12  # letters; shorter titles are words of any sentence
MAX_APPEAL = 120  # words of one below the text; among its paragraphs appeals are shorter
MAX_APPEALS = 0.5  # share of the words; a text that says more of it is about it
MAX_SIGNATURE = 4  # lines
SIGNED = 400  # characters of one; its pattern tries a long word at every place
LIST_OPENERS = HEADINGS | {"p"}


def appeal(article: Lines) -> list[int]:
    """What a site wants of its readers: newsletters, subscriptions, consent. Markup only.

    A plain text keeps such lines, and so does a page with little else: there a story about
    newsletters looks the same. What tells of others stays everywhere.

    >>> story = Block(1, "The ferry sails every hour again.", 6, tag="p")
    >>> appeal(Lines([story, Block(2, "Sign up for our newsletter", 5, tag="p")], [True, False]))
    [1]
    >>> appeal(lines("The ferry sails every hour again.", "Sign up for our newsletter"))
    []
    """
    found = [
        i
        for i, block in enumerate(article.blocks)
        if block.tag
        and (block.words <= 45 or (block.words <= MAX_APPEAL and i >= article.last - 2))
        and APPEAL.search(block.text.lower())
        and APPEAL.search(without_quotations(block.text).lower())
        and not is_told(block.text, block.words)
    ]
    asked = sum(article.blocks[i].words for i in found)
    if asked > MAX_APPEALS * sum(block.words for block in article.blocks):
        return []
    return found


def signature(article: Lines) -> list[int]:
    """What ends a story below its last sentence: initials, an address, who translated it.

    >>> page = [Block(1, "The ferry sails.", 3, tag="p"), Block(2, "(dpa/ao)", 2, tag="p")]
    >>> signature(Lines(page, [True, False]))
    [1]
    """
    end = len(article)
    return [
        i
        for i, block in enumerate(article.blocks)
        if i >= end - MAX_SIGNATURE
        and block.tag
        and block.words <= 25
        and len(block.text) <= SIGNED
        and SIGNATURE.match(block.text)
        and not is_reported(block.text)
    ]


def stamp(article: Lines) -> list[int]:
    """Byline, date or reading time above the first paragraph: "Published March 2, 2026, 09:42".

    And the marks of the posts of a live blog, wherever they stand: "10:05KEY EVENT".

    >>> head = [Block(1, "By Ann Ode", 3, tag="div"), Block(2, "The ferry sails.", 3, tag="p")]
    >>> stamp(Lines(head, [False, True]))
    [0]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.tag and block.words <= 16 and not article.is_prose[i]
        if (i < article.first + 2 and (_is_stamp(block) or _is_day(block))) or _is_clock(block)
    ]


def _is_stamp(block: Block) -> bool:
    """Whether a text is a byline or a date; "By March the snow had gone." is a sentence."""
    if not STAMP.match(block.text):
        return False
    is_sentence = block.tag == "p" and block.words >= MIN_WORDS and block.text.endswith(".")
    return not is_sentence or MOMENT.search(block.text) is not None


def _is_day(block: Block) -> bool:
    """Whether a line is a date and nothing else."""
    is_line = MIN_DATE <= block.words <= MAX_DATE and block.tag not in HEADINGS
    return is_line and any(map(str.isdigit, block.text)) and stated(block.text) is not None


def _is_clock(block: Block) -> bool:
    """Whether a text is the time of a post, perhaps with who wrote it."""
    return block.words <= 6 and CLOCK.match(block.text) is not None


def fragment(article: Lines) -> list[int]:
    """Short texts of the markup before the first paragraph and after the last one.

    Lists that follow a paragraph or a heading stay: results, dates, ingredients.

    >>> page = [Block(1, "Ferries", 1, tag="div"), Block(2, "It sails.", 2, tag="p")]
    >>> fragment(Lines(page, [False, True]))
    [0]
    """
    found = []
    listed = {
        place
        for run in list_runs(article)
        if len(run) >= MIN_LIST and run[0] and article.blocks[run[0] - 1].tag in LIST_OPENERS
        for place in run
    }
    for i, block in enumerate(article.blocks):
        if i in listed or (i + 1 in listed and block.tag in HEADINGS):
            continue
        is_label = block.words < 8 and block.tag not in ("", "p", "h2", "h3", "blockquote")
        is_before = i < article.first and (is_label or block.tag in ("time", "span", "a"))
        is_short = block.words < 8 and block.tag not in ("", "p", "blockquote")
        is_after = i > article.last and (is_short or _is_date(block))
        if is_before or is_after:
            found.append(i)
    return found


def _is_date(block: Block) -> bool:
    """Whether a text of a page is nothing but a date."""
    return block.tag == "p" and block.words < 8 and DATE.fullmatch(block.text) is not None


def headline(article: Lines) -> list[int]:
    """First-level headings above the first paragraph, and the title as a heading anywhere.

    Below the first paragraph other first-level headings head the sections of the story.

    >>> headline(Lines([Block(1, "Ferry back in service", 4, tag="h1")], [False]))
    [0]
    >>> line = Block(1, "Harbour: Ferry back again", 4, tag="p")
    >>> headline(Lines([line], [False], title="Ferry back again"))
    [0]
    """
    title = squash(article.title)
    return [
        i
        for i, (block, key) in enumerate(zip(article.blocks, article.keys, strict=True))
        if (block.tag == "h1" and (i <= article.first or key == title))
        or (i <= article.first and _says(key, title) and not CLOSED.search(block.text))
    ]


def _says(key: str, title: str) -> bool:
    """Whether a line is the title, perhaps with a kicker, but no dateline; both squashed."""
    if len(title) < MIN_TITLE or len(key) > 2 * len(title):
        return False
    kicker, found, _ = key.partition(title)
    return bool(found) and (not kicker or kicker.isalpha())


def orphan_heading(article: Lines) -> list[int]:
    """Headings with nothing below them.

    >>> page = [Block(1, "The ferry sails.", 3, tag="p"), Block(2, "More ferries", 2, tag="h3")]
    >>> orphan_heading(Lines(page, [True, False]))
    [1]
    """
    end = len(article)
    while end and article.blocks[end - 1].tag in HEADINGS:
        end -= 1
    return list(range(end, len(article)))
