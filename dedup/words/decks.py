"""What a text says without the deck that another version of it prints apart.

A deck (standfirst) stands between headline and text. One site counts it to the text, the next one
does not; how two versions relate must not go by that.
"""

from dedup.words.tokens import words


def without_lead(text: str) -> str:
    r"""A text without its first paragraph.

    >>> without_lead("Ships sail again.\nThe ferry left at nine.")
    'The ferry left at nine.'
    """
    return text.partition("\n")[2]


def without_deck(text: str, deck: str | None) -> str:
    r"""A text without its first paragraph, where that says what a deck says.

    >>> without_deck("Ships sail again!\nThe ferry left at nine.", "Ships sail again")
    'The ferry left at nine.'
    >>> without_deck("Ships sail again.", "Ships sail again.")
    'Ships sail again.'
    """
    lead, _, rest = text.partition("\n")
    return rest if deck and rest and words(lead) == words(deck) else text
