"""The rules for lines that say where a story comes from; what they say is kept as metadata.

Each is a rule as `cut` describes them.
"""

import re

from crawler.extract.metadata.wire import originally_from
from crawler.extract.rules.lines import Lines, lines  # noqa: F401 - the doctests speak of lines
from crawler.extract.wording.phrases import CONTRIBUTORS

ORIGIN_LINE = re.compile(
    r"\W*(this|dieser|cet|este|esta|reprinted|republished|originally|first published)\b",
    re.I,
)


def contributors(article: Lines) -> list[int]:
    """Who else worked on the story, in its second half; the names are kept as metadata.

    >>> contributors(lines("The ferry sails.", "It is full.", "Ann Ode and Bo Lund contributed."))
    [2]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if i > len(article) / 2 and block.words <= 40 and CONTRIBUTORS.match(block.text)
    ]


def origin(article: Lines) -> list[int]:
    """A line on where the story was published first; the outlet is kept as metadata.

    >>> origin(lines("This story originally appeared on Harbor Ledger.", "It first ran in 1902."))
    [0]
    """
    return [
        i
        for i, block in enumerate(article.blocks)
        if block.words <= 40 and ORIGIN_LINE.match(block.text) and originally_from([block.text])
    ]
