"""The sites that need code of their own: each has one small file here, and its name in READERS.

A reader takes the body of a section and its address, and gives the articles that it names. It is
chosen in sources.toml by `reader = "..."`. Nothing else of the crawl is its business: politeness,
security and the archive are the same for all.
"""

from collections.abc import Callable, Mapping, Sequence

from crawler.discovery import json_listing
from crawler.discovery.link import Link

Reader = Callable[[bytes, str], Sequence[Link]]

READERS: Mapping[str, Reader] = {"json_listing": json_listing.links}
