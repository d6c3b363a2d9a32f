"""No request reaches a private address: not by literal, not by redirect, not by rebinding.

The check sits in the resolver, whose answer is the very address that is then connected to: there is
no second lookup between check and connection. Twisted sends literals through the resolver as well;
a middleware looks at them earlier, in every notation, to say what is wrong.

Names may be mapped to an address and port, as with curl's --resolve: for tests, for a demo on
loopback, for intranets. Mapped and explicitly allowed hosts are exempt from the check.
"""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # zope ships no types

from crawler.policies.refusal import NO_NAME, Refused, meaning


class Guard(NamedTuple):
    """Which hosts lie where, and which may be private. A name "*.example" stands for all below."""

    resolve: Mapping[str, tuple[str, int]]
    allow_private: Sequence[str] = ()

    def mapped(self, host: str) -> tuple[str, int] | None:
        """Address and port that a host is mapped to."""
        return next((self.resolve[name] for name in _names(host) if name in self.resolve), None)

    def allows(self, host: str) -> bool:
        """Whether a host may have a private address."""
        return any(name in self.allow_private for name in _names(host))

    def refusal(self, url: str) -> str | None:
        """What is wrong with an address before any lookup, or None."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme}: is not a scheme that is fetched"
        address = literal(host)
        if address is None or is_public(address) or self.mapped(host) or self.allows(host):
            return None
        return f"{host} is not a public address; --allow-private {host} permits it"


# Global unicast is what lies here (RFC 4291); of IPv6 nothing else is routed.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# IANA's registries of special-purpose addresses, as far as they are not contained in one another;
# Python's own list, which has exceptions, differs from version to version. Some blocks can be
# reached from everywhere (relays, sinkholes, translators): no site lies there, and some lead on.
SPECIAL = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, whatever it is wrapped in.

    >>> [is_public(ip) for ip in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or _nat64(ip) or ip
    if isinstance(ip, ipaddress.IPv6Address) and ip not in GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in SPECIAL)


def literal(host: str) -> str | None:
    """The address that a host name is, in any notation that a resolver would take; else None.

    >>> [literal(host) for host in ("2130706433", "0x7f.1", "017700000001", "[::1]", "a.example")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', None]
    """
    bare = host.strip("[]").rstrip(".")
    try:
        return str(ipaddress.ip_address(bare.split("%")[0]))
    except ValueError:
        pass
    if not bare[:1].isdigit() or not bare.isascii() or " " in bare:
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def is_name(host: str) -> bool:
    """Whether a host can have this name, as its labels are looked up; the last one may be empty.

    >>> [is_name(host) for host in ("a_b.example", "a.example.", "a..example", "x" * 64)]
    [True, True, False, False]
    """
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address within 64:ff9b::/96 (RFC 6052)."""
    inside = ip in ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if inside else None


def _names(host: str) -> list[str]:
    """A host under the names it may be listed by: itself, then "*." and what it is below."""
    host = host.lower().strip("[]").rstrip(".")
    labels = host.split(".")
    return [host, *("*." + ".".join(labels[n:]) for n in range(1, len(labels)))]


# Names that a lookup was refused for, with the private address: what a failed connection was about.
refused_hosts: dict[str, str] = {}


@implementer(IHostnameResolver)
class GuardedResolver:
    """Answers with mapped places, and of real lookups only with public addresses."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        """Stand before the reactor's own resolver."""
        self._reactor = reactor
        self._resolver = reactor.nameResolver
        self._guard = guard

    def install_on_reactor(self) -> None:
        """Every connection by name goes through this from now on."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803 (Any: zope interfaces are no types to mypy)
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Twisted connects to the very address, and port, that is handed on here."""
        place = self._guard.mapped(hostName)
        if place is not None:
            return _answer(resolutionReceiver, hostName, place)
        if not self._guard.allows(hostName):
            resolutionReceiver = _PublicOnly(resolutionReceiver, hostName)  # noqa: N806
        return self._resolver.resolveHostName(
            resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
        )


def _answer(receiver: Any, host: str, place: tuple[str, int]) -> HostResolution:
    resolution = HostResolution(host)
    kind = IPv6Address if ":" in place[0] else IPv4Address
    receiver.resolutionBegan(resolution)
    receiver.addressResolved(kind("TCP", *place))
    receiver.resolutionComplete()
    return resolution


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on public addresses; a name with none left has no address at all."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(getattr(address, "host", "")):
            self._receiver.addressResolved(address)
        else:
            refused_hosts[self._host] = str(getattr(address, "host", address))

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


class NetguardMiddleware:
    """Refuses literals and schemes before the lookup, and answers from private addresses after."""

    def __init__(self, guard: Guard) -> None:
        """Hold every request to the guard."""
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings["NETGUARD"])

    def process_request(self, request: Request) -> None:
        """Raise Refused for what may not be fetched; redirects come through here too."""
        if not is_name(urlsplit(request.url).hostname or ""):
            raise Refused("dns", NO_NAME)
        reason = self._guard.refusal(request.url)
        if reason:
            raise Refused("private_address", reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name without an address may have had one that was refused."""
        host = urlsplit(request.url).hostname or ""
        if host in refused_hosts and meaning(exception)[0] == "dns":
            raise Refused(
                "private_address", f"{host} resolves to {refused_hosts[host]}, not public"
            )

    def process_response(self, request: Request, response: Response) -> Response:
        """The last line: an answer from a private address goes no further."""
        host = urlsplit(request.url).hostname or ""
        is_drawn = "playwright" in request.meta  # its answers come from its guarded door
        exempt = is_drawn or self._guard.mapped(host) or self._guard.allows(host)
        if (
            response.ip_address is not None
            and not exempt
            and not is_public(str(response.ip_address))
        ):
            raise Refused("private_address", f"{host} answered from {response.ip_address}")
        return response
