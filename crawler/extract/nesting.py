"""Markup whose nesting is bounded: the parser's time grows with the square of the depth.

20,000 nested `div` take lexbor 0.8 s, 200,000 take minutes. No real page is that deep (browsers
stop at 512), so tags beyond a depth that no page needs are left out, and their text stays.
"""

import re

MAX_DEPTH = 1000
MIN_TAGS = 20_000  # pages with fewer cannot be deep enough to matter; counting them costs nothing
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})[^<>]*>")
# Void elements, and those that end where the next one begins: they do not nest by themselves.
FLAT = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr p li dt dd tr td th
    thead tbody tfoot option optgroup rp rt script style
    """.split()  # noqa: SIM905 - a list of 34 strings reads worse
)


def flatten(source: str) -> str:
    """Markup without the tags that stand deeper than MAX_DEPTH.

    >>> deep = "<div>" * 30_000 + "ferry"
    >>> len(flatten(deep)), flatten("<div>" * 3)
    (5005, '<div><div><div>')
    """
    return _Flattener().flat(source) if source.count("<") > MIN_TAGS else source


class _Flattener:
    """Counts open tags while it copies."""

    def __init__(self) -> None:
        self.depth = 0

    def flat(self, source: str) -> str:
        """Copy without tags that are too deep."""
        return TAG.sub(self._tag, source)

    def _tag(self, tag: re.Match[str]) -> str:
        """Keep a tag or drop it."""
        if tag[2].lower() in FLAT:
            return tag[0]
        if tag[1]:
            self.depth = max(0, self.depth - 1)
            return tag[0] if self.depth < MAX_DEPTH else " "
        self.depth += 1
        return tag[0] if self.depth <= MAX_DEPTH else ""
