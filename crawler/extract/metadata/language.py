"""The language of a text: what the page claims, checked against the text."""

from crawler.extract.page.detector import detected

MIN_CHARACTERS = 60  # shorter texts tell too little to contradict a page
SURE = 0.7  # score from which the text outranks the page's claim


def language_of(text: str, claimed: str | None = None) -> str | None:
    """ISO 639 code of the language of `text`; `claimed` (as <html lang>) where the text is unsure.

    >>> language_of("Die Fähre verkehrt seit Montag wieder zwischen dem Hafen und der Insel.", "en")
    'de'
    >>> language_of("Ferry", "en"), language_of("")
    ('en', None)
    """
    if len(text) < MIN_CHARACTERS:
        return claimed
    best, score = detected(text)
    return best if best and (score >= SURE or not claimed) else claimed
