"""Whether a text was read in a wrong charset (mojibake), as far as its characters tell."""

import re
from collections.abc import Iterator

REACH = 50_000  # characters of a text that are looked at
FEW = 20  # characters beyond ASCII that tell nothing
ACCENTED = re.compile("[À-ÖØ-öø-ɏ]")
RARE = re.compile("[Ḁ-ỿ]")  # letters with accents that no charset has but Unicode (and Vietnamese)
ASCII = bytes(range(128))
UTF8 = ("utf-8", "surrogatepass")
LETTERS = bytes(code for code in ASCII if chr(code).isalpha())
MAX_ACCENTED = 0.6  # share of the Latin letters of a text; a Vietnamese one has 0.3
# What can't be decoded, and signs between two letters, where no language has them. The soft hyphen
# is none of them: some sites put it into all longer words.
_LOST = "\ufffd\x80-\x9f"
_SIGNS = r"¡-©«¬®-´¶-¹»-¿×÷‚„†‡‰‹›€™˜ˆ\u2500-\u259f"
MISPLACED = re.compile(rf"[{_LOST}]|[{_SIGNS}](?<=[^\W\d_].)(?=[^\W\d_])")
SIGN = re.compile(f"[{_LOST}{_SIGNS}]")
MAX_MISPLACED = 0.02  # share of the characters


def is_garbled(text: str) -> bool:
    """Whether a text, or what a page shows, was read in a wrong charset.

    In no language are most Latin letters beyond ASCII, nor do signs stand inside of words.

    >>> is_garbled("Ìîñò çàêðûò äëÿ ãðóçîâèêîâ äî âåñíû."), is_garbled("Müllgefäß, 5 °C, naïveté.")
    (True, False)
    """
    pieces = "\n".join(_shown(text[:REACH]))
    beyond = _beyond_ascii(pieces)
    if len(beyond) < FEW:
        return False
    most = MAX_MISPLACED * len(pieces)
    if len(SIGN.findall(beyond)) > most and len(MISPLACED.findall(pieces)) > most:
        return True
    accented = len(ACCENTED.findall(beyond))
    if accented < FEW:
        return False
    letters = accented + len(RARE.findall(beyond)) + _ascii_letters(pieces)
    return accented > MAX_ACCENTED * letters


def _shown(source: str) -> Iterator[str]:
    """The lines between the tags of a page that are not all ASCII."""
    for run in source.split("<"):
        if not run.isascii():
            text = run.partition(">")[2] if ">" in run else run
            yield from (line for line in text.split("\n") if not line.isascii())


def _beyond_ascii(text: str) -> str:
    """The characters of a text that ASCII has not: few on most pages, and quickly searched."""
    return text.encode(*UTF8).translate(None, ASCII).decode(*UTF8)


def _ascii_letters(text: str) -> int:
    """How many letters of ASCII a text has."""
    letters = text.encode("ascii", "ignore")
    return len(letters) - len(letters.translate(None, LETTERS))
