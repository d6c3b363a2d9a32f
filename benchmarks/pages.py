"""Labelled pages: HTML with the text that a reader calls its article.

A directory holds them in one of two layouts: that of the article-extraction-benchmark as it is
cloned (`ground-truth.json`, `html/*.html.gz`), or `manifest.json`, a list of objects with
`dataset`, `file` (a page below the directory, gzipped when it ends in .gz), `text` and, where there
are any, `captions`, the texts of its pictures, and `summary`, the paragraphs of its deck (a set
that labels decks counts them to the text).
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

WHERE = """\
No labelled pages in {data}. They belong to their publishers and don't come with wirecopy. For 181
pages in English (MIT licence of the labels, 25 MB):

  git clone https://github.com/scrapinghub/article-extraction-benchmark
  python -m benchmarks.extraction --data article-extraction-benchmark

Any other set will do with a manifest.json in its directory; benchmarks/pages.py says what it holds.
258 pages from 41 countries with the captions of their pictures are in tests/resources/parser of
https://github.com/flairNLP/fundus (MIT): the text is `body`, the captions are in `images`.
"""


class Page(NamedTuple):
    """A labelled page; `body` is its HTML, `text` its article, which begins with its `deck`."""

    dataset: str
    body: bytes
    text: str
    captions: Sequence[str] = ()
    deck: str = ""


class NoPagesError(Exception):
    """A directory holds no labelled pages; the message says where to get some."""


def load(data: Path, every: int = 1) -> list[Page]:
    """Every n-th labelled page of a directory; raises NoPagesError when there are none."""
    for name, read in (("manifest.json", _of_manifest), ("ground-truth.json", _of_ground_truth)):
        if (data / name).exists():
            return list(read(data, json.loads((data / name).read_text("utf-8")), every))
    raise NoPagesError(WHERE.format(data=data))


def _of_manifest(data: Path, rows: list[dict[str, Any]], every: int) -> Iterator[Page]:
    for row in rows[::every]:
        body = _read(data / row["file"])
        deck = "\n".join(row.get("summary") or ())
        yield Page(row["dataset"], body, row["text"], row.get("captions") or (), deck)


def _of_ground_truth(data: Path, truth: dict[str, dict[str, str]], every: int) -> Iterator[Page]:
    for name in sorted(truth)[::every]:
        body = _read(data / "html" / f"{name}.html.gz")
        yield Page("aeb", body, truth[name]["articleBody"])


def _read(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content
