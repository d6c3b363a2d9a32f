"""Every visible text of a page is in its text, in a field, or in what was cut: a law."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extract.article import Article, extract
from crawler.page import RawPage

PROSE = (
    "had sailed again on Monday, a week after a storm had torn the pier from its posts, and nobody"
    " on board was hurt."
)
SVG = "<svg><title>Icon</title><g><text>WORD</text></g></svg>"
# fmt: off
INLINE = (
    "a href=/x", "b", "i", "em", "span", "span class=related", "span class=caption", "ins", "del",
    "s", "mark", "button", "label", "output", "x-name", "bsp-link", "cite", "time", "font", "meter",
    "span hidden", "span style=opacity:0", "span class=sr-only", "span aria-hidden=true", "data",
    "nobr", "slot", "acronym", "u",
)
BLOCKS = (
    "p", "div", "ul", "li", "h1", "h2", "h3", "section", "article", "aside", "nav", "footer",
    "header", "figure", "figcaption", "blockquote", "details", "summary", "form", "dialog",
    "dialog open", "menu", "main", "table", "td", "dl", "dt", "dd", "address", "fieldset", "legend",
    "div hidden", "p hidden", "div style=display:none", "div class=related", "x-box", "pre",
    "div class=story-body", "div role=tabpanel", "div aria-hidden=true", "section id=comments",
    "p class=byline", "select", "option", "textarea", "center", "hgroup", "search",
)
# fmt: on
PARTS = st.recursive(
    st.sampled_from(("", PROSE, "WORD", "WORD WORD", "<img alt=T>", SVG, "<br>", "<hr>", " ")),
    lambda parts: st.tuples(st.sampled_from(INLINE + BLOCKS), st.lists(parts, max_size=4)).map(
        lambda made: f"<{made[0]}>WORD {' '.join(made[1])} WORD</{made[0].split()[0]}>"
    ),
    max_leaves=12,
)


def _numbered(markup: str) -> tuple[str, list[str]]:
    """Markup with a name of its own in the place of each WORD, and these names."""
    pieces = markup.split("WORD")
    names = [f"Quill{number:03}" for number in range(1, len(pieces))]
    return "".join(p + n for p, n in zip(pieces, [*names, ""], strict=True)), names


def _said(article: Article) -> str:
    fields = (article.title or "", *article.authors, article.dateline or "")
    return "\n".join((article.text, *fields, *(removal.text for removal in article.removals)))


@settings(max_examples=250, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=6).map(" ".join))
@example(f"<p>WORD {PROSE}</p><p><button>WORD</button></p><nav>WORD</nav><footer>WORD</footer>")
@example(f"<p>WORD {PROSE} <ins>WORD</ins> <x-y>WORD</x-y> WORD <dialog>WORD</dialog> WORD</p>")
@example(f"<article><p>{PROSE}</p></article><select><option>WORD</option></select>{SVG}")
def test_every_visible_text_is_kept_or_on_record(markup: str) -> None:
    markup, names = _numbered(markup)

    said = _said(extract(RawPage("https://paper.example/a", f"<body>{markup}</body>".encode())))

    assert [name for name in names if name not in said] == []
