"""Whether a text is the whole article: full, part, teaser, paywalled, empty or no article."""

import re
from collections.abc import Iterable, Sequence

from crawler.extract.metadata.declared import Metadata
from crawler.extract.notices import is_notice
from crawler.extract.page.blocks import FORWARDING, Block, Cut
from crawler.extract.page.garbled import is_garbled
from crawler.extract.site_talk import is_site_talk
from crawler.extract.story_lists import is_front, is_index, words_in
from crawler.extract.wording.page_marks import leads_on, page_of
from crawler.extract.wording.patterns import by_letter

SHORT_WORDS = 220  # whole news items are shorter than this, but hardly any behind a paywall
MIN_CAPTIONS = 3  # on a page without any other text: a gallery
MEDIA_WORDS = 120  # a page that declares a video or pictures describes them in fewer
MIN_SHOWN = 0.5  # share of the words that the page declares, below which a short text is a part
PAYWALL = re.compile(  # for texts in lower case
    by_letter(
        r"""subscribe\ (now\ )?to\ (read|continue|keep\ reading|unlock)
      | (to\ (continue|keep)\ reading|to\ read\ (the\ (full|rest)|this))
        .{0,60}(subscri|log\ in|sign\ in|register)
      | (log\ in|sign\ in|register).{0,40}\ to\ (continue|keep)\ reading
      | (this\ (article|content|story)\ is|reserved)\ (only\ )?(available\ )?(for|to)
        \ (our\ )?(paying\ )?(subscribers|members)
      | already\ a\ (subscriber|member)\? | subscribers?[- ]only
      | (für|nur\ für)\ abonnenten | jetzt\ (abonnieren|weiterlesen) | weiterlesen\ mit
      | (anmelden|einloggen|registrieren).{0,30}weiter(zu)?lesen
      | réservée?\ aux\ abonnés | il\ vous\ reste\ .{1,12}\ de\ cet\ article
      | connectez-vous\ pour\ (continuer|lire)
      | (contenido|artículo)\ (exclusivo\ )?(para|de)\ suscriptores | suscríbete\ para
      | inicia\ sesión\ para\ (seguir|continuar)\ leyendo
      | (contenuto|articolo)\ riservato\ agli\ abbonati | accedi\ per\ continuare
      | exclusivo\ para\ assinantes | faça\ login\ para\ continuar
      | alleen\ voor\ abonnees | verder\ lezen\? | log\ in\ om\ verder | 会員限定 | 有料会員"""
    ),
    re.X,
)
MAX_NUMBERED = 12  # words of a line with the number of the page
CONTINUED = re.compile(
    r"""\W*(?: (?:continue|keep)\ reading | read\ (?:the\ )?(?:full|whole|entire|complete)\ \w+
      | read\ (?:more|on) | (?:artikel\ )?weiterlesen
      | zum\ (?:ganzen\ |vollständigen\ )?artikel | lire\ (?:la\ suite|l['’]article(?:\ complet)?)
      | (?:seguir|continuar)\ leyendo | leer\ más | continua\ a\ leggere | leggi\ tutto
      | continu(?:e|ar)\ (?:lendo|a\ ler) | lees\ verder | lees\ het\ hele\ (?:artikel|verhaal)
      | 続きを読む | 阅读全文 )\W*""",
    re.I | re.X,
)


def is_paywalled(is_free: bool | None, cuts: Iterable[Cut], kept: Sequence[Block]) -> bool:
    """Whether the page asks a price: JSON-LD's isAccessibleForFree, else what its texts say.

    >>> is_paywalled(None, [], [Block(1, "Subscribe to continue reading.", 4)])
    True
    """
    if is_free is not None:
        return not is_free
    if words_in(kept) >= SHORT_WORDS:
        return False
    shown = [c.block for c in cuts if c.block.words <= 60 and c.rule != "controls"]
    return any(PAYWALL.search(block.text.lower()) for block in (*shown, *kept))


