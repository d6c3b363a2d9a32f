"""What is packed, unpacked: gzip, deflate, brotli and zstd, never to more than is wanted.

A kilobyte may stand for a gigabyte, so each is unpacked in pieces, up to a bound.
"""

import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 1 << 16
# Of one gzip body: those who write many make one of every 64 kB, which are 1,024 of a 64 MiB page.
# A member of 20 bytes holds nothing and takes as long as 5 kB of text.
MOST_MEMBERS = 10_000


class TooLargeError(ValueError):
    """More than is wanted of a body, a page or a row; the message says more than what."""


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
    return b"".join(within(pieces, most))


def within(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The pieces as they are. Raises TooLargeError as soon as they are more than `most` bytes."""
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most:
            raise TooLargeError(f"unpacks to more than {most >> 20} MiB")
        yield piece


def gunzipped(body: bytes) -> Iterator[bytes]:
    """The members of a gzip body one after another (RFC 1952, 2.2), in pieces of CHUNK at most.

    What follows a member and is none ends it, as it does for gzip(1) and for browsers. Raises
    zlib.error where the first member is broken, TooLargeError where they are too many.
    """
    engine, members = zlib.decompressobj(wbits=31), 1
    for start in range(0, len(body), CHUNK):  # a whole body would be copied for each piece
        rest = body[start : start + CHUNK]
        while rest:
            if engine.eof:
                rest = rest.lstrip(b"\0")  # padding, as gzip(1) takes it
                if not rest:
                    break
                engine, members = zlib.decompressobj(wbits=31), members + 1
            if members > MOST_MEMBERS:
                raise TooLargeError(f"is made of more than {MOST_MEMBERS:,} gzip members")
            try:
                piece = engine.decompress(rest, CHUNK)
            except zlib.error:
                if members == 1:
                    raise
                return
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            yield piece


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the header of zlib, as it should be, or without it, as some servers send it."""
    has_header = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    engine = zlib.decompressobj(wbits=zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    for start in range(0, len(body), CHUNK):
        rest = body[start : start + CHUNK]
        while rest and not engine.eof:
            yield engine.decompress(rest, CHUNK)
            rest = engine.unconsumed_tail


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
    "gzip": gunzipped,
    "x-gzip": gunzipped,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
