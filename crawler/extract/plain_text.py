"""A plain text -> its title and its lines, with nothing left in them that a rule would cut.

The rules are asked again until they have nothing to say: a line between two that go may be what
another rule looks for. So a cleaned text is clean, and cleaning it again changes nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crawler.extract.metadata.title import split_title
from crawler.extract.page.blocks import Block, Cut
from crawler.extract.page.body import weigh
from crawler.extract.rules.cut import cut_reasons
from crawler.extract.rules.lines import Lines
from crawler.extract.saved_page import story_of
from crawler.extract.wording.letters import squash


class PlainText(NamedTuple):
    """The title, the lines of the text, and those that were cut from it."""

    title: str | None
    kept: Sequence[Block]
    cuts: Sequence[Cut]


def clean(blocks: Sequence[Block], title: str | None = None) -> PlainText:
    """Clean a text; a given `title` goes from its top.

    >>> title, story = Block(1, "Ferry back", 2), Block(3, "The ferry sailed again ...", 20)
    >>> found = clean([title, story, Block(4, "hide caption", 2)])
    >>> found.title, [block.line for block in found.kept], [cut.rule for cut in found.cuts]
    ('Ferry back', [3], ['caption_toggle'])
    """
    page = story_of(blocks)
    if page is not None:
        inner = clean(page.story, title or page.title)
        beside = _beside(page.around, inner.title)
        outer = [Cut(block, "outside_article") for block in beside]
        again = _said_again(page.story, inner) if len(beside) < len(page.around) else []
        return PlainText(inner.title, inner.kept, [*outer, *inner.cuts, *again])
    kept, cuts = settle(blocks)
    found, below = split_title(kept, title)
    if len(below) < len(kept):
        kept, more = settle(below)
        cuts = [*cuts, *more]
    if not cuts or story_of(kept) is None:
        return PlainText(found, kept, cuts)
    inner = clean(kept, found)  # without what was cut, it is seen to be a page
    again = _said_again(kept, inner) if found else []
    return PlainText(inner.title, inner.kept, [*cuts, *inner.cuts, *again])


def _said_again(blocks: Sequence[Block], cleaned: PlainText) -> Sequence[Cut]:
    """Lines that went because they say the title once more, which stands above them already."""
    told = {block.line for block in cleaned.kept} | {cut.block.line for cut in cleaned.cuts}
    return [Cut(block, "repeated") for block in blocks if block.line not in told]


def _beside(around: Sequence[Block], title: str | None) -> Sequence[Block]:
    """What stands around a story but for its headline, which may stand there more than once."""
    same = [
        place for place, block in enumerate(around) if squash(block.text) == squash(title or "")
    ]
    return [block for place, block in enumerate(around) if place not in same[:1]]


def settle(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Cut]]:
    """Cut what the rules know, until they know no more; what is left, and what was cut."""
    kept, cuts = blocks, list[Cut]()
    while reasons := cut_reasons(Lines(kept, [weigh(block, vote=True) > 0 for block in kept])):
        cuts += [Cut(kept[place], rule) for place, rule in reasons.items()]
        kept = [block for place, block in enumerate(kept) if place not in reasons]
    return kept, cuts
