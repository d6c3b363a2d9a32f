"""The title of a plain text: its first line, where that reads like one."""

import re
from collections.abc import Sequence

from crawler.extract.page.blocks import Block
from crawler.extract.wording.letters import CLOSED, squash

MAX_TITLE_WORDS = 14  # longer first lines of labelled texts are summaries
MIN_NEXT_WORDS = 10
NO_TITLE = re.compile(r"www\.|https?:|!\s|\w{4}\.\s")  # addresses, more than one sentence


def split_title(
    blocks: Sequence[Block], given: str | None = None
) -> tuple[str | None, Sequence[Block]]:
    """The title and the lines of the text without it.

    A `given` title outranks the text: then the first line goes only when it repeats that title.
    Otherwise a short first line without a stop, above a longer paragraph and apart from it, is one.

    >>> line, story = Block(1, "Ferry back", 2), Block(3, "The ferry sailed again ...", 20)
    >>> split_title([line, story])[0]
    'Ferry back'
    >>> split_title([line, story], "Bakery opens")[1][0].text
    'Ferry back'
    """
    if not blocks:
        return given, blocks
    first = blocks[0].text
    if given:
        return given, _without(given, blocks)
    return (first, _without(first, blocks[1:])) if _is_title(blocks) else (None, blocks)


def _without(title: str, blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks below the lines at the top that say the title."""
    key = squash(title)
    first = next((i for i, block in enumerate(blocks) if squash(block.text) != key), len(blocks))
    return blocks[first:]


def _is_title(blocks: Sequence[Block]) -> bool:
    """Whether the first line reads like the title of the rest."""
    if len(blocks) < 2 or blocks[1].words <= MIN_NEXT_WORDS:
        return False
    first = blocks[0]
    if CLOSED.search(first.text) or NO_TITLE.search(first.text):
        return False
    return 1 < first.words <= MAX_TITLE_WORDS
