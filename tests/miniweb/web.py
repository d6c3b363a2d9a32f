"""The server: routes by Host header, remembers every request, publishes more on demand.

A host is a function from request to `Reply`. Hosts named `newsN.example` are ordinary outlets; the
others in HOSTS each misbehave in one way. Nothing listens beyond 127.0.0.1.
"""

import hashlib
import itertools
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Headers = Mapping[str, str]
STARTED = time.time()
RESERVATIONS = "/.well-known/tdmrep.json"  # asked once a day before the first article of a host


class Reply(NamedTuple):
    """An answer; a body that is an iterator is sent as it comes, without a length."""

    body: bytes | Iterator[bytes] = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Hit(NamedTuple):
    """A request that the server got."""

    host: str
    path: str
    headers: dict[str, str]
    at: float


Host = Callable[["MiniWeb", str, str, Headers], Reply]


class MiniWeb:
    """The hosts, what they have published, and what was asked of them."""

    def __init__(
        self, hosts: Mapping[str, Host] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        """Serve `hosts` besides the ordinary outlets and the misbehaving ones, all behind `tls`."""
        self.hosts = {**HOSTS, **(hosts or {})}
        self.hits: list[Hit] = []
        self.reservations: list[Hit] = []  # requests for RESERVATIONS, kept apart
        self.published = 5  # articles of each outlet
        self.every = 600  # seconds between two articles of an outlet, by their dates
        self.pause = 0.0  # seconds before each article of an ordinary outlet
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.web = self
        if tls is not None:  # the handshake is made by the thread of each connection
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._server.server_address[1])

    @property
    def resolve(self) -> dict[str, tuple[str, int]]:
        """What a crawler must be told to find every host below .example here."""
        return {"*.example": ("127.0.0.1", self.port)}

    def paths(self, host: str) -> list[str]:
        """What was asked of a host, in order, robots.txt aside."""
        return [hit.path for hit in self.hits if hit.host == host and hit.path != "/robots.txt"]

    def articles(self, host: str) -> list[str]:
        """The articles that were asked of a host."""
        return [path for path in self.paths(host) if path.startswith("/2026/")]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, host: str, path: str, headers: Headers) -> Reply:
        """What a host answers; hosts that nobody has described are ordinary outlets."""
        return self.hosts.get(host, outlet)(self, host, path, headers)


