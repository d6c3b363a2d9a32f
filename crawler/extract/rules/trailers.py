"""The rules for what sites put between and below the lines of a story: pointers, buttons, trailers.

Each is a rule as `cut` describes them.
"""

import re
from collections import Counter

from crawler.extract.metadata.wire import dateline
from crawler.extract.page.blocks import HEADINGS, Block
from crawler.extract.rules.lines import (
    MIN_LIST,
    Lines,
    lines,  # noqa: F401 - the doctests speak of lines
    list_runs,
)
from crawler.extract.wording.phrases import (
    APPEAL,
    BOX_HEADING,
    INTERFACE,
    RELATED,
    SPINNER_RESIDUE,
    TRAILER_HEADING,
)
from crawler.extract.wording.telling import CLOSED, is_reported

POINTER = re.compile(r"[^.?!:|]{3,40}[:|]\s.*[^.!?]$")  # "READ NEXT: Bakery opens"
MAX_TRAILER = 0.25  # a "Check Also" with more of the words below it heads a part of the article
MIN_PARAGRAPH = 30  # words; summaries of other stories are shorter


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
    return TRAILER_HEADING.match(block.text) is not None and not is_reported(block.text)


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

    >>> related(lines("Related: Bakery opens at the pier", "Related companies own the ferry."))
    [0]
    """
    lists = (
        run for run in list_runs(article) if all(article.blocks[i].link_share > 0.25 for i in run)
    )
    in_lists = {place for run in lists if len(run) >= MIN_LIST for place in run}
    return [i for i, b in enumerate(article.blocks) if i in in_lists or _is_pointer(b)]


def _is_pointer(block: Block) -> bool:
    """Whether a line only points elsewhere."""
    if block.words <= 25 and RELATED.match(block.text) and not is_reported(block.text):
        return True
    if not block.tag:
        return False
    if block.words <= 6 and BOX_HEADING.match(block.text.lower()) and not is_reported(block.text):
        return True
    if 5 <= block.words <= 25 and block.link_share >= 0.5 and POINTER.match(block.text):
        return True
    is_list = block.tag != "p" and block.words <= 30 and block.link_share > 0.8
    return is_list or (block.words >= 3 and block.link_share > 0.9)


def interface(article: Lines) -> list[int]:
    """Buttons, placeholders and announcements of media: "Advertisement", "Listen", "Share".

    >>> interface(lines("Advertisement", "Listen to this article", "The share of cars fell."))
    [0, 1]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.words <= (25 if block.tag else 5)
        and INTERFACE.match(block.text)
        and not is_reported(block.text)
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
    """A line of eight words or more that has stood before: pull quotes, texts for two screens.

    In a plain text only right below itself, and no line that is there three times: interviews ask
    the same question again.

    >>> repeated(lines(*["The ferry sails again from the old pier today."] * 2))
    [1]
    """
    seen: set[str] = set()
    times = Counter(article.keys)
    found = []
    for i, (block, key) in enumerate(zip(article.blocks, article.keys, strict=True)):
        is_next = i > 0 and key == article.keys[i - 1]
        if block.words >= 8 and (is_next or (block.tag and key in seen and times[key] == 2)):
            found.append(i)
        seen.add(key)
    return found