def body_status(
    kept: Sequence[Block],
    cuts: Sequence[Cut],
    seen: Sequence[Block],
    about: Metadata,
    *,
    paywalled: bool = False,
    is_cut: bool = False,
) -> str:
    """`full`, `part`, `teaser`, `paywalled`, `empty` or `not_an_article` of a page.

    `kept` are the blocks of the text, `cuts` those that were cut, `seen` all of the page, `about`
    what it declares; `is_cut` says that not all of it was read. Other than a list of stories, a
    notice or a gallery, a page without any text is empty: nothing says what it is.

    >>> body_status([], [], [], Metadata())
    'empty'
    >>> body_status([Block(1, "The ferry sails ...", 4)], [], [], Metadata(), paywalled=True)
    'paywalled'
    """
    words = words_in(kept)
    is_talk = is_site_talk([block.text for block in kept])
    if _is_other(kept, cuts, seen, about) or (is_talk and not paywalled):
        return "not_an_article"
    if is_cut and kept and kept[-1].line >= seen[-1].line:
        return "teaser"
    whole = "part" if about.next_page or _is_numbered(kept, seen, cuts) else "full"
    if words >= SHORT_WORDS and not is_talk:
        return whole
    if paywalled:
        return "paywalled"
    if not words or whole == "part":
        return whole if words else "empty"
    breaks_off = _ends_open(kept) or _goes_on_elsewhere(kept, seen)
    return "teaser" if breaks_off or words < MIN_SHOWN * about.words else "full"


def text_status(kept: Sequence[Block], is_cut: bool) -> str:
    """`full`, `teaser`, `empty` or `not_an_article` of a text from a file.

    It has nothing but itself, and is all there is.

    >>> text_status([Block(1, "The ferry sails ...", 4)], False), text_status([], False)
    ('full', 'empty')
    """
    if not kept:
        return "empty"
    if _is_garbled(kept) or is_site_talk([block.text for block in kept]):
        return "not_an_article"
    return "teaser" if is_cut else "full"


def agreement(kept: Sequence[Block], voted: Sequence[Block]) -> float:
    """How far the choice of blocks agrees with boilerpy3's: F1 by characters, 0 to 1.

    `voted` are the blocks that boilerpy3 takes for content, without those whose names disown them.

    >>> story, menu = Block(1, "The ferry sails ...", 4), Block(2, "Home News Sport ...", 3)
    >>> agreement([story], [story]), agreement([story], [story, menu])
    (1.0, 0.667)
    """
    lines = {block.line for block in kept}
    chosen = sum(len(block.text) for block in kept)
    both = sum(len(block.text) for block in voted if block.line in lines)
    total = chosen + sum(len(block.text) for block in voted)
    return round(2 * both / total, 3) if total else 0.0


def _is_other(
    kept: Sequence[Block], cuts: Sequence[Cut], seen: Sequence[Block], about: Metadata
) -> bool:
    """Whether a page is something else: a notice, a list of stories, a video, a gallery.

    Nor is it one when nobody can read it.
    """
    words = words_in(kept)
    if _is_garbled(kept):
        return True
    if words < SHORT_WORDS and is_notice(kept, seen, about):
        return True
    if about.is_media and words < MEDIA_WORDS:
        return True
    if any(cut.rule == FORWARDING for cut in cuts):
        return True
    captions = sum(cut.rule == "caption" for cut in cuts)
    if not words and captions >= MIN_CAPTIONS:
        return True
    return not about.is_article and (is_index(kept, seen) or is_front(kept, seen))


def _is_numbered(kept: Sequence[Block], seen: Sequence[Block], cuts: Sequence[Cut]) -> bool:
    """Whether a line below the text says that this is not its last page: "Page 1 of 3"."""
    if not kept:
        return False
    others = {cut.block.line for cut in cuts if cut.rule == "comments"}
    below = [b for b in seen if b.line > kept[0].line and b.words <= MAX_NUMBERED]
    texts = [block.text for block in below if block.line not in others]
    if numbers := list(filter(None, map(page_of, texts))):
        return any(number < most for number, most in numbers)
    return any(map(leads_on, texts))


def _is_garbled(kept: Sequence[Block]) -> bool:
    """Whether a text was read, or written, in a wrong charset."""
    return is_garbled("\n".join(block.text for block in kept))


def _ends_open(kept: Sequence[Block]) -> bool:
    """Whether a text breaks off."""
    return kept[-1].text.rstrip(" ])").endswith(("…", "..."))


def _goes_on_elsewhere(kept: Sequence[Block], seen: Sequence[Block]) -> bool:
    """Whether a link right below the text leads to the rest of it."""
    below = (block for block in seen if block.line > kept[-1].line)
    near = [block for block, _ in zip(below, range(3), strict=False)]
    return any(b.link_share >= 0.8 and CONTINUED.fullmatch(b.text) for b in near)
