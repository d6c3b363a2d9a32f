"""What sites add to links for those who hear the page, and how a text reads without it."""

import re

# "(opens in a new tab)", in seven languages.
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


def without_link_notes(text: str) -> str:
    """A text without the notes on its links that are only heard.

    >>> without_link_notes("The report, opens new tab says so (öffnet im neuen Fenster).")
    'The report says so.'
    >>> without_link_notes("The shop opens new windows to the sea.")
    'The shop opens new windows to the sea.'
    """
    lowered = text.lower()
    return LINK_NOTE.sub("", text) if any(v in lowered for v in LINK_NOTE_VERBS) else text
