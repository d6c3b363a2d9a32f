"""The ten outlets: one row each says what a site is and which odd habits its markup has.

Markup itself lives in `templates/<slug>/`; a row here holds only what code must know.
"""

import datetime as dt
from typing import Literal, NamedTuple


class Outlet(NamedTuple):
    """An invented news site.

    `json_ld`: "article" a NewsArticle node, "body" the same with its articleBody, "graph" a linked
    @graph, "none" nothing. `utc_offset` is in hours: sites show their local time. `tracking` is
    what the feed appends to its links. With `points_at_source` the rel=canonical of a reprint
    names the page that it was taken from. `regulars` readers write under each page with comments.
    """

    host: str
    name: str
    slogan: str
    sections: tuple[str, ...]
    feed: Literal["rss", "atom"] | None = "rss"
    feed_path: str = "/rss.xml"
    has_news_sitemap: bool = False
    is_agency: bool = False
    json_ld: Literal["article", "body", "graph", "none"] = "article"
    utc_offset: int = 0
    charset: str = "utf-8"
    tracking: str = ""
    points_at_source: bool = False
    regulars: int = 0

    @property
    def slug(self) -> str:
        """The name of its templates and text files: `northwire` for northwire.example."""
        return self.host.removesuffix(".example")

    @property
    def home(self) -> str:
        """The address of its front page."""
        return f"http://{self.host}/"

    @property
    def zone(self) -> dt.timezone:
        """The time zone of its newsroom, without daylight saving."""
        return dt.timezone(dt.timedelta(hours=self.utc_offset))


OUTLETS = (
    Outlet(
        host="northwire.example",
        name="Northern Wire",
        slogan="Independent news agency since 1911",
        sections=("World", "National", "Business", "Science", "Sports"),
        feed="atom",
        feed_path="/feeds/latest.atom",
        is_agency=True,
    ),
    Outlet(
        host="harbor-ledger.example",
        name="Harbor Ledger",
        slogan="The daily of Port Ellen and the coast",
        sections=("Local", "Business", "Sports", "Opinion", "Obituaries", "Classifieds"),
        feed_path="/rss/news.xml",
        regulars=14,  # some 430 words, twice the length of an article
        utc_offset=-5,
    ),
    Outlet(
        host="tri-county-post.example",
        name="Tri-County Post",
        slogan="News from three counties, delivered",
        sections=("News", "Sports", "Community", "Schools", "Farm"),
        feed_path="/feed/",
        json_ld="none",
        utc_offset=-6,
        points_at_source=True,
        regulars=3,
    ),
    Outlet(
        host="sunbelt-radio.example",
        name="Sunbelt Radio",
        slogan="Listener-supported",
        sections=("News", "Culture", "Music", "Podcasts & Shows"),
        feed_path="/rss/1001.xml",
        utc_offset=-6,
        tracking="?utm_medium=RSS&utm_campaign=news",
    ),
    Outlet(
        host="capital-brief.example",
        name="Capital Brief",
        slogan="Politics before breakfast",
        sections=("Congress", "Courts", "Statehouses", "Policy", "Magazine"),
        feed="atom",
        feed_path="/atom.xml",
        utc_offset=-5,
    ),
    Outlet(
        host="daily-almanac.example",
        name="The Daily Almanac",
        slogan="All the day's news on one page",
        sections=("Front Page", "Nation", "World", "Money", "Weather"),
        utc_offset=-5,
        charset="windows-1252",
        regulars=6,
    ),
    Outlet(
        host="newsblast-hub.example",
        name="NewsBlast Hub",
        slogan="Trending now",
        sections=("Trending", "World", "Tech", "Health", "Money"),
        feed_path="/feed/",
        json_ld="graph",
    ),
    Outlet(
        host="worldupdate24.example",
        name="World Update 24",
        slogan="Around the globe, around the clock",
        sections=("World", "Politics", "Economy", "Health", "Sport", "Tech"),
        feed_path="/feed.xml",
        has_news_sitemap=True,
        json_ld="body",
    ),
    Outlet(
        host="pacific-standard.example",
        name="Pacific Standard Times",
        slogan="Reporting from the western shore",
        sections=("Coast", "Politics", "Climate", "Business", "Sports", "Opinion"),
        feed_path="/outboundfeeds/rss/",
        regulars=10,
        has_news_sitemap=True,
        utc_offset=-8,
    ),
    Outlet(
        host="continental-news.example",
        name="Continental News",
        slogan="Context for a continent",
        sections=("World", "Europe", "Economy", "Science", "Culture", "Sport"),
        feed=None,
        has_news_sitemap=True,
        utc_offset=1,
    ),
)
