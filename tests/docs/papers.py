"""Two made-up papers that pages of the documentation crawl: an ordinary and an odd one."""

import datetime as dt

from wirecopy.demo.feeds import http_date
from wirecopy.demo.newsroom import load
from wirecopy.demo.site import Resource, Site

FENLAND = "fenland-courier.example"
ODD = "odd-paper.example"
LEDGER_STORY = "http://harbor-ledger.example/news/politics/310702-larkhaven-mayor-recount.html"
CHANGED = dt.datetime(2026, 3, 9, 8, 0, tzinfo=dt.UTC)

SLUICE = (
    "FENLAND — The new sluice at Denny’s Drove will open on the first of April, three years later"
    " than planned and almost a million pounds dearer, the drainage board said on Friday.",
    "Its two steel gates replace wooden ones that were hung in 1911 and had not closed fully since"
    " the flood of 2020, when eleven farms stood under water for six weeks.",
    "“You can turn it with one hand,” said Ida Thurlow, the board’s engineer, who did so in front"
    " of a dozen farmers. “The old one took four men and a horse, and then the horse gave up.”",
    "The board will raise its rate by four per cent to pay for the rest. Farmers on the high side"
    " of the drove, who have never been flooded, have asked why they should pay the same.",
    "A public meeting is to be held in the village hall on Thursday at seven o’clock.",
)
LIBRARY = (
    "FENLAND — The mobile library will stop at nine more villages from May, because two of the"
    " county’s reading rooms could not be heated through the winter and will not open again.",
    "The van carries 2,400 books and a stove. Its driver, Colm Ashby, has lent out of it for"
    " nineteen years and keeps a list of who has read what, so that nobody gets a book twice.",
    "The county says that the van costs a third of what the rooms did. The parish of Wick Lode,"
    " which loses its room, says that a stop of twenty minutes a fortnight is no library.",
    "Readers can order books by post card, as before, or at the counter of the post office.",
)
PILOTS = (
    "The harbour pilots met again on Monday night and agreed on nothing new, their speaker said"
    " when the lamps on the quay had already been put out.",
    "They have asked for a second boat since the winter, when the only one lay in dock for forty"
    " days and eleven ships had to wait outside the bar.",
    "The port has offered to hire a boat by the week. The pilots call that a bus, not a boat.",
    "On Tuesday the mayor will try to bring both sides to one table, she told this paper.",
)
BENCH = (
    "Our readers have voted for the town’s prettiest bench, and the result surprised nobody who"
    " has ever sat on the one below the lighthouse and watched the boats come in at dusk.",
    "Second came the bench at the school gate, which was painted by the children, and third the one"
    " behind the brewery, for which seven hundred votes were cast in a single afternoon.",
    "We thank all who took part, and remind those who sent several hundred cards each that it was"
    " one card a household, as was printed below the coupon in every issue of the paper.",
)


def article(title: str, day: str, paragraphs: tuple[str, ...]) -> str:
    """A page as most papers have them."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - The Fenland Courier</title>'
        f'<meta property="article:published_time" content="{day}">'
        '<meta property="og:site_name" content="The Fenland Courier"></head><body>'
        '<nav><a href="/">Home</a> <a href="/farming/">Farming</a></nav>'
        f"<article><h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in paragraphs)}</article>"
        "<footer><p>© The Fenland Courier</p></footer></body></html>"
    )


def odd_article() -> str:
    """A page that misleads the general rules: its longest and cleanest prose is not the article."""
    story = "".join(f"{each}<br>" for each in PILOTS)
    return (
        '<!doctype html><html lang="en"><head><title>Odd Paper</title></head><body>'
        '<div class="a1"><span class="hd">Pilots agree on nothing</span>'
        '<i class="when">2 March 2026, 21:42</i></div>'
        f'<table><tr><td class="story">{story}</td></tr></table>'
        f"<article>{''.join(f'<p>{each}</p>' for each in BENCH)}</article></body></html>"
    )


def rss(title: str, items: list[tuple[str, str, str]]) -> str:
    """A feed of headlines, addresses and times."""
    entries = "".join(
        f"<item><title>{name}</title><link>{link}</link><pubDate>{when}</pubDate></item>"
        for name, link, when in items
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def home(title: str) -> str:
    """A front page that names its feed."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="{title}">'
        '<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>'
        f"<body><h1>{title}</h1></body></html>"
    )


def papers() -> Site:
    """What the two papers answer: the Courier has reprinted a story of the Harbor Ledger."""
    reprinted = next(page for page in load().pages if page.url == LEDGER_STORY)
    courier = [
        ("/2026/03/sluice", "Sluice opens at last", "2026-03-06T17:00:00Z", SLUICE),
        ("/2026/03/van", "Nine more stops for the library van", "2026-03-07T09:30:00Z", LIBRARY),
        (
            "/2026/03/recount",
            "Green pen decides a mayor’s race",
            "2026-03-08T18:15:00Z",
            reprinted.paragraphs,
        ),
    ]
    pages = {
        (FENLAND, "/"): home("The Fenland Courier"),
        (FENLAND, "/rss.xml"): rss(
            "The Fenland Courier",
            [
                (title, f"http://{FENLAND}{path}", http_date(dt.datetime.fromisoformat(day)))
                for path, title, day, _ in courier
            ],
        ),
        (ODD, "/"): home("Odd Paper"),
        (ODD, "/rss.xml"): rss(
            "Odd Paper",
            [("Pilots agree", f"http://{ODD}/n/4711", "Mon, 02 Mar 2026 21:42:00 GMT")],
        ),
        (ODD, "/n/4711"): odd_article(),
        **{(FENLAND, path): article(title, day, text) for path, title, day, text in courier},
    }
    return {
        place: Resource(
            text.encode(),
            "application/rss+xml" if place[1].endswith(".xml") else "text/html; charset=utf-8",
            CHANGED,
        )
        for place, text in pages.items()
    }


PAPERS = papers()
