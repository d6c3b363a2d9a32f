"""What is packed, unpacked: gzip, deflate, brotli and zstd, never to more than is wanted.

A kilobyte may stand for a gigabyte, so each is unpacked in pieces, up to a bound.
"""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 1 << 16
# How packed bodies begin (RFC 1952, 2.3; RFC 8878, 3.1.1; RFC 1950, 2.2), and no text does.
STARTS = (
    ("gzip", b"\x1f\x8b\x08"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("deflate", (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")),
)
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
        found = _whole(pieces(body), most)
        if found is None:
            return body
        body = found
    return body


def coding_of(body: bytes) -> str:
    """What a body is packed by, as its first bytes tell; empty where they don't.

    >>> coding_of(zlib.compress(b"Rain.")), coding_of(b"<p>Rain.")
    ('deflate', '')
    """
    return next((name for name, start in STARTS if body.startswith(start)), "")


def _whole(pieces: Iterator[bytes], most: int) -> bytes | None:
    """The pieces up to where they break off or are spoilt; None where there are none till then."""
    found = bytearray()
    try:
        for piece in within(pieces, most):
            found += piece
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        return bytes(found) or None
    return bytes(found)


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
    engine = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # whatever its checksum says
    for start in range(2 * has_header, len(body), CHUNK):
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
    """Frame after frame (RFC 8878, 3.1)."""
    engine = zstd.ZstdDecompressor()
    for start in range(0, len(body), CHUNK):  # as in `gunzipped`
        rest = body[start : start + CHUNK]
        while rest or not (engine.needs_input or engine.eof):
            engine = zstd.ZstdDecompressor() if engine.eof else engine
            yield engine.decompress(rest, CHUNK)
            rest = engine.unused_data if engine.eof else b""


PIECES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": gunzipped,
    "x-gzip": gunzipped,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
