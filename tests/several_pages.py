"""An article in several pages, as tests have it."""

from crawler.page import RawPage

FIRST = "https://post.example/2026/ferry"
TITLE = "Ferry sails again after the storm"
PARTS = (
    "The ferry to Ostley sailed again on Monday, a week after the storm had broken its {} mast.",
    "Harbour master Tilda Varnham said that the {} crew slept on board and lost nothing but hats.",
    "Repairs of the {} pier will take until May, and cost the town more than it has in its purse.",
)


def told(n: int) -> list[str]:
    """What stands on page n."""
    words = ("main", "second", "upper", "lower", "inner")
    return [part.format(f"{word} {n}") for word in words for part in PARTS]


def page(
    n: int,
    *,
    of: int = 3,
    title: str = TITLE,
    more: str = "",
    text: str | None = None,
    url: str = FIRST,
) -> RawPage:
    """Page n of an article, with its address and the link to the next one."""
    link = f'<link rel="next" href="{url}?page={n + 1}">' if n < of else ""
    body = "".join(f"<p>{line}</p>" for line in (told(n) if text is None else [text] * bool(text)))
    html = (
        f"<!doctype html><html lang=en><title>{title}</title>{link}{more}"
        f"<article><h1>{title}</h1>{body}</article>"
    )
    return RawPage(url if n == 1 else f"{url}?page={n}", html.encode())
