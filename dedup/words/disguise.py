"""Words that were disguised: letters of another alphabet in them, or signs that nobody sees.

They make no difference when texts are compared (`dedup.words.spelling`). That they are there tells
that somebody hides a copy, as people and programs do.
"""

import re
import unicodedata

# Letters of alphabets that spaced words are written in. Arabic and Indic words have signs without
# width that belong there.
_ALPHABETS = {
    "Latin": "A-Za-z\u00c0-\u024f\u0250-\u02af\u1e00-\u1eff",
    "small capitals": "\u1d00-\u1d25\ua730\ua731",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "others": "\u0531-\u0587\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4fd",  # of which nobody writes two
}
_LETTER = "".join(_ALPHABETS.values())
# Not the soft hyphen, which says where a line may end.
_UNSEEN = "\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
_UNSEEN += (
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS = "\u0300-\u036f"
_WORD = re.compile(f"[{_LETTER}{_UNSEEN}{_MARKS}]+")
_HIDDEN = re.compile(f"(?<=[{_LETTER}])[{_UNSEEN}]+(?=[{_LETTER}])")
_OF = {name: re.compile(f"[{letters}]") for name, letters in _ALPHABETS.items()}
_SEVERAL_MARKS = re.compile(f"[{_MARKS}]{{2}}")  # Vietnamese letters have two at most, in one sign
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7cb]{2,}")  # alone they stand in formulas
_SHORTEST = 3  # letters: "μg" and "Δt" are units and signs


def disguised(text: str) -> int:
    r"""How many words of a text were disguised.

    >>> disguised("The c\u043euncil re\u200bopened the 𝗯𝗿𝗶𝗱𝗴𝗲.")
    3
    >>> disguised("Das Caf\u00e9 im Mu\u00adse\u00adum, 5 μg und die Москва")
    0
    """
    if text.isascii():
        return 0
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return len(_MATHEMATICAL.findall(text)) + sum(map(_is_disguised, words))


def _is_disguised(word: str) -> bool:
    if word.isascii() or len(word) < _SHORTEST:
        return False
    alphabets = sum(of.search(word) is not None for of in _OF.values())
    return (
        alphabets > 1 or _HIDDEN.search(word) is not None or _SEVERAL_MARKS.search(word) is not None
    )
