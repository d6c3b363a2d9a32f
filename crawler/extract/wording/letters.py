"""When two texts say the same: in letters and digits, whatever their case and punctuation.

And when one is complete: it ends as sentences do.
"""

import re

CLOSED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")  # the end of a sentence
# What sites add to links for those who hear the page: "(opens in a new tab)", in seven languages.
LINK_NOTE = re.compile(
    r"""\s?[,(]?\s?(?:external\ )?(?: opens\ (?:in\ )?(?:a\ )?new\ (?:tab|window)
      | öffnet\ (?:sich\ )?(?:im|in\ (?:einem\ )?)\ ?neue[mn]\ (?:fenster|tab)
      | s['’]ouvre\ dans\ une?\ (?:nouvelle?|nouvel)\ (?:fenêtre|onglet) | nouvelle\ fenêtre
      | se\ abre\ en\ una?\ (?:nueva\ )?(?:ventana|pestaña)(?:\ nueva)?
      | si\ apre\ in\ una\ nuova\ (?:scheda|finestra)
      | abre\ (?:em\ uma\ |numa\ )nova\ (?:janela|aba|guia)
      | opent\ in\ (?:een\ )?nieuw\ (?:venster|tabblad) )\)?(?=\W|$)""",
    re.I | re.X,
)
LINK_NOTE_VERBS = ("open", "öffnet", "ouvre", "fenêtre", "abre", "apre")  # each note has one
WORDS = re.compile(r"\w+")
SEPARATORS = {code: None for code in range(128) if not WORDS.match(chr(code))}  # of ASCII
TYPOGRAPHIC = "‘’“”–—…"  # what makes most texts more than ASCII; none is a letter


def squash(text: str) -> str:
    """Letters and digits alone, in lower case.

    >>> squash("Ferry back -- on time!") == squash("ferry back, on time")
    True
    """
    text = typed(text)
    letters = text.translate(SEPARATORS) if text.isascii() else "".join(WORDS.findall(text))
    return letters.lower()


def typed(text: str) -> str:
    """A text with spaces in the place of typographic signs, for asking what words it has.

    Most texts are ASCII then, whose words are found in a third of the time.

    >>> typed("The ferry’s back").isascii()
    True
    """
    if not text.isascii():
        for sign in TYPOGRAPHIC:
            text = text.replace(sign, " ")
    return text


def without_link_notes(text: str) -> str:
    """A text without the notes on its links that are only heard.

    >>> without_link_notes("The report, opens new tab says so (öffnet im neuen Fenster).")
    'The report says so.'
    >>> without_link_notes("The shop opens new windows to the sea.")
    'The shop opens new windows to the sea.'
    """
    lowered = text.lower()
    return LINK_NOTE.sub("", text) if any(v in lowered for v in LINK_NOTE_VERBS) else text
