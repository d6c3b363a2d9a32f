"""What is to be erased: what a person names, and the ids and spellings under which it occurs."""

import html

from crawler.urls import canonicalize, site_of
from storage import forgotten
from storage.forgotten import Doomed
from storage.ids import Ids
from storage.store import Store


def find(store: Store, name: str) -> Doomed:
    """Return all that goes with what a person names: an article by URL or whole id, or a site."""
    if name.startswith(("http://", "https://")):
        key = canonicalize(name)
        ids = forgotten.ids_at(store, key, name) or [Ids(store).of(key)]
        found = [forgotten.doomed(store, n, None) for n in ids]
        urls = sorted({name, key, *(url for each in found for url in each.urls)})
        return Doomed(sorted({n for each in found for n in each.ids}), None, urls)
    if name.isdecimal():
        return forgotten.doomed(store, forgotten.whole_id(store, int(name)), None)
    return forgotten.doomed(store, None, site_of(f"https://{name}/"))


def ids_of(store: Store, what: Doomed) -> set[int]:
    """Return the ids of its articles and of all their addresses: under these it could come back."""
    return {*what.ids, *Ids(store).of_all([canonicalize(url) for url in what.urls])}


def spellings(what: Doomed) -> set[bytes]:
    """Return how feeds and pages write its addresses, and its site within other addresses."""
    sites = [f"//{what.site}/", f"//www.{what.site}/"] if what.site else []
    return {url.encode() for url in (*sites, *what.urls, *map(html.escape, what.urls))}
