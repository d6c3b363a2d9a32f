"""What people are told of answers that are none: plain words, none of a library's."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.policies.refusal import meaning
from tests.crawler.crawling import crawl, rows

HEAD = b"HTTP/1.1 200 OK\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
BROKEN = ("connection", "the answer broke off")
CLOSED = ("connection", "the connection was closed without an answer")
ODD = ("connection", "what came is no HTTP")
NOWHERE = ("redirects", "leads to what is no address")
WAITING = ("negative", "endless", "slow")  # the connection is held open
# What a host sends for whatever it is asked, by its first name; what becomes of it.
ANSWERS: dict[str, tuple[bytes, tuple[str, str]]] = {
    "nothing": (b"", CLOSED),
    "reset": (b"", ("connection", "the connection broke off")),
    "greeting": (b"SSH-2.0-OpenSSH\r\n\r\n", ODD),
    "negative": (b"HTTP/1.1 -5 X\r\n\r\n", ("failed", "no HTTP: its status is -5")),
    "endless": (b"HTTP/1.1 99999999999 X\r\n", ("failed", "no HTTP: its status is 99999999999")),
    "letters": (b"HTTP/1.1 abc X\r\n\r\n", ODD),
    "version": (b"HTTP/x.y 200 OK\r\n\r\n", ODD),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", BROKEN),
    "coding": (HEAD + b"Transfer-Encoding: odd\r\n\r\nx", ODD),
    "length": (HEAD + b"Content-Length: -4\r\n\r\nx", ODD),
    "short": (HEAD + b"Content-Length: 400\r\n\r\nx", BROKEN),
    "half": (HEAD + b"Content-", CLOSED),
    "large": (HEAD + b"Content-Length: 99999999\r\n\r\nx", ("too_large", "larger than is taken")),
    "packed": (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        ("failed", "packed in a way that can't be unpacked"),
    ),
    "bracket": (MOVED + b"http://[x/\r\n\r\n", NOWHERE),
    "port": (MOVED + b"http://port.example:99999/\r\n\r\n", NOWHERE),
    "label": (
        MOVED + b"http://" + b"x" * 80 + b".label.example/\r\n\r\n",
        ("dns", "no host can have this name"),
    ),
    "slow": (HEAD, ("timeout", "no whole answer in time")),
}


@pytest.fixture(name="port")
def _port() -> Iterator[int]:
    """A server that answers each host in its way, but for robots.txt."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def _serve(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:  # the test is over
            return
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, suppress(ConnectionResetError):
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += (got := connection.recv(9999))
            if not got:
                return
        name = asked.partition(b"Host: ")[2].partition(b".")[0].decode()
        if not asked.startswith(b"GET /2026/"):
            connection.sendall(b"HTTP/1.1 404 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return
        connection.sendall(ANSWERS[name][0])
        if name == "reset":
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        while name in WAITING and connection.recv(9999):
            time.sleep(0.01)


def test_what_is_told_of_no_answer(tmp_path: Path, port: int) -> None:
    """An odd status at once, while the connection is held open."""
    place = ("127.0.0.1", port)
    resolve = {f"{name}.example": place for name in ANSWERS}
    asked = [f"http://{name}.example/2026/11/x" for name in ANSWERS]
    store = tmp_path / "news"
    crawl(store, resolve, timeout=5, targets=[*asked, "http://nobody.invalid/2026/11/x"])
    found = rows(store, "SELECT url, outcome, note FROM internal.fetches WHERE kind = 'page'")
    told = {url.removeprefix("http://").partition(".")[0]: said for url, *said in found}

    nobody = ["dns", "the name of its host leads to no address"]
    assert told == {name: list(said) for name, (_, said) in ANSWERS.items()} | {"nobody": nobody}


def test_what_nobody_has_foreseen_is_named() -> None:
    """It may be a fault of ours. A name that the netguard lets through may be none for Twisted."""
    odd = ValueError("invalid hostname: xn--a.example")
    assert meaning(odd) == ("dns", "no host can have this name")
    assert meaning(KeyError("x")) == ("failed", "KeyError: 'x'")
