"""What a text says when the furniture of its site is cleared away."""

from collections.abc import Set

RECURS = 5  # articles of a site that hold a line before it counts as furniture
# ... and of which such lines make up no more than this part: updates of one story, posted five
# times, are made of nothing else.
PART = 0.5


def without(text: str, lines: Set[str]) -> str:
    r"""The lines of a text that are none of these.

    >>> without("Ships sail.\nSign up for news.\nThey sail on.", {"Sign up for news."})
    'Ships sail.\nThey sail on.'
    """
    return "\n".join(line for line in text.split("\n") if line not in lines)
