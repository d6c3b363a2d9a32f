"""The loopback server, asked over real sockets as a crawler asks."""

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.console import HANGS
from wirecopy.demo.feeds import http_date
from wirecopy.demo.newsroom import load
from wirecopy.demo.outlets import OUTLETS
from wirecopy.demo.server import Request, Server, serve
from wirecopy.demo.site import site

NEWSROOM = load()
SITE = site(NEWSROOM)
PAGE = NEWSROOM.pages[0]
YEARS_AGO = "Mon, 01 Jan 2001 00:00:00 GMT"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture
def connection(server: Server) -> Iterator[HTTPConnection]:
    opened = HTTPConnection("127.0.0.1", server.port, timeout=HANGS)
    yield opened
    opened.close()


def ask(
    connection: HTTPConnection, host: str, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": host, **fields})
    response = connection.getresponse()
    return response, response.read()


def test_every_address_is_served_over_one_connection(connection: HTTPConnection) -> None:
    for (host, path), resource in SITE.items():
        response, body = ask(connection, host, path)
        assert response.status == 200
        assert response.getheader("Content-Type") == resource.content_type
        assert body == resource.body
    assert response.version == 11


def test_hosts_are_told_apart_and_queries_ignored(connection: HTTPConnection) -> None:
    bodies = {ask(connection, outlet.host, "/")[1] for outlet in OUTLETS}
    assert len(bodies) == len(OUTLETS)
    host = PAGE.outlet.host.upper() + ":80"
    assert (
        ask(connection, host, f"{PAGE.path}?utm_source=rss")[1]
        == ask(connection, PAGE.outlet.host, PAGE.path)[1]
    )


@pytest.mark.parametrize(
    ("host", "path"),
    [("northwire.example", "/archive/old"), ("elsewhere.example", "/"), ("", "/")],
)
def test_what_is_not_there_is_404(connection: HTTPConnection, host: str, path: str) -> None:
    response, body = ask(connection, host, path)
    assert response.status == 404
    assert body


def test_a_known_etag_gives_304(connection: HTTPConnection) -> None:
    for (host, path), resource in SITE.items():
        response, body = ask(connection, host, path, If_None_Match=f'"x", W/{resource.etag}')
        assert (response.status, body) == (304, b"")
        assert response.getheader("ETag") == resource.etag


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Modified_Since": http_date(PAGE.modified)}, 304),
        ({"If_Modified_Since": YEARS_AGO}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_Modified_Since": "Mon, 09 Mar 2026 00:00:00 -0000"}, 200),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": http_date(PAGE.modified)}, 200),
    ],
)
def test_conditions(connection: HTTPConnection, headers: dict[str, str], status: int) -> None:
    response, _ = ask(connection, PAGE.outlet.host, PAGE.path, **headers)
    assert response.status == status
    assert response.getheader("Last-Modified") == http_date(PAGE.modified)


def test_gzip_when_accepted(connection: HTTPConnection) -> None:
    plain = ask(connection, PAGE.outlet.host, PAGE.path)[1]
    response, packed = ask(connection, PAGE.outlet.host, PAGE.path, Accept_Encoding="br, gzip")
    assert response.getheader("Content-Encoding") == "gzip"
    assert len(packed) < len(plain) / 2
    assert gzip.decompress(packed) == plain


def test_head_has_no_body(connection: HTTPConnection) -> None:
    response, body = ask(connection, PAGE.outlet.host, PAGE.path, method="HEAD")
    assert (response.status, body) == (200, b"")
    length = len(SITE[PAGE.outlet.host, PAGE.path].body)
    assert response.getheader("Content-Length") == str(length)


def test_requests_are_logged_and_hosts_resolve_to_the_port() -> None:
    with serve(SITE) as running:
        address, port = running.resolve["*.example"]
        opened = HTTPConnection(address, port, timeout=HANGS)
        ask(opened, "northwire.example", "/robots.txt")
        ask(opened, "northwire.example", "/nothing?a=b")
        opened.close()
    assert running.requests == [
        Request("northwire.example", "/robots.txt", 200),
        Request("northwire.example", "/nothing", 404),
    ]


def test_a_client_that_keeps_its_connection_does_not_hold_up_the_end() -> None:
    with serve(SITE) as running:
        opened = HTTPConnection("127.0.0.1", running.port, timeout=HANGS)
        ask(opened, "northwire.example", "/")
    assert opened.sock.recv(1) == b""
    opened.close()
    with pytest.raises(ConnectionRefusedError):
        HTTPConnection("127.0.0.1", running.port, timeout=HANGS).connect()
