"""What to crawl: sources.toml turned into sources, every mistake named with its remedy."""

from typing import NamedTuple

from crawler.page import Selectors
from crawler.urls import is_address, site_of

DELAY = 1.0  # seconds between two requests to one host: what news sites are used to
KINDS = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
TLS = ("verify", "insecure")
OPT_OUTS = ("respect", "ignore")


class Feed(NamedTuple):
    """A page that names articles: `kind` is feed, sitemap or section."""

    url: str
    kind: str


class Source(NamedTuple):
    """A site to crawl; `feeds` of all kinds, none where they are to be found from `home`.

    `hosts` are further hosts that its articles lie on; `delay` is in seconds. `depth` 2 reads the
    listing pages that the sections link to as well. `javascript` has pages drawn by a browser,
    `selectors` say where an article stands on them, `reader` names the code of a site's own that
    reads its sections. `verified` is the day on which its feeds were last seen to answer. With
    `tls` "insecure" certificates are not verified. With `opt_outs` "ignore" raw pages are kept for
    good although they say `noarchive` or reserve text and data mining: for who has a licence.
    """

    name: str
    site: str
    home: str | None = None
    feeds: tuple[Feed, ...] = ()
    hosts: tuple[str, ...] = ()
    delay: float = DELAY
    licensed_from: tuple[str, ...] = ()
    depth: int = 1
    javascript: bool = False
    selectors: Selectors | None = None
    reader: str | None = None
    verified: str | None = None
    tls: str = TLS[0]
    opt_outs: str = OPT_OUTS[0]

    def owns(self, host: str) -> bool:
        """Whether pages of a host are this source's: its site, its hosts, and what is below them.

        >>> Source("npr", "npr.org").owns("www.npr.org"), Source("npr", "npr.org").owns("x.org")
        (True, False)
        """
        site = site_of(host)
        own = (self.site, *self.hosts, *(site_of(feed.url) for feed in self.feeds))
        return any(site == name or site.endswith(f".{name}") for name in own)

    def site_for(self, url: str) -> str:
        """The site that an article belongs to: this one for its own hosts, else the URL's."""
        host = site_of(url)
        return self.site if self.owns(host) else host


def ad_hoc(address: str, scheme: str = "https") -> Source:
    """A source for a site that is in no file: a URL or a bare host name."""
    site = site_of(address)
    home = address if is_address(address) else f"{scheme}://{address}/"
    return Source(name=site, site=site, home=home)
