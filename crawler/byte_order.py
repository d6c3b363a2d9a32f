"""Byte order marks: editors put them before texts that people and servers write by hand."""

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def without_mark(text: bytes) -> bytes:
    r"""A text in UTF-8 without its byte order mark, which says nothing (Unicode 23.8).

    >>> without_mark(b"\xef\xbb\xbfUser-agent: *"), without_mark(b"Rain.")
    (b'User-agent: *', b'Rain.')
    """
    return text.removeprefix(codecs.BOM_UTF8)


def decoded(text: bytes) -> str:
    r"""A text in UTF-8, or in what its byte order mark says, without any such mark.

    Where files were joined, marks stand within. What can't be read becomes U+FFFD.

    >>> decoded("\ufeffAllow: /\n\ufeffSitemap: x".encode()), decoded(b"\xfe\xff\0a")
    ('Allow: /\nSitemap: x', 'a')
    """
    coding = next((name for mark, name in MARKS if text.startswith(mark)), "utf-8")
    return text.decode(coding, "replace").replace("\ufeff", "")
