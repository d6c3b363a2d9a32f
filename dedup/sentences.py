"""Where sentences end, in any script that marks it, and which words stand as names."""

import re
from collections.abc import Sequence

from dedup.tokens import spaced, split_words

# After a full stop and closing quotes comes a space and no small letter; "U.S. officials", "J. Doe"
# and "Mr. Doe" go on. A line break always ends a sentence: cleaned texts hold a paragraph a line.
# Every alternative begins with a character, so that the engine can skip to the next of these.
_BOUNDARY = re.compile(
    r"\n+|[。।؟۔]"
    r"|[!?…][\"”’»)\]]*\s+(?=[^a-z])"
    r"|\.(?<![\s.][^\W\d_]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)"
    r"(?<!\bMrs\.)(?<!\bGov\.)(?<!\bSen\.)(?<!\bRep\.)(?<!\bGen\.)"
    r"[\"”’»)\]]*\s+(?=[^a-z])"
)


def sentences(text: str) -> list[list[str]]:
    """The cased words of each sentence; sentences without words are left out.

    >>> sentences("Mr. Doe of the U.S. left. He was late.")
    [['Mr', 'Doe', 'of', 'the', 'U', 'S', 'left'], ['He', 'was', 'late']]
    """
    split = map(split_words, _BOUNDARY.split(spaced(text)))
    return [found for found in split if found]


def name_flags(sentence: Sequence[str]) -> list[bool]:
    """Which words of a sentence look like a name or a number.

    A capital says nothing on the first word, unless the whole word is in capitals.

    >>> name_flags(["On", "Monday", "NATO", "met", "19", "times"])
    [False, True, True, False, True, False]
    """
    flags = [word[0].isupper() or word[0].isdigit() for word in sentence]
    first = sentence[0]
    flags[0] = first[0].isdigit() or (len(first) > 1 and first.isupper())
    return flags