@contextmanager
def serving(
    hosts: Mapping[str, Host] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[MiniWeb]:
    """A mini web for the time of a with block."""
    web = MiniWeb(hosts, tls)
    try:
        yield web
    finally:
        web.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    web: MiniWeb

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Crawlers hang up on endless bodies: no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        web = self.server.web
        asked = web.reservations if self.path == RESERVATIONS else web.hits
        asked.append(Hit(host, self.path, dict(self.headers), time.monotonic()))
        reply = web.answer(host, self.path, dict(self.headers))
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in reply.body:
            self.wfile.write(chunk)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Tests look at `hits`."""


# Ordinary outlets -----------------------------------------------------------------------------


def outlet(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """RSS with validators, a news sitemap, a front page, and the articles themselves."""
    if path == "/robots.txt":
        return Reply(f"Sitemap: http://{host}/news.xml\n".encode(), content_type="text/plain")
    if path == "/feed":
        return conditional(rss(host, web.published, web.every), "application/rss+xml", headers)
    if path == "/news.xml":
        return conditional(news_sitemap(host, web.published), "application/xml", headers)
    if path in ("/", "/section/"):
        return Reply(front_page(host, web.published))
    number = path.removeprefix("/2026/11/story-number-").partition("?")[0]
    if number.isdecimal() and int(number) < web.published:
        time.sleep(web.pause)
        return Reply(article(host, int(number)))
    return Reply(b"<p>not here", status=404)


def conditional(body: bytes, content_type: str, headers: Headers) -> Reply:
    """The body, or 304 for who has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if headers.get("If-None-Match") == etag:
        return Reply(status=304, headers=(("ETag", etag),))
    return Reply(body, content_type=content_type, headers=(("ETag", etag),))


def rss(host: str, count: int, every: int = 600) -> bytes:
    """The newest twenty articles, with tracking parameters as publishers add them."""
    items = "".join(
        f"<item><title>Story number {n} of {host}</title>"
        f"<link>http://{host}/2026/11/story-number-{n}?utm_source=rss</link>"
        f"<pubDate>{formatdate(STARTED - every * (100 - n))}</pubDate></item>"
        for n in range(max(0, count - 20), count)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode()


def news_sitemap(host: str, count: int) -> bytes:
    """The same articles as a news sitemap names them."""
    entries = "".join(
        f"<url><loc>http://www.{host}/2026/11/story-number-{n}</loc><news:news>"
        f"<news:publication_date>{time.strftime('%Y-%m-%d')}</news:publication_date>"
        f"<news:title>Story number {n}</news:title></news:news></url>"
        for n in range(count)
    )
    schemas = (
        "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    )
    return f"<urlset {schemas}>{entries}</urlset>".encode()


def front_page(host: str, count: int) -> bytes:
    """A front page that announces the feed and lists the articles."""
    links = "".join(
        f'<li><a href="/2026/11/story-number-{n}#top">Story number {n}</a></li>'
        for n in range(count)
    )
    announced = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    return f"<!doctype html><head>{announced}</head><ul>{links}</ul><a href=/about>x</a>".encode()


def article(host: str, number: int) -> bytes:
    """An article of some length."""
    text = (
        f"Report {number} of {host}: the harbour pilots met again and agreed on nothing new. " * 12
    )
    return f"<!doctype html><title>Story {number}</title><article><p>{text}</p></article>".encode()


# Hosts that misbehave, each in one way ----------------------------------------------------------


def _misbehaving(path: str, reply: Callable[[str, str, Headers], Reply]) -> Host:
    """An outlet but for one path."""

    def host(web: MiniWeb, name: str, asked: str, headers: Headers) -> Reply:
        if asked.startswith(path):
            return reply(name, asked, headers)
        return outlet(web, name, asked, headers)

    return host


def _endless() -> Iterator[bytes]:
    return itertools.repeat(b"x" * 65536)


def _dripping() -> Iterator[bytes]:
    for _ in range(10_000):
        time.sleep(0.2)
        yield b"x"


def _slow(name: str, path: str, headers: Headers) -> Reply:
    time.sleep(30)
    return Reply(b"late")


def _bomb(name: str, path: str, headers: Headers) -> Reply:
    return Reply(BOMB, headers=(("Content-Encoding", "gzip"),))


def _redirect(to: str) -> Callable[[str, str, Headers], Reply]:
    return lambda name, path, headers: Reply(status=302, headers=(("Location", to),))


def _zeros(mebibytes: int) -> bytes:
    """So many of them, gzipped; never all in memory, which is measured by who imports this."""
    engine, piece = zlib.compressobj(9, wbits=31), bytes(1 << 20)
    return b"".join([*(engine.compress(piece) for _ in range(mebibytes)), engine.flush()])


BOMB = _zeros(64)
HOSTS: dict[str, Host] = {
    "forbidding.example": _misbehaving(
        "/robots.txt",
        lambda name, path, headers: Reply(
            b"User-agent: *\nDisallow: /2026/11/story-number-3\n", content_type="text/plain"
        ),
    ),
    "delaying.example": _misbehaving(
        "/robots.txt",
        lambda name, path, headers: Reply(b"User-agent: *\nCrawl-delay: 0.5\n"),
    ),
    "unavailable.example": _misbehaving(
        "/robots.txt", lambda name, path, headers: Reply(b"later", status=503)
    ),
    "broken.example": lambda web, name, path, headers: Reply(b"oops", status=500),
    "slow.example": _misbehaving("/2026/", _slow),
    "endless.example": _misbehaving("/2026/", lambda name, path, headers: Reply(_endless())),
    "dripping.example": _misbehaving("/2026/", lambda name, path, headers: Reply(_dripping())),
    "bomb.example": _misbehaving("/2026/", _bomb),
    "looping.example": _misbehaving(
        "/2026/",
        lambda name, path, headers: Reply(status=302, headers=(("Location", path + "x"),)),
    ),
    "offsite.example": _misbehaving("/2026/", _redirect("http://elsewhere.example/2026/11/x")),
    "inward.example": lambda web, name, path, headers: (
        Reply(status=302, headers=(("Location", f"http://127.0.0.1:{web.port}/secret"),))
        if path.startswith("/2026/")
        else outlet(web, name, path, headers)
    ),
    "notafeed.example": _misbehaving(
        "/feed", lambda name, path, headers: Reply(b"<!doctype html><p>")
    ),
}


def unused_port() -> int:
    """A port of 127.0.0.1 where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
