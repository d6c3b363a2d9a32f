"""Extraction, measured: wirecopy, boilerpy3 and trafilatura on the same labelled pages.

    python -m benchmarks.extract DATA [--every 4]

DATA is a directory with `manifest.json`, a list of `{"dataset", "file", "text", "captions"}` where
`file` is a gzipped page below DATA. Such pages come with the article-extraction-benchmark of
scrapinghub and with the parser tests of fundus (flairNLP); both are on GitHub, both are MIT.

Scored as the article-extraction-benchmark does: multisets of word 4-grams for each page, precision
and recall averaged over pages; `exact` is the share of pages with the very same words, `leaked` the
share of captions (five words or more, not part of the body) that stand in the text. Speed is CPU
time of one process, metadata included for all engines.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crawler.extract.article import ENGINES, extract
from crawler.page import RawPage

WORD = re.compile(r"\w+")
SQUASH = re.compile(r"\W+")


class Page(NamedTuple):
    """A labelled page."""

    dataset: str
    body: bytes
    text: str
    captions: Sequence[str]


class Score(NamedTuple):
    """What an engine reaches on a set of pages."""

    f1: float
    exact: float
    leaked: float
    pages_per_second: float


def load(data: Path, every: int) -> list[Page]:
    rows: list[dict[str, Any]] = json.loads((data / "manifest.json").read_text())
    return [
        Page(
            row["dataset"],
            gzip.decompress((data / row["file"]).read_bytes()),
            row["text"],
            row.get("captions") or (),
        )
        for row in rows[::every]
    ]


def grams(words: Sequence[str], width: int = 4) -> Counter[tuple[str, ...]]:
    """Count the runs of `width` words; a shorter text is one run.

    >>> grams(["a", "b"])
    Counter({('a', 'b'): 1})
    """
    starts = range(max(1, len(words) - width + 1)) if words else range(0)
    return Counter(tuple(words[i : i + width]) for i in starts)


def leaks(page: Page, text: str) -> tuple[int, int]:
    """How many captions of a page stand in a text, and how many it has."""
    body, flat = SQUASH.sub("", page.text).lower(), SQUASH.sub("", text).lower()
    long = [c for c in dict.fromkeys(page.captions) if len(c.split()) >= 5]
    keys = [key for c in long if len(key := SQUASH.sub("", c).lower()) >= 25 and key not in body]
    return sum(key in flat for key in keys), len(keys)


def score(pages: Sequence[Page], engine: str) -> Score:
    extract(RawPage("", pages[0].body), engine=engine)  # imports and models are not pages
    start = time.process_time()
    texts = [extract(RawPage("", page.body), engine=engine).text for page in pages]
    seconds = time.process_time() - start
    precision, recall, exact, leaked = [], [], [], []
    for page, text in zip(pages, texts, strict=True):
        want, got = WORD.findall(page.text), WORD.findall(text)
        hits = (grams(want) & grams(got)).total()
        precision.append(hits / grams(got).total() if got else float(not want))
        recall.append(hits / grams(want).total() if want else float(not got))
        exact.append(want == got)
        leaked.append(leaks(page, text))
    p, r = statistics.mean(precision), statistics.mean(recall)
    return Score(
        2 * p * r / (p + r) if p + r else 0.0,
        statistics.mean(exact),
        sum(found for found, _ in leaked) / max(1, sum(n for _, n in leaked)),
        len(pages) / seconds,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="directory with manifest.json")
    parser.add_argument("--every", type=int, default=1, help="take every n-th page only")
    options = parser.parse_args()
    if not (options.data / "manifest.json").exists():
        print(f"no manifest.json in {options.data}; the top of this file says what it holds")
        return 66
    pages = load(options.data, options.every)
    print(
        f"{'dataset':12} {'engine':12} {'pages':>5} {'F1':>6} {'exact':>6} {'leaked':>6} {'p/s':>6}"
    )
    for dataset in sorted({page.dataset for page in pages}):
        some = [page for page in pages if page.dataset == dataset]
        for engine in ENGINES:
            got = score(some, engine)
            print(
                f"{dataset:12} {engine:12} {len(some):5} {got.f1:6.3f} {got.exact:6.3f}"
                f" {got.leaked:6.3f} {got.pages_per_second:6.1f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
