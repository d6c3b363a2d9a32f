"""Pages that a server shows instead of an article: errors, checks of browsers, consent, log-in.

They are told by a title that is nothing but such a notice, or by what most of their words say; in
English, German, French, Spanish, Italian, Portuguese and Dutch. A page that describes an article
in JSON-LD or that shows paragraphs is never one: stories are written about cookies, too.
"""

import re
from collections.abc import Sequence

from crawler.extract.metadata.declared import Metadata
from crawler.extract.page.blocks import HEADINGS, Block

MIN_SAID = 0.5  # share of a page's words outside links that the notice says
TITLE_WORDS = 80  # with a title that is a notice the text may be this long
MAX_WORDS = 1500  # outside links; a page that says more is no notice
MAX_TITLE = 100  # characters
SEPARATORS = re.compile(r"(?<!\s)\s+[|–—·•»-]\s+")  # between a title and the name of the site
TITLE = re.compile(
    r"""\W*(?: (?:http\W+)?(?:(?:error|fehler|erreur|errore|erro|fout)\W*)?[45]\d\d(?:\W+error)?
      | (?:(?:http\W+)?(?:error\W+)?[45]\d\d\W+)? (?:(?:sorry|oops|ups|hoppla|oups)\W+)? (?:
        (?:(?:the|that|this)\ )?(?:page|file|site|article|story)?\ ?
        (?:(?:was\ |could\ )?not\ (?:be\ )?found | can(?:no|['’])t\ be\ found)
      | (?:page|article|story)\ (?:does\ not\ exist|missing|unavailable)
      | (?:page|article|story)\ (?:is\ )?(?:no\ longer|not)\ available
      | (?:access|permission)\ denied | forbidden | unauthori[sz]ed
      | (?:bad\ )?gateway(?:\ time-?out)? | internal\ server\ error | server\ error
      | bad\ request | service\ (?:temporarily\ )?unavailable | too\ many\ requests
      | request\ blocked | unavailable\ (?:for\ legal\ reasons|due\ to\ legal\ reasons) | gone
      | (?:die\ )?(?:angeforderte\ )?seite\ (?:wurde\ )?nicht\ gefunden | zugriff\ verweigert
      | (?:page|article)\ (?:introuvable|non\ trouvée?) | accès\ (?:refusé|interdit)
      | (?:página|pagina|artículo|artigo)\ (?:no\ encontrad[oa]|non\ trovata|não\ encontrad[oa])
      | acceso\ denegado | accesso\ negato | acesso\ negado | pagina\ niet\ gevonden
      | toegang\ geweigerd ) | (?:sorry|oops|ups|hoppla|oups|uups|whoops) | just\ a\ moment
      | attention\ required | are\ you\ (?:a\ robot|(?:a\ )?human)
      | checking\ your\ browser(?:\ before\ accessing.*)?
      | verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human | human\ verification | security\ check
      | one\ more\ step | pardon\ our\ interruption | ddos[- ]guard | bot\ verification
      | robot\ check | before\ you\ continue(?:\ to\ .{1,40})?
      | (?:cookie|privacy|consent)\ ?
        (?:settings|consent|wall|notice|preferences|choices|policy|banner|center|centre)
      | we\ value\ your\ privacy
      | your\ privacy(?:\ choices)? | (?:datenschutz|cookie)-?\ ?einstellungen
      | wir\ respektieren\ ihre\ privatsphäre | bevor\ sie\ fortfahren
      | (?:nous\ respectons\ votre|respect\ de\ votre|votre)\ vie\ privée
      | (?:valoramos\ )?(?:tu|su)\ privacidad | rispettiamo\ la\ tua\ privacy
      | (?:log|sign)[\ -]?(?:in|on|up)(?:\ to\ .{1,40})? | register
      | create\ (?:an?|your)\ (?:free\ )?account
      | forgot(?:ten)?\ (?:your\ )?password | subscribe | (?:my\ |your\ )?account
      | anmeld(?:en|ung) | einloggen | registrier(?:en|ung) | connexion | se\ connecter
      | s['’]identifier | inscription | iniciar\ sesión | inicia\ sesión | acced(?:er|i)
      | registrati | entrar | fazer\ login | inloggen | aanmelden
      | please\ (?:enable|turn\ on)\ (?:javascript|cookies).*
      | javascript\ is\ (?:disabled|required) ) \W*""",
    re.I | re.X,
)
TEXT = re.compile(
    r"""checking\ (?:if\ the\ site\ connection\ is\ secure|your\ browser)
      | (?:enable|turn\ on|activate)\ javascript | javascript\ (?:is\ disabled|and\ cookies)
      | verif(?:y|ying)\ (?:that\ )?you\ are\ (?:a\ |not\ a\ )?(?:human|robot) | ray\ id\b
      | captcha | unusual\ (?:traffic|activity) | automated\ (?:access|requests|traffic|queries)
      | (?:permission|authori[sz]ed)\ to\ (?:access|view)
      | (?:page|story|article|site)\ (?:that\ )?you(?:['’]re|\ are|['’]ve|\ have|\ were)?
        \ (?:requested|looking|trying\ to\ \w+|tried)
      | page\ (?:may\ have|has|was)\ (?:been\ )?(?:moved|removed|deleted)
      | server\ (?:encountered|could\ not|is\ (?:temporarily|unable)) | reference\ \#
      | not\ available\ in\ your\ (?:country|region|location) | european\ economic\ area
      | (?:use|uses|using|store|accept|verwende\w*|nutzen|setzen|utili[sz]\w+|gebruik\w*|usam\w*)
        \b.{0,80}\b(?:cookies|traceurs|trackers) | cookies?\ .{0,60}(?:consent|partners|policy)
      | (?:our|unsere|nos|nuestros|nossos|onze)\ (?:\d+\ )?
        (?:partner[ns]?|partenaires|socios|parceiros)
      | legitimate\ interest | berechtigte\w*\ interesse | intérêt\ légitime
      | (?:accept|reject)\ all | alle[ns]?\ (?:akzeptieren|zustimmen|ablehnen|accepteren)
      | tout\ (?:accepter|refuser) | (?:aceptar|rechazar)\ todo | accetta\ tutt[oi]
      | aceitar\ tudo | personal\ data | personenbezogene\w*\ daten | données\ personnelles
      | datos\ personales | dati\ personali | dados\ pessoais | persoonsgegevens
      | privacy\ (?:policy|settings|center) | datenschutz\w* | widerruf\w*
      | (?:enter|forgot(?:ten)?|reset)\ (?:your\ )?(?:e-?mail|password) | password | passwort
      | mot\ de\ passe | contraseña | senha\b | wachtwoord | (?:log|sign)\ in\ (?:to|with|or)
      | (?:create|have)\ an\ account
      | seite\ .{0,40}(?:nicht\ (?:gefunden|verfügbar|existiert)|existiert\ nicht)
      | page\ .{0,40}(?:n['’]existe\ (?:pas|plus)|introuvable)
      | página\ .{0,40}no\ (?:existe|está) | pagina\ .{0,40}(?:non\ (?:esiste|è)|bestaat\ niet)
      | página\ .{0,40}não\ (?:existe|foi)""",
    re.I | re.X,
)


