"""The rules for what sites put between and below the lines of a story: pointers, buttons, trailers.

Each is a rule as `cut` describes them.
"""

import re
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from crawler.extract.metadata.wire import dateline
from crawler.extract.page.blocks import HEADINGS, Block
from crawler.extract.rules.lines import (
    MIN_LIST,
    Lines,
    lines,  # noqa: F401 - the doctests speak of lines
    list_runs,
)
from crawler.extract.wording.page_marks import is_mark
from crawler.extract.wording.phrases import (
    APPEAL,
    BOX_HEADING,
    INTERFACE,
    RELATED,
    SITE_NOTE,
    SPINNER_RESIDUE,
    TRAILER_HEADING,
)
from crawler.extract.wording.telling import CLOSED, is_statement

POINTER = re.compile(r"[^.?!:|]{3,40}[:|]\s.*[^.!?]$")  # "READ NEXT: Bakery opens"
MAX_TRAILER = 0.25  # a "Check Also" with more of the words below it heads a part of the article
MIN_PARAGRAPH = 30  # words; summaries of other stories are shorter
MIN_LINKED = 10  # words of a sentence that is one link; headlines have fewer, or no full stop
# A question is more often a headline, and a summary of another story breaks off.
STOPPED = re.compile(r"""(?:(?<!\.)\.|[。!])["'”’»)\]]*(?:\s?(?:\[\d{1,3}\]|[¹²³⁴-⁹])){0,3}$""")
POINTING = re.compile(
    r"""\W*(?:find\ out|learn|click|read|see|watch|discover|hier|mehr|lesen|más|plus|lire|leia
      |leggi)\b""",
    re.I | re.X,
)
CELLS = frozenset(("td", "th"))
ROW_SIZES = range(3, 9)  # cells; "-" twice in a row is data
MIN_RUN = 2  # long lines of a text that stands twice
MOST = 0.7  # share of a quotation
LINKED = 0.8  # share of the words of a pointer that stand in its link
LED = re.compile(  # "DON'T MISS", and links
    r"\W*(don['’]?t\ miss|read\ (more|next|also)|see\ also|related|lesen\ sie\ auch|lire\ aussi"
    r"|lee\ también|leggi\ anche|leia\ (também|mais)|lees\ ook)\b",
    re.I | re.X,
)
MIN_QUOTED = 20  # letters; shorter ones are words of any sentence


def trailer(article: Lines) -> list[int]:
    """A heading such as "Check Also", and with it all that follows, when that is little.

    >>> story = "The ferry sailed again on Monday, a week after the storm had damaged its pier."
    >>> trailer(lines(story, story, story, story, "Check Also", "Bakery opens"))
    [4, 5]
    """
    found: set[int] = set()
    total = sum(block.words for block in article.blocks)
    prose = article.prose_after[0] + article.is_prose[0] if len(article) else 0
    for i, block in enumerate(article.blocks):
        # What one heading takes with it holds all that another one there would take.
        if block.words > 8 or i in found or not _is_trailer_heading(block):
            continue
        after = article.prose_after[i]
        if not block.tag:
            if (
                article.words_after[i] <= MAX_TRAILER * total
                and after <= 4
                and not _is_sentence_below(article, i)
            ):
                found.update(range(i, len(article)))
        elif i > article.first and after <= max(2, MAX_TRAILER * prose):
            found.add(i)
            is_appeal = APPEAL.search(block.text.lower())  # a box; the article goes on below it
            if not is_appeal and after <= (2 if block.tag in HEADINGS else 1):
                found.update(_below(article, i))
    return sorted(found)


def _is_trailer_heading(block: Block) -> bool:
    """Whether a text heads what is no part of the article; "Share this, she said." does not."""
    is_heading = TRAILER_HEADING.match(block.text) is not None
    return is_heading and not is_statement(block.text, block.words)


def _below(article: Lines, heading: int) -> range:
    """The places from a heading down to the next full paragraph, where the article goes on."""
    for i in range(heading + 1, len(article)):
        block = article.blocks[i]
        if block.tag == "p" and block.words >= MIN_PARAGRAPH and block.link_share < 0.1:
            return range(heading, i)
    return range(heading, len(article))


def _is_sentence_below(article: Lines, place: int) -> bool:
    """Whether the next line is a sentence: "UP NEXT" over one is a part of a match report."""
    below = article.blocks[place + 1 : place + 2]
    return any(CLOSED.search(b.text) and not dateline(b.text) for b in below)


def related(article: Lines) -> list[int]:
    """Pointers to other stories between paragraphs: "Read more: ...", or a line that is one link.

    A sentence of the story may be one link, and so may be the items of a list, or begin with one.

    >>> related(lines("Related: Bakery opens at the pier", "Related companies own the ferry."))
    [0]
    """
    blocks = article.blocks
    lists = (
        run
        for run in list_runs(article)
        if all(blocks[i].link_share > 0.25 for i in run)
        and 2 * sum(_is_sentence(blocks[i]) for i in run) < len(run)
    )
    in_lists = {place for run in lists if len(run) >= MIN_LIST for place in run}
    found: list[int] = []
    for i, block in enumerate(blocks):
        is_below_one = bool(found) and found[-1] == i - 1 and blocks[i - 1].link_share > 0.9
        if i in in_lists or _is_pointer(block, is_below_one=is_below_one):
            found.append(i)
    return found


