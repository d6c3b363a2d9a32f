"""Whether a text was read in a wrong charset (mojibake), as far as its characters tell."""

import re

REACH = 50_000  # characters of a text that are looked at
FEW = 20  # characters beyond ASCII that tell nothing
TAG = re.compile(r"<[^<>]{0,500}>|\n")
ACCENTED = re.compile("[À-ÖØ-öø-ɏ]")
LATIN = re.compile("[a-zA-ZÀ-ÖØ-öø-ɏ]")
MAX_ACCENTED = 0.6  # share of the Latin letters of a text; a Vietnamese one has 0.3
# What can't be decoded, and signs between two letters, where no language has them.
MISPLACED = re.compile(
    "[\ufffd\x80-\x9f]"
    r"|[¡-©«-´¶-¹»-¿×÷‚„†‡‰‹›€™˜ˆ\u2500-\u259f](?<=[^\W\d_].)(?=[^\W\d_])"
)
MAX_MISPLACED = 0.02  # share of the characters


def is_garbled(text: str) -> bool:
    """Whether a text, or what a page shows, was read in a wrong charset.

    In no language are most Latin letters beyond ASCII, nor do signs stand inside of words.

    >>> is_garbled("Ìîñò çàêðûò äëÿ ãðóçîâèêîâ äî âåñíû."), is_garbled("Müllgefäß, 5 °C, naïveté.")
    (True, False)
    """
    start = text[:REACH]
    if len(start) - len(start.encode("ascii", "ignore")) < FEW:
        return False
    pieces = "\n".join(piece for piece in TAG.split(start) if not piece.isascii())
    if len(MISPLACED.findall(pieces)) > MAX_MISPLACED * len(pieces):
        return True
    accented = len(ACCENTED.findall(pieces))
    return accented >= FEW and accented > MAX_ACCENTED * len(LATIN.findall(pieces))
