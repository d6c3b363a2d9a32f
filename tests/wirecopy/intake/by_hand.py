"""WARC records written byte by byte, as no library would write them."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(block: bytes, url: str = "http://m.example/bridge", *, end: bytes = b"\r\n") -> bytes:
    """The record of an answer: `block` is its HTTP message, `end` what ends its lines."""
    lines = (
        b"WARC/1.0",
        b"WARC-Type: response",
        b"WARC-Target-URI: " + url.encode(),
        b"WARC-Date: 2026-03-03T08:00:00Z",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Length: " + str(len(block)).encode(),
    )
    return end.join(lines) + end * 2 + block + end * 2
