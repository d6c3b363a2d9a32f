"""Text that strangers wrote, made fit for XML."""

import html
import re

from wirecopy.show.rows import unturned

# What XML 1.0 can't hold in any spelling (section 2.2, Char).
NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    r"""Escape text for an element or an attribute; what XML can't hold becomes U+FFFD.

    So does what would turn letters around where the text is shown (`rows.unturned`).

    A carriage return is written as a reference, else a parser would make a line feed of it.

    >>> escape("<script>\x00 & 'x'\r")
    '&lt;script&gt;\ufffd &amp; &#x27;x&#x27;&#13;'
    """
    return html.escape(NO_CHAR.sub("\ufffd", unturned(text))).replace("\r", "&#13;")
