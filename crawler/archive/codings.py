"""Content codings of HTTP undone: gzip, deflate, brotli and zstd, never to more than is wanted.

A kilobyte may stand for a gigabyte, so each is unpacked in pieces, up to a bound.
"""

import io
import sys
import zlib
from collections.abc import Callable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 1 << 16


class TooLargeError(ValueError):
    """What is packed is larger than anything that is wanted."""


def unpacked(body: bytes, codings: str, most: int) -> bytes:
    """A body as it was before it was packed; `codings` is what its Content-Encoding says.

    What is not packed as it says is given back as it is. Raises TooLargeError.

    >>> unpacked(zlib.compress(b"Rain."), "deflate", 5)
    b'Rain.'
    >>> unpacked(b"Rain.", "br", 5), unpacked(b"Rain.", "identity", 5)
    (b'Rain.', b'Rain.')
    """
    for coding in reversed(codings.lower().split(",")):
        pieces = PIECES.get(coding.strip())
        if pieces is None:
            continue
        try:
            body = bounded(pieces(body), most)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
            return body
    return body


def bounded(pieces: Iterator[bytes], most: int) -> bytes:
    """The pieces in one. Raises TooLargeError when they are more than `most` bytes."""
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > most:
            raise TooLargeError(f"unpacks to more than {most >> 20} MiB; passed over")
    return bytes(whole)


def _inflated(body: bytes, wbits: int) -> Iterator[bytes]:
    engine = zlib.decompressobj(wbits=wbits)
    while not engine.eof and (piece := engine.decompress(body, CHUNK)):
        yield piece
        body = engine.unconsumed_tail


def _gzip(body: bytes) -> Iterator[bytes]:
    return _inflated(body, 31)


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the header of zlib, as it should be, or without it, as some servers send it."""
    has_header = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflated(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    given = body
    while piece := engine.process(given, output_buffer_limit=CHUNK):
        yield piece
        given = b""
    if given and not engine.is_finished():
        raise EOFError("waits for more: no brotli")


def _zstd(body: bytes) -> Iterator[bytes]:
    file = zstd.ZstdFile(io.BytesIO(body))
    while piece := file.read(CHUNK):
        yield piece


PIECES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
