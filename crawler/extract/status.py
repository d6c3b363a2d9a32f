"""Whether a text is the whole article: full, teaser, paywalled, empty or not an article."""

import re
from collections.abc import Iterable, Sequence

from crawler.extract.blocks import Block
from crawler.extract.body import Cut

SHORT_WORDS = 220  # whole news items are shorter than this, but hardly any behind a paywall
INDEX_LINKS = 0.5  # share of a page's words in links, from which it is a list of stories
INDEX_BLOCKS = 30  # and it has at least that many blocks
PAYWALL = re.compile(
    r"""subscribe\ (now\ )?to\ (read|continue|keep\ reading|unlock)
      | (to\ (continue|keep)\ reading|to\ read\ (the\ (full|rest)|this))
        .{0,60}(subscri|log\ in|sign\ in|register)
      | (this\ (article|content|story)\ is|reserved)\ (only\ )?(available\ )?(for|to)
        \ (our\ )?(paying\ )?(subscribers|members)
      | already\ a\ (subscriber|member)\? | subscribers?[- ]only
      | (für|nur\ für)\ abonnenten | jetzt\ (abonnieren|weiterlesen) | weiterlesen\ mit
      | réservée?\ aux\ abonnés | il\ vous\ reste\ .{1,12}\ de\ cet\ article
      | (contenido|artículo)\ (exclusivo\ )?(para|de)\ suscriptores | suscríbete\ para
      | (contenuto|articolo)\ riservato\ agli\ abbonati | exclusivo\ para\ assinantes
      | alleen\ voor\ abonnees | verder\ lezen\? | 会員限定 | 有料会員""",
    re.I | re.X,
)


def is_paywalled(is_free: bool | None, cuts: Iterable[Cut], kept: Sequence[Block]) -> bool:
    """Whether the page asks a price: JSON-LD's isAccessibleForFree, else what its texts say.

    >>> is_paywalled(None, [], [Block(1, "Subscribe to continue reading.", 4)])
    True
    """
    if is_free is not None:
        return not is_free
    if sum(block.words for block in kept) >= SHORT_WORDS:
        return False
    shown = [cut.block for cut in cuts if cut.block.words <= 60]
    return any(PAYWALL.search(block.text) for block in (*shown, *kept))


def body_status(
    kept: Sequence[Block], seen: Sequence[Block], paywalled: bool, is_article: bool
) -> str:
    """`full`, `teaser`, `paywalled`, `empty` or `not_an_article`.

    `kept` are the blocks of the text, `seen` all of the page, `is_article` what the page declares.
    A text from a file has nothing but itself and is full.

    >>> body_status([], [], False, False)
    'empty'
    >>> body_status([Block(1, "The ferry sails ...", 4, tag="p")], [], True, True)
    'paywalled'
    """
    words = sum(block.words for block in kept)
    if not is_article and _is_index(seen, words):
        return "not_an_article"
    if not words:
        return "empty"
    if not kept[0].tag or words >= SHORT_WORDS:
        return "full"
    if paywalled:
        return "paywalled"
    return "teaser" if kept[-1].text.rstrip(" ]").endswith(("…", "...")) else "full"


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


def _is_index(seen: Sequence[Block], words: int) -> bool:
    """Whether a page is a list of links to stories rather than one."""
    total = sum(block.words for block in seen)
    linked = sum(block.linked for block in seen)
    return len(seen) >= INDEX_BLOCKS and linked >= INDEX_LINKS * total and words < SHORT_WORDS
