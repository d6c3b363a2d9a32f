"""What class, id and role names say about an element: article body, or something beside it.

Sites name their furniture in English whatever their language, so names are evidence for any page.
They are evidence only: `body` weighs them against the text that an element holds, so that no
class name can delete an article. `paywall`, `widget` and `player` are missing on purpose: they
sit on ancestors of real bodies, and so does `subscriber`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.wording.patterns import by_letter, word_set

WEAK, CLEAR, STRONG = 1, 2, 3


class Signs(NamedTuple):
    """How surely a name says "not the article" (0 to STRONG), what it names, whether a body.

    `deck` says how surely it names the deck of an article (0, WEAK or CLEAR).
    """

    strength: int = 0
    kind: str = "pruned"
    is_body: bool = False
    deck: int = 0


NEUTRAL = Signs()

# What an element is called whose kind matters; other names that disown just prune.
COMMENTS = "comment | disqus"
CONSENT = "cookie | consent | privacy"
BYLINE = """byline | author-?(bio|info|box|card) | dateline | timestamp
    | (post|entry|article)-?meta"""
CAPTION = """caption | cutline | pic-?box | photo-?credit | image-?credit | gallery
    | slideshow | carousel | slider
    | (image|img|photo|picture|media|bild|foto)[-_]*(text|info|desc|subtitle|legend|rights)"""
HIDDEN = """sr-only | screen-?reader | visually-?hidden | hidden-?visually | hide-?visually
    | off-?screen | assistive-?text | a11y-(?:only|hidden|text)"""
KINDS = {
    "hidden": re.compile(HIDDEN, re.X),
    "comments": re.compile(COMMENTS, re.X),
    "consent": re.compile(CONSENT, re.X),
    "byline": re.compile(BYLINE, re.X),
    "caption": re.compile(CAPTION, re.X),
}


def _names(pattern: str) -> re.Pattern[str]:
    """Compile what is searched for in the names of an element."""
    return re.compile(by_letter(pattern), re.X)


# What a reader adds or what points elsewhere: pruned even where it holds much of the good text.
STRONG_NAMES = _names(
    rf"""comments?\b | disqus | {CONSENT} | related | recommend | outbrain | taboola | newsletter
      | most-?(read|popular) | read-?next | up-?next | fact-?box | info-?box"""
)
CLEAR_NAMES = _names(
    rf"""{CAPTION} | {COMMENTS} | {BYLINE}
      | sharedaddy | addthis | addtoany | social-|-social | promo | advert | sponsor | breadcrumb
      | subscribe(?!r) | most-?viewed | read-?(more|also) | also-?read | see-?also | toolbar
      | share-|-share | sign-?up | tag-?(list|cloud) | article-?tags | copyright | {HIDDEN}
      | more-?(from|on|stories|news)
      | inline-?(link|story|promo) | trending | next-?up | footer | popup | donat | pagination
      | print-?only | post-?excerpt | click-?to-?tweet | disclaimer | expandable-?box
      | meter(ing|ed)?-?(wall|box|layer) | capping | gdpr | embed-?(consent|placeholder|privacy)
      | (paywall|registration|login|regwall)-*(prompt|box|wall|message|overlay|teaser|cta|modal
          |checkout)
      | rating-?(box|widget) | buyers?-guide | roundup | teaser | toc\b | table-of-contents"""
)
WEAK_TOKENS = word_set(
    """
    share sharing shares social promos promotion ad ads adverts advertising adslot sidebar
    breadcrumbs credit credits bylines author authors bio subscription signup popular mostread
    readmore readnext nav navbar navigation menu modal tags tag taglist keywords print email
    facebook whatsapp linkedin pinterest jp postmeta pubdate zergnet revcontent morefrom next
    prev pager feedback login register loginwall optout figure hidden visually srt sronly
    screen skip infobox appeal hashtag hashtags survey poll quiz rating ratings vote buy
    affiliate topics topic videoplayer jwplayer playlist
    """
)
BODY_NAMES = _names(
    r"""article[-_]*(body|content|text|main|copy) | story[-_]*(body|content|text)
      | (post|entry|content)[-_]*(body|content|text) | body[-_]?(text|copy|content) | rich-?text
      | zn-body | wysiwyg | page-content | main-content | field-name-body | td-post-content
      | single-content | newsbody | news[-_]?(text|content|detail|body)"""
)
QUOTE = "quote"  # a kind that prunes nothing by itself
QUOTE_NAMES = ("pull-quote", "pullquote", "blockquote", "big-quote", "large-quote", "zitat")
PRICES = re.compile("stock|market|ticker|symbol|price|share")  # that have quotes, too
DECK_TOKENS = word_set(
    """
    deck dek standfirst strapline vorspann preamble preface chapo ingress abstract subtitle
    subtitles subtitel subtit subhead subheading subheadline subline summary excerpt teaser
    entradilla bajada copete sommario catenaccio manchet perex epigraph soustitre underrubrik
    einleitung
    """
)
LEAD_TOKENS = word_set("lead lede intro introduction speakable")  # or the first paragraph
DECK_PAIRS = re.compile("sub-(?:tit|head|line|deck)")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
TELLING = WEAK_TOKENS | DECK_TOKENS | LEAD_TOKENS | {"sub"}
TOKENS = re.compile(r"[a-z0-9]+")
ASIDE_ROLES = word_set("navigation complementary banner contentinfo dialog search menu")

INITIAL = re.compile(r"initial|drop-?cap|first-?letter", re.I)


@lru_cache(maxsize=65536)
def signs_of(names: str) -> Signs:
    """What the names of an element (class, id, test id, joined by spaces) say.

    Remembered by string: the pages of a site share their names, and most of the cost of reading
    a page would otherwise go here.

    >>> signs_of("story-newsletterBox")
    Signs(strength=3, kind='pruned', is_body=False, deck=0)
    >>> signs_of("article-body paywall").is_body
    True
    """
    if names != (lowered := names.lower()):
        lowered = CAMEL.sub("-", names).lower()
    names = lowered
    is_body = BODY_NAMES.search(names) is not None
    tokens = TELLING.intersection(_tokens(names))
    for strength, pattern in ((STRONG, STRONG_NAMES), (CLEAR, CLEAR_NAMES)):
        if found := pattern.search(names):
            return Signs(strength, _kind(found[0]), is_body, _deck(names, tokens))
    weak = not WEAK_TOKENS.isdisjoint(tokens)
    kind = QUOTE if _is_quote(names) else "pruned"
    return Signs(WEAK if weak else 0, kind, is_body, _deck(names, tokens))


def is_drop_cap(names: str) -> bool:
    """Whether the names of an element say that it holds the first letter of a text.

    >>> is_drop_cap("has-dropcap"), is_drop_cap("story")
    (True, False)
    """
    return INITIAL.search(names) is not None


def _tokens(names: str) -> list[str]:
    """The words of names; most have no other signs than these two, and splitting is quicker."""
    words = names.replace("-", " ").replace("_", " ").split()
    whole = "".join(words)
    return words if whole.isascii() and whole.isalnum() else TOKENS.findall(names)


def _is_quote(names: str) -> bool:
    """Whether names say that an element is a quotation."""
    if "quote" not in names and "zitat" not in names:  # two look-ups for six
        return False
    is_bare = "quote" in _tokens(names) and not PRICES.search(names)
    return is_bare or any(name in names for name in QUOTE_NAMES)


def _deck(names: str, tokens: frozenset[str]) -> int:
    """How surely names say that an element is a deck; "lead" may be the first paragraph, too."""
    if not DECK_TOKENS.isdisjoint(tokens) or ("sub" in tokens and DECK_PAIRS.search(names)):
        return 0 if "with-summary" in names else CLEAR  # Drupal's name of a body
    return WEAK if not LEAD_TOKENS.isdisjoint(tokens) or "first-paragraph" in names else 0


def _kind(name: str) -> str:
    """What a disowned name names."""
    return next((kind for kind, names in KINDS.items() if names.match(name)), "pruned")
