"""The pages of one article -> the article: a text that goes on on later pages, joined.

Title, authors, times and address are those of the first page. A later page adds its text where the
page before names its address and both tell of one story; the first one that does not ends the
article. What a later page only says again (headline, deck, paragraphs) is cut as `repeated`.
"""

import re
from collections.abc import Sequence

from crawler.extract.article import Article, extract
from crawler.extract.page.sentences import goes_on, is_open
from crawler.extract.removals import Removal
from crawler.page import RawPage
from crawler.urls import canonicalize

MIN_REPEATED = 8  # words; shorter lines may well stand twice (as `repeated` in rules/trailers.py)
SAME_WORDS = 0.5  # of the shorter of two headlines: parts of a text add headlines of their own
WORDS = re.compile(r"\w+")
PAGE_MARK = re.compile(  # "| Page 2 of 3", "(2/3)", "- Seite 2"
    r"(?:\b(?:page|seite|pagina|página)\s{0,2}\d{1,2}"
    r"(?:\W{0,3}(?:of|von|de|sur|di|van)?\W{0,3}\d{1,2})?"
    r"|\(\s?\d{1,2}\s?/\s?\d{1,2}\s?\))\W{0,3}$",
    re.I,
)
OPEN_END = ("…", "...")


def extract_all(pages: Sequence[RawPage], *, engine: str = "wirecopy") -> Article:
    """The article of its pages: the first one, the others in any order. Of one it is as ever.

    `later_pages` says which of them it is made of. Raises ValueError as `extract` does, and where
    there is no page.

    >>> text = "<title>Ferry back</title><link rel=next href=/ferry/2><p>The ferry sailed again."
    >>> extract_all([RawPage("https://a.example/ferry", text.encode())]).next_page
    'https://a.example/ferry/2'
    """
    if not pages:
        raise ValueError("no page; give one at least")
    first, *others = pages
    whole = extract(first, engine=engine)
    while whole.text and (page := named(whole.next_page, others)) is not None:
        others.remove(page)
        part = extract(page, engine=engine)
        if not part.text:
            break
        if not is_same_story(whole, part, first.final_url or first.url):
            return whole._replace(body_status="full") if whole.body_status == "part" else whole
        whole = joined(whole, part)
    return whole


def named(address: str | None, pages: Sequence[RawPage]) -> RawPage | None:
    """The page at an address, by where it was asked for or where that led."""
    if address is None:
        return None
    key = canonicalize(address)
    known = ((page, (page.url, page.final_url)) for page in pages)
    return next((page for page, urls in known if key in map(canonicalize, urls)), None)


def is_same_story(first: Article, later: Article, url: str) -> bool:
    """Whether a page goes on with an article: blogs number their stories as others do their pages.

    It does where it says so (its canonical address is that of the first page, `url`), where it
    bears the same headline or most of its words with the same numbers, and where both were
    published in the same minute.
    """
    if later.canonical_url and canonicalize(later.canonical_url) == canonicalize(url):
        return True
    if later.title is None or first.title is None or _agree(first.title, later.title):
        return True
    at = (later.published_at, later.published_precision)
    return (
        at[1] != "day"
        and at[0] is not None
        and at
        == (
            first.published_at,
            first.published_precision,
        )
    )


def _agree(one: str, two: str) -> bool:
    """Whether two headlines are of one story.

    >>> _agree("Ferry back after the storm", "Ferry back after the storm - Page 2")
    True
    >>> _agree("Ferry diary, part 1", "Ferry diary, part 2"), _agree("Ferry back", "Bakery shut")
    (False, False)
    """
    words, others = (WORDS.findall(PAGE_MARK.sub("", each).lower()) for each in (one, two))
    numbers, other_numbers = ({w for w in each if w.isdecimal()} for each in (words, others))
    shared, fewest = set(words) & set(others), min(len(set(words)), len(set(others)))
    return numbers == other_numbers and (not fewest or len(shared) > SAME_WORDS * fewest)


def joined(first: Article, later: Article) -> Article:
    """An article with one more page of it."""
    said = first.text.split("\n")
    known = {first.title, *(first.deck or "").split("\n")}
    deck = [] if later.deck == first.deck or not later.deck else later.deck.split("\n")
    further: list[Removal] = []
    cuts: list[Removal] = []
    after = max((removal.line for removal in first.removals), default=0) + len(said)
    for line, text in enumerate((*deck, *later.text.split("\n")), after + 1):
        is_known = text in known or (len(text.split()) >= MIN_REPEATED and text in said)
        (cuts if is_known else further).append(Removal(line, "repeated", text))
    rest = [removal._replace(line=after + removal.line) for removal in later.removals]
    return first._replace(
        text="\n".join(_sewn(said, [removal.text for removal in further])),
        agency=first.agency or later.agency,
        contributors=tuple(dict.fromkeys((*first.contributors, *later.contributors))),
        originally_from=first.originally_from or later.originally_from,
        is_paywalled=first.is_paywalled or later.is_paywalled,
        body_status="part" if _is_unfinished(later) else "full",
        confidence=min(first.confidence, later.confidence),
        removals=(*first.removals, *sorted((*cuts, *rest), key=lambda removal: removal.line)),
        next_page=later.next_page,
        later_pages=(*first.later_pages, first.next_page or ""),
    )


def _is_unfinished(page: Article) -> bool:
    """Whether a text goes on behind its last page; few words alone say nothing there."""
    is_cut = page.body_status == "teaser" and page.text.rstrip(" ])").endswith(OPEN_END)
    return page.body_status in ("part", "paywalled") or is_cut


def _sewn(paragraphs: Sequence[str], further: Sequence[str]) -> list[str]:
    """Paragraphs of two pages; a sentence that goes on on the second one is whole again.

    >>> _sewn(["The ferry"], ["sailed again.", "It was late."])
    ['The ferry sailed again.', 'It was late.']
    """
    if not further:
        return list(paragraphs)
    last, first = paragraphs[-1], further[0]
    if is_open(last) and goes_on(first):
        return [*paragraphs[:-1], f"{last} {first}", *further[1:]]
    return [*paragraphs, *further]
