"""Long lists of phrases as patterns that are quick to say no.

Python's `re` tries every alternative of a list at every place of a text. Grouped by their first
letter it tries those of one letter: a list of 60 names takes a third of the time.
"""

import re

# An escape, a set, or one character. In a set both brackets have to be escaped: Python takes `[[|]`
# for one set, this does not.
SYMBOL = re.compile(r"\\.|\[(?:\\.|[^\[\]\\])*\]|.", re.S)
STARTS = re.compile(r"\((?:\?:)?((?:[\w|-]|\\ )+)\)(?![?*+{])")  # a group of plain words
LETTER = re.compile(r"\w(?![?*+{])")
MAX_DEPTH = 3  # letters by which phrases are grouped


def by_letter(phrases: str) -> str:
    r"""The alternatives of a verbose pattern, grouped by their first letters.

    The new pattern matches where the old one does. Of two alternatives that match at one place the
    one that is listed first wins as before, but those that begin with no letter come last.

    >>> by_letter(r"read\ more | related | (up|see)\ next | share | \d+")
    'r(?:e(?:a(?:d\\ more)|l(?:ated)))|u(?:p\\ next)|s(?:e(?:e\\ next)|h(?:are))|(?:\\d+)'
    """
    return _grouped(_alternatives(phrases), MAX_DEPTH)


def _grouped(phrases: list[str], depth: int) -> str:
    """Alternatives grouped by their first letter, those of each letter by the next one."""
    if not depth or len(phrases) == 1:
        return "|".join(phrases)
    ends_of: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: not LETTER.match(phrase)):
        letter = phrase[:1] if LETTER.match(phrase) else ""
        ends_of.setdefault(letter, []).append(phrase[len(letter) :])
    groups = (
        (letter, _grouped(ends, depth - 1 if letter else 0)) for letter, ends in ends_of.items()
    )
    return "|".join(f"{letter}(?:{ends})" for letter, ends in groups)


def _alternatives(pattern: str) -> list[str]:
    """Split a verbose pattern at the bars that stand in no group, and a group at its start too."""
    parts, depth = [""], 0
    for symbol in SYMBOL.findall(pattern):
        depth += (symbol == "(") - (symbol == ")")
        if symbol == "|" and not depth:
            parts.append("")
        elif not symbol.isspace():
            parts[-1] += symbol
    return [phrase for part in parts for phrase in _spelled_out(part)]


def _spelled_out(phrase: str) -> list[str]:
    """Write a phrase that begins with a group of words as one phrase for each of them."""
    starts = STARTS.match(phrase)
    if not starts:
        return [phrase]
    return [start + phrase[starts.end() :] for start in starts[1].split("|")]


def word_set(listed: str) -> frozenset[str]:
    """Words of a list written as a text.

    >>> sorted(word_set("aside figure"))
    ['aside', 'figure']
    """
    return frozenset(listed.split())
