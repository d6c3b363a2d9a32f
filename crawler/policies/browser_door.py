"""The only way out for the browser: an HTTP proxy on loopback whose lookups are guarded.

A browser looks names up by itself, so a page could reach private addresses past the guard of the
crawl. Here it may only ask for a host by name; the reactor's resolver, which is the guarded one,
says where that lies, and the connection is made to that very address.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure

HEAD = 64 << 10  # bytes of a request's head
MOST = 20 << 20  # bytes that one connection may bring: scripts are large, and end
WAIT = 20  # seconds for a connection
OWN = (b"proxy-", b"connection:", b"keep-alive:")  # header fields that end here


def open_door(reactor: Any) -> int:
    """Listen on a free port of 127.0.0.1 from now on; which one it is."""
    listening = reactor.listenTCP(0, DoorFactory(reactor), interface="127.0.0.1")
    return int(listening.getHost().port)


class DoorFactory(Factory):
    """Makes a Door for each connection of the browser."""

    noisy = False

    def __init__(self, reactor: Any) -> None:
        """Connect by this reactor, whose resolver is guarded."""
        self.reactor = reactor

    def buildProtocol(self, addr: Any) -> "Door":  # noqa: ARG002, N802 (Twisted's interface)
        """One connection."""
        return Door(self.reactor)


class Door(Protocol):
    """One connection of the browser: reads its first request, then passes on what comes."""

    transport: Any = None  # a zope interface

    def __init__(self, reactor: Any) -> None:
        """Wait for a request."""
        self._reactor = reactor
        self._waiting = b""
        self._is_asked = False
        self.site: Beyond | None = None

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """A request, or more of one that is on its way."""
        if self.site is not None and self.site.transport is not None:
            self.site.transport.write(data)
            return
        self._waiting += data
        if not self._is_asked and b"\r\n\r\n" in self._waiting:
            self._is_asked = True
            self._connect()
        elif len(self._waiting) > HEAD:
            self.refuse(b"431 Too Large")

    def _connect(self) -> None:
        head, _, rest = self._waiting.partition(b"\r\n\r\n")
        asked = target(head)
        if asked is None:
            self.refuse(b"400 Bad Request")
            return
        host, port, onward = asked
        self._waiting = onward + rest
        site = self.site = Beyond(self, is_tunnel=not onward)
        way = HostnameEndpoint(self._reactor, host, port, timeout=WAIT)
        way.connect(Factory.forProtocol(lambda: site)).addErrback(self._failed)  # type: ignore[arg-type]  # a factory of them

    def _failed(self, failure: Failure) -> None:  # noqa: ARG002 (the browser gets no details)
        self.refuse(b"502 Bad Gateway")

    def connected_to_site(self) -> None:
        """The way is open: tell the browser, or hand on its request."""
        if self.site is None or self.site.transport is None or self.transport is None:
            return
        if self.site.is_tunnel:
            self.transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
        self.site.transport.write(self._waiting)
        self._waiting = b""

    def refuse(self, status: bytes) -> None:
        """Answer with an error, and hang up."""
        if self.transport is not None:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n\r\n")
            self.transport.loseConnection()

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: ARG002, N802
        """The browser has hung up."""
        if self.site is not None and self.site.transport is not None:
            self.site.transport.loseConnection()


class Beyond(Protocol):
    """The connection to the site; what it brings goes to the browser, up to MOST bytes."""

    transport: Any = None  # as above

    def __init__(self, door: Door, *, is_tunnel: bool) -> None:
        """Belong to a door."""
        self._door = door
        self.is_tunnel = is_tunnel
        self._brought = 0

    def connectionMade(self) -> None:  # noqa: N802
        """Both ends stand; each slows the other down."""
        if self._door.transport is None or self.transport is None:
            return
        self.transport.registerProducer(self._door.transport, True)
        self._door.transport.registerProducer(self.transport, True)
        self._door.connected_to_site()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Hand on; the browser must not use a connection for a second host."""
        if not self._brought and not self.is_tunnel:
            first, line_end, rest = data.partition(b"\r\n")
            data = first + line_end + (b"Connection: close\r\n" if line_end else b"") + rest
        self._brought += len(data)
        if self._door.transport is None:
            return
        if self._brought > MOST:
            self._door.transport.loseConnection()
        else:
            self._door.transport.write(data)

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: ARG002, N802
        """The site has said all, or hung up."""
        if self._door.transport is not None:
            self._door.transport.unregisterProducer()
            self._door.transport.loseConnection()


def target(head: bytes) -> tuple[bytes, int, bytes] | None:
    r"""Host, port and the request to hand on; the last is empty for a tunnel. None for nonsense.

    >>> target(b"GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nProxy-Connection: x")
    (b'a.example', 80, b'GET /x?y HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n')
    >>> target(b"CONNECT a.example:443 HTTP/1.1"), target(b"POST http://a.example/ HTTP/1.1")
    ((b'a.example', 443, b''), None)
    """
    line, *fields = head.split(b"\r\n")
    try:
        method, where, version = line.split(b" ")
        parts = urlsplit(b"//" + where if method == b"CONNECT" else where)
        port = parts.port
    except ValueError:
        return None
    if parts.hostname is None:
        return None
    if method == b"CONNECT":
        return parts.hostname, port or 443, b""
    if method != b"GET" or parts.scheme != b"http":
        return None
    path = urlunsplit((b"", b"", parts.path or b"/", parts.query, b""))
    kept = [field for field in fields if not field.lower().startswith(OWN)]
    onward = [b" ".join((method, path, version)), *kept, b"Connection: close", b"", b""]
    return parts.hostname, port or 80, b"\r\n".join(onward)
