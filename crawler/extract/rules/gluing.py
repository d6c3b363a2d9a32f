"""Sentences that were glued together, when a page lost the blank or the break between them."""

import re

# A word of three small letters, its stop, and a word with a capital. Names of hosts, files and
# programs are written so too, but stand among more stops, or end in what those end in.
GLUED = re.compile(
    r"(?<![\w.@/-])(?P<word>\w{0,40}[^\W\d_A-Z]{3})(?P<stop>[.!?]+[”’»)]?)"
    r"(?=[“‘«]?(?P<next>[^\W\d_a-z][^\W\d_]*)(?![\w@/]|\.\w|\())"
)
STOP = re.compile(r"[.!?][”’»)]?[“‘«]?[^\W\d_a-z]")  # quick to look for, and mostly not there
SHOUTED = 4  # letters; longer words in capitals are names, as in "Punkt.PRERADOVIC"
NO_SENTENCE = re.compile(
    "com|net|org|edu|gov|io|co|uk|tv|html?|php|aspx?|js|py|ts|json|xml|pdf|jpg|png|csv|txt|docx|exe",
    re.IGNORECASE,
)


def unglued(text: str) -> str:
    """A paragraph with a blank after each stop between two sentences.

    >>> unglued("They filled in the forms.Police came."), unglued("See Booking.Com, or Node.js.")
    ('They filled in the forms. Police came.', 'See Booking.Com, or Node.js.')
    """
    return GLUED.sub(_parted, text) if STOP.search(text) else text


def _parted(found: re.Match[str]) -> str:
    following = found["next"]
    is_shouted = len(following) > SHOUTED and following.isupper()
    is_name = (
        is_shouted
        or found["stop"] == "!"
        or NO_SENTENCE.fullmatch(following)
        or following.islower()
    )
    return found[0] if is_name else f"{found[0]} "
