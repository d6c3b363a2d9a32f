"""A small HTTP server on loopback that answers for every host of the sample newsroom.

One port serves all outlets and tells them apart by the Host header, because ports of one address
would be one site to a crawler. It does what a crawler relies on: keep-alive, ETag and
Last-Modified with conditional requests (RFC 9110), gzip.
"""

import gzip
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from wirecopy.demo.feeds import http_date
from wirecopy.demo.newsroom import load
from wirecopy.demo.site import Resource, Site, site

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 30  # a browser keeps connections open; longer than a crawl, shorter than a tea break


class Request(NamedTuple):
    """One request that was answered."""

    host: str
    path: str
    status: int


class Server(NamedTuple):
    """A running server; `requests` grows while it runs."""

    port: int
    requests: list[Request]

    @property
    def resolve(self) -> dict[str, tuple[str, int]]:
        """Where the crawler finds the newsroom's hosts: a host pattern -> (address, port)."""
        return {"*.example": (LOOPBACK, self.port)}


@contextmanager
def serve(pages: Site | None = None) -> Iterator[Server]:
    """Serve the sample newsroom (or other pages) on a free port until the block ends."""
    with _Http(pages if pages is not None else site(load())) as http:
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Server(http.server_address[1], http.requests)
        finally:
            http.shutdown()
            http.hang_up()
            thread.join()


class _Http(ThreadingHTTPServer):
    """The listening socket, what it serves, and the connections that are open."""

    daemon_threads = False  # with block_on_close: no handler outlives the block
    request_queue_size = 128

    def __init__(self, pages: Site) -> None:
        self.pages = pages
        self.requests: list[Request] = []
        self.connections: set[socket.socket] = set()
        super().__init__((LOOPBACK, 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End connections that a client keeps alive, or closing would wait for them."""
        for connection in tuple(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client was faster
                continue


class _Handler(BaseHTTPRequestHandler):
    """One connection: looks up host and path, answers, and keeps quiet."""

    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = IDLE_SECONDS
    wbufsize = -1
    disable_nagle_algorithm = True  # else head, then body wait 40 ms for an acknowledgement
    server: _Http

    def do_GET(self) -> None:
        """Answer a request for a page."""
        host = self.headers.get("Host", "").partition(":")[0].lower()
        path = unquote(urlsplit(self.path).path)
        resource = self.server.pages.get((host, path))
        if resource is None:
            self._answer(
                host, path, HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"Not found\n"
            )
        elif is_current(resource, self.headers):
            self._answer(host, path, HTTPStatus.NOT_MODIFIED, _validators(resource), b"")
        else:
            body, encoding = _encode(resource.body, self.headers.get("Accept-Encoding", ""))
            headers = {"Content-Type": resource.content_type} | encoding | _validators(resource)
            self._answer(host, path, HTTPStatus.OK, headers, body)

    do_HEAD = do_GET  # noqa: N815  the base class looks for this name

    def _answer(
        self, host: str, path: str, status: HTTPStatus, headers: Mapping[str, str], body: bytes
    ) -> None:
        self.server.requests.append(Request(host, path, int(status)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
        """Say nothing: `requests` is the log."""


def _validators(resource: Resource) -> dict[str, str]:
    return {
        "ETag": resource.etag,
        "Last-Modified": http_date(resource.changed),
        "Cache-Control": "max-age=60",
        "Vary": "Accept-Encoding",
    }


def is_current(resource: Resource, headers: Message) -> bool:
    """Whether the client's copy is still good (RFC 9110, 13.2.2: the ETag outranks the date)."""
    if asked := headers.get("If-None-Match"):
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return bool(tags & {"*", resource.etag})
    since = headers.get("If-Modified-Since")
    if not since:
        return False
    try:
        return resource.changed <= parsedate_to_datetime(since)
    except (
        TypeError,
        ValueError,
    ):  # not a date, or one without a zone: the header counts as absent
        return False


def _encode(body: bytes, accepted: str) -> tuple[bytes, dict[str, str]]:
    """Compress a body for clients that take it; the fixed time keeps the bytes the same."""
    if "gzip" not in accepted:
        return body, {}
    return gzip.compress(body, compresslevel=6, mtime=0), {"Content-Encoding": "gzip"}
