"""Certificates are verified, but for the hosts of sources that ask in so many words for less.

Scrapy knows one setting for all hosts; here the choice is made for each, where the handler asks for
the options of a connection.
"""

from collections.abc import Sequence
from typing import Any

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # zope ships no types

from crawler.sources.source import Source


@implementer(IPolicyForHTTPS)
class PerHost:
    """Verifies, or does not, as the source of a host has it."""

    def __init__(self, strict: Any, exempted: Sequence[Source]) -> None:
        """Verify by `strict`, but for the hosts of `exempted`."""
        self._strict = strict
        self._lenient = _ScrapyClientContextFactory(verify_certificates=False)
        self._exempted = exempted

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (Twisted's interface)
        """The options of a connection to a host."""
        host = hostname.decode("ascii", "replace")
        is_exempt = any(source.owns(host) for source in self._exempted)
        return (self._lenient if is_exempt else self._strict).creatorForNetloc(hostname, port)
