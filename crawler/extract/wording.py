"""When two texts say the same: in letters and digits, whatever their case and punctuation.

And when one is complete: it ends as sentences do.
"""

import re

CLOSED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")  # the end of a sentence
WORDS = re.compile(r"\w+")


def squash(text: str) -> str:
    """Letters and digits alone, in lower case.

    >>> squash("Ferry back -- on time!") == squash("ferry back, on time")
    True
    """
    return "".join(WORDS.findall(text)).lower()
