"""What was cut from a page, as it is kept: a line, the rule that cut it, its text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.extract.page import body
from crawler.extract.page.blocks import Cut

# Captions and bylines are kept one by one, other blocks that the markup cuts as runs.
RUN_RULES = frozenset(body.MARKUP_RULES) - {"caption", "byline"}


CONTROLS = "controls"


class Removal(NamedTuple):
    """A line that is not the article; `line` is its number in a text file, its block in HTML."""

    line: int
    rule: str
    text: str


def removals_of(cuts: Sequence[Cut]) -> tuple[Removal, ...]:
    """Cuts as removals: one for each line, and one for a run of blocks that the page's markup cut.

    A page has hundreds of blocks of navigation; what matters of them is that they were seen, and
    where. Menus and buttons have the line of the block behind them, and break no run.
    """
    menus = [cut for cut in cuts if cut.rule == CONTROLS]
    others = [cut for cut in cuts if cut.rule != CONTROLS]
    return tuple(sorted((*_joined(others), *_joined(menus)), key=lambda removal: removal.line))


def _joined(cuts: Sequence[Cut]) -> Iterator[Removal]:
    """Removals of cuts in their order, runs joined."""
    runs: list[list[Cut]] = []
    for cut in cuts:
        is_run = runs and cut.rule in RUN_RULES and cut.rule == runs[-1][-1].rule
        if is_run and cut.block.line - runs[-1][-1].block.line <= 1:
            runs[-1].append(cut)
        else:
            runs.append([cut])
    for run in runs:
        yield Removal(run[0].block.line, run[0].rule, "\n".join(cut.block.text for cut in run))
