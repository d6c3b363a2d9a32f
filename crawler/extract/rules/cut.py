"""RULES, the registry of the rules that cut lines (captions, credits, trailers, page furniture).

A rule is a plain function from the lines of an article to the places (indices) of those it cuts.
It looks at the text as it came and never at what other rules cut, so the order of `RULES` changes
no text: where two rules cut the same line, the first one in `RULES` gives the reason. A new rule is
a function with a doctest, its name in `RULES`, cases in tests/crawler/extract/rules and a line in
docs/rules.md.
"""

from collections.abc import Callable, Iterable

from crawler.extract.rules.insertions import biography, insertion, notice, wire_code
from crawler.extract.rules.lines import Lines, lines  # noqa: F401 - the doctests speak of lines
from crawler.extract.rules.origins import contributors, origin
from crawler.extract.rules.pictures import caption, caption_toggle, credit, image_slug
from crawler.extract.rules.surroundings import (
    appeal,
    fragment,
    headline,
    orphan_heading,
    signature,
    stamp,
)
from crawler.extract.rules.trailers import (
    interface,
    pull_quote,
    related,
    repeated,
    spinner_residue,
    trailer,
)

Rule = Callable[[Lines], Iterable[int]]


RULES: tuple[Rule, ...] = (
    caption_toggle,
    credit,
    contributors,
    origin,
    caption,
    image_slug,
    trailer,
    headline,
    related,
    spinner_residue,
    interface,
    insertion,
    notice,
    wire_code,
    biography,
    appeal,
    signature,
    stamp,
    fragment,
    orphan_heading,
    repeated,
    pull_quote,
)


def cut_reasons(article: Lines, rules: Iterable[Rule] = RULES) -> dict[int, str]:
    """The places of all lines that a rule cuts, each with the name of the first such rule.

    >>> cut_reasons(lines("Ann Ode/AP", "hide caption", "The ferry sails again."))
    {0: 'credit', 1: 'caption_toggle'}
    """
    reasons: dict[int, str] = {}
    for rule in rules:
        for place in rule(article):
            reasons.setdefault(place, rule.__name__)
    return dict(sorted(reasons.items()))