def is_notice(kept: Sequence[Block], seen: Sequence[Block], about: Metadata) -> bool:
    """Whether a page with a short text is a notice of its server.

    `kept` are the blocks of the text, `seen` all of the page.

    >>> moved = Block(1, "The page you requested was moved.", 6)
    >>> is_notice([moved], [moved], Metadata(title="Page not found"))
    True
    >>> is_notice([moved], [moved], Metadata(title="Page not found", is_article=True))
    False
    """
    if about.is_article:
        return False
    words = sum(block.words for block in kept)
    headings = [block.text for block in seen if block.tag in HEADINGS and block.words <= 10][:3]
    if words < TITLE_WORDS and any(map(_is_title, (about.title or "", *headings[:1]))):
        return True
    total = sum(block.words - block.linked for block in seen)
    if total > MAX_WORDS:
        return False
    said = sum(block.words - block.linked for block in seen if TEXT.search(block.text))
    return said > MIN_SAID * total


def _is_title(title: str) -> bool:
    """Whether a title is that of a notice, perhaps beside the name of the site.

    >>> _is_title("404 - Page not found | Harbor Ledger"), _is_title("404 ferries were late")
    (True, False)
    """
    if len(title) > MAX_TITLE:
        return False
    return any(TITLE.fullmatch(part.strip()) for part in (title, *SEPARATORS.split(title)) if part)
