"""Decks: left out of texts for telling copies, put on top of them for telling stories.

A deck (standfirst) stands between headline and text. One site counts it to the text, the next one
does not; how two versions relate must not go by that. Copies are told by the texts alone. Reports
of one event often say in the deck who, where and how many: there an article begins with its deck.
"""

from typing import NamedTuple

from dedup.words.tokens import words


class Printed(NamedTuple):
    """What is compared of an article: its text, and what stands above it (its deck)."""

    text: str
    deck: str | None = None


def whole(printed: Printed) -> str:
    r"""An article from its deck on; a deck that stands on top of the text as well is there once.

    >>> whole(Printed("The ferry left at nine.", "Ships sail again"))
    'Ships sail again\nThe ferry left at nine.'
    >>> whole(Printed("Ships sail again!\nThe ferry left at nine.", "Ships sail again"))
    'Ships sail again!\nThe ferry left at nine.'
    """
    text, deck = printed
    return text if not deck or _says(text.partition("\n")[0], deck) else f"{deck}\n{text}"


def without_lead(text: str) -> str:
    r"""A text without its first paragraph.

    >>> without_lead("Ships sail again.\nThe ferry left at nine.")
    'The ferry left at nine.'
    """
    return text.partition("\n")[2]


def side_by_side(one: Printed, two: Printed) -> tuple[Printed, Printed]:
    r"""What is compared of two articles: a first paragraph that is the other's deck stands above.

    >>> top, apart = Printed("Ships sail!\nThe ferry left."), Printed("It left.", "Ships sail")
    >>> side_by_side(top, apart)[0]
    Printed(text='The ferry left.', deck='Ships sail!')
    >>> side_by_side(Printed("Ships sail."), apart)[0]
    Printed(text='Ships sail.', deck=None)
    """
    return _beside(one, two.deck), _beside(two, one.deck)


def _beside(printed: Printed, other: str | None) -> Printed:
    lead, _, rest = printed.text.partition("\n")
    if not other or not rest or not _says(lead, other):
        return printed
    return Printed(rest, "\n".join(filter(None, (printed.deck, lead))))


def _says(one: str, other: str) -> bool:
    return words(one) == words(other)
