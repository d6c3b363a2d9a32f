"""WARC files as others write them, of pages written for the project."""

import random
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORDS = (
    *("harbour", "pilots", "ferry", "council", "storm", "bridge", "school", "budget", "river"),
    *("mayor", "market", "winter", "train", "hospital", "vote", "strike", "museum", "forest"),
    *("island", "teacher", "engine", "ledger", "border", "summer", "valley"),
)


class Written(NamedTuple):
    """A file, where each of its records begins, and the addresses of the pages to be taken."""

    path: Path
    offsets: list[int]
    urls: list[str]


def cc_news(path: Path, count: int, seed: int = 1) -> Written:
    """A file in the layout of CC-NEWS: warcinfo, then request, response and metadata of each page.

    Every fifth page is followed by a revisit, an image and an error page, which nobody wants.
    """
    chance = random.Random(seed)
    offsets: list[int] = []
    urls = [f"https://news{n % 3}.example/2026/11/story-{seed}-{n}" for n in range(count)]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz", warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"robots": "classic"}))
        for n, url in enumerate(urls):
            request(writer, url)
            offsets.append(file.tell())
            response(writer, url, page(chance, n))
            described = writer.create_warc_record(
                url,
                "metadata",
                BytesIO(b"fetchTimeMs: 7"),
                warc_content_type="application/warc-fields",
            )
            writer.write_record(described)
            if n % 5 == 0:
                unwanted(writer, url)
    return Written(path, offsets, urls)


def page(chance: random.Random, number: int) -> bytes:
    """An article of some length that is like no other."""
    sentences = " ".join(
        " ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)
    )
    return (
        f"<!doctype html><title>Story {number}</title><article><h1>Story {number}</h1>"
        f"<p>{sentences}</p><p>{sentences[::2]}</p></article>"
    ).encode()


def request(writer: WARCWriter, url: str) -> None:
    head = StatusAndHeaders("GET / HTTP/1.1", [("User-Agent", "CCBot")], is_http_request=True)
    writer.write_record(writer.create_warc_record(url, "request", http_headers=head))


def response(
    writer: WARCWriter,
    url: str,
    body: bytes,
    status: str = "200 OK",
    media: str = "text/html; charset=utf-8",
    kind: str = "response",
) -> None:
    head = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, kind, BytesIO(body), http_headers=head))


def unwanted(writer: WARCWriter, url: str) -> None:
    response(writer, url, b"", kind="revisit")
    response(writer, f"{url}.png", b"\x89PNG", media="image/png")
    response(writer, f"{url}/gone", b"<p>" + b"not here " * 200, status="404 Not Found")


def spoil(file: BinaryIO, place: int) -> None:
    """Turn the bits of a byte round."""
    file.seek(place)
    (byte,) = file.read(1)
    file.seek(place)
    file.write(bytes([byte ^ 0xFF]))