def _is_sentence(block: Block) -> bool:
    """Whether a text is a sentence, and as long as few headlines are."""
    return block.words >= MIN_LINKED and STOPPED.search(block.text) is not None


def _is_pointer(block: Block, *, is_below_one: bool) -> bool:
    """Whether a line only points elsewhere; below a linked headline a linked sentence sums up."""
    if block.words <= 25 and RELATED.match(block.text) and not _is_told(block):
        return True
    if not block.tag:
        return False
    if _is_label(block) or (block.link_share >= MOST and LED.match(block.text)):
        return True
    if block.link_share <= LINKED:
        return False
    if _is_sentence(block) and not is_below_one and not POINTING.match(block.text):
        return False
    is_list = block.tag != "p" and block.words <= 30
    return is_list or (block.words >= 3 and block.link_share > 0.9)


def _is_told(block: Block) -> bool:
    """Whether a line that begins like a label is a sentence."""
    return is_statement(block.text, block.words)


def _is_label(block: Block) -> bool:
    """Whether a short line heads other stories, or is a label with the link of one."""
    if block.words <= 6 and BOX_HEADING.match(block.text.lower()):
        return not _is_told(block)
    is_linked = 5 <= block.words <= 25 and block.link_share >= 0.5
    return is_linked and POINTER.match(block.text) is not None


def interface(article: Lines) -> list[int]:
    """Buttons, placeholders and announcements of media: "Advertisement", "Listen", "Share".

    >>> interface(lines("Advertisement", "Listen to this article", "The share of cars fell."))
    [0, 1]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.words <= (25 if block.tag else 5)
        and (
            SITE_NOTE.match(block.text)
            or is_mark(block.text)
            or (INTERFACE.match(block.text) and not is_statement(block.text, block.words))
        )
    ]


def spinner_residue(article: Lines) -> list[int]:
    """What programs that copy and spin articles leave: advertising slots, a link to the source.

    >>> spinner_residue(lines("[ad_1]", "Source link", "The link to its source is gone."))
    [0, 1]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.words <= 8 and SPINNER_RESIDUE.match(block.text)
    ]


def repeated(article: Lines) -> list[int]:
    """A line of eight words or more that has stood before: texts for two screens.

    Of a text that stands twice as a whole the short lines go with the long ones. In a plain text
    a line goes only right below itself, and no line that is there three times: interviews ask the
    same question again.

    >>> repeated(lines(*["The ferry sails again from the old pier today."] * 2))
    [1]
    """
    first: dict[str, int] = {}
    times = article.times
    again: dict[int, int] = {}  # places of lines that have stood before, and where
    found = set()
    for i, (block, key) in enumerate(zip(article.blocks, article.keys, strict=True)):
        if key in first and block.tag:
            again[i] = first[key]
        is_next = i > 0 and key == article.keys[i - 1]
        if block.words >= 8 and (is_next or (i in again and times[key] == 2)):
            found.add(i)
        first.setdefault(key, i)
    return sorted(found | _runs(again, found) | _header_rows(article))


def _header_rows(article: Lines) -> set[int]:
    """Places of table cells that say again what those right before them say: a row for screens."""
    cells = [i for i, block in enumerate(article.blocks) if block.tag in CELLS]
    found: set[int] = set()
    for i in cells:
        for size in ROW_SIZES:
            row, before = article.keys[i : i + size], article.keys[max(0, i - size) : i]
            is_data = any(map(str.isdigit, "".join(row)))
            if row == before and len(row) == size and i not in found and not is_data:
                found.update(range(i, i + size))
    return found


def _runs(again: Mapping[int, int], found: set[int]) -> set[int]:
    """Places of lines that have stood before in the same order, lines that are cut among them."""
    runs: list[list[int]] = []
    for place, before in again.items():
        if runs and runs[-1][-1] == place - 1 and again[place - 1] == before - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    whole = [run for run in runs if len(found.intersection(run)) >= MIN_RUN]
    return {place for run in whole for place in run}


def pull_quote(article: Lines) -> list[int]:
    """A quotation that a longer line has, too, set once more and larger; and whose it is.

    >>> said = "“It was the coldest night that any of us can remember.”"
    >>> page = [Block(1, f"{said} She laughed.", 13, tag="p"), Block(2, said, 11, tag="p")]
    >>> pull_quote(Lines(page, [True, False], quotes=[0, 5])), pull_quote(Lines(page, [True, True]))
    ([1], [])
    """
    found: list[int] = []
    quoted = sorted((quote, place) for place, quote in enumerate(article.quotes) if quote)
    for _, places in groupby(quoted, key=itemgetter(0)):
        quotation = [place for _, place in places]
        pulled = [len(key) for i in quotation if _is_pulled(article, key := article.keys[i])]
        if 2 * sum(pulled) > sum(len(article.keys[i]) for i in quotation):
            found += quotation
    return sorted(found)


def _is_pulled(article: Lines, key: str) -> bool:
    """Whether a longer line has a quotation, too, but for a word or two."""
    part = round(MOST * len(key))
    parts = (key[:part], key[-part:]) if part >= MIN_QUOTED else (key,)
    if len(key) < MIN_QUOTED:
        return False
    return any(article.whole.count(some) > article.times[key] for some in parts)
