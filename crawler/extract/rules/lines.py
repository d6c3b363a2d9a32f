"""The lines of an article, with what rules ask of the whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crawler.extract.page.blocks import Block
from crawler.extract.page.body import weigh
from crawler.extract.page.text_blocks import from_text
from crawler.extract.wording.letters import squash

LIST_TAGS = frozenset(("li", "td", "th", "dt", "dd"))
MAX_SEARCHED = 100_000_000  # characters; an article of 5,000 words takes 3 million
MIN_LIST = 3  # items that make a list; fewer are a button row or a pair of links


@dataclass(frozen=True)
class Lines:
    """The lines of an article in order, and which of them are prose.

    What rules ask of the whole is worked out once: `first` and `last` prose line, and for each
    line how much prose and how many words come after it. `title` is the title of the page;
    `quotes` has for each line of a page the number of the quotation it stands in, 0 for none.
    """

    blocks: Sequence[Block]
    is_prose: Sequence[bool]
    title: str = ""
    quotes: Sequence[int] = ()

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.blocks)

    @cached_property
    def first(self) -> int:
        """The place of the first line of prose."""
        return next((i for i, prose in enumerate(self.is_prose) if prose), 0)

    @cached_property
    def last(self) -> int:
        """The place of the last line of prose."""
        backwards = range(len(self.blocks) - 1, -1, -1)
        return next((i for i in backwards if self.is_prose[i]), len(self.blocks) - 1)

    @cached_property
    def prose_after(self) -> list[int]:
        """How many lines of prose come after each line."""
        return _sums_after(self.is_prose)

    @cached_property
    def words_after(self) -> list[int]:
        """How many words come after each line."""
        return _sums_after([block.words for block in self.blocks])

    @cached_property
    def keys(self) -> list[str]:
        """The lines without case, spaces and punctuation: equal for equal wording."""
        return [squash(block.text) for block in self.blocks]

    @cached_property
    def times(self) -> Counter[str]:
        """How often each key stands among them."""
        return Counter(self.keys)

    @cached_property
    def whole(self) -> str:
        """All keys, a line each; "" where looking for lines in it would take too long."""
        size = sum(map(len, self.keys))
        return "\n".join(self.keys) if size * len(self) <= MAX_SEARCHED else ""


def _sums_after(values: Sequence[int]) -> list[int]:
    """For each place the sum of all values after it."""
    after, total = [0] * len(values), 0
    for i in range(len(values) - 1, -1, -1):
        after[i] = total
        total += values[i]
    return after


def lines(*texts: str) -> Lines:
    """Lines of a plain text, for rules; prose as the body search sees it.

    >>> lines("Ferry back in service", "", "Hide caption").blocks[1].text
    'Hide caption'
    """
    blocks = from_text("\n".join(texts)).blocks
    return Lines(blocks, [weigh(block, vote=True) > 0 for block in blocks])


def list_runs(article: Lines) -> list[range]:
    """The places of list items and table cells that follow on one another."""
    runs: list[range] = []
    start = 0
    for i, block in enumerate(article.blocks):
        if block.tag not in LIST_TAGS:
            runs.append(range(start, i))
            start = i + 1
    return [run for run in (*runs, range(start, len(article))) if run]
