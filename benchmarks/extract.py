"""Extraction, measured: wirecopy, boilerpy3 and trafilatura on the same labelled pages.

    python -m benchmarks.extract DATA [--every 4] [--engine wirecopy]

DATA is a directory with `manifest.json`, a list of `{"dataset", "file", "text", "captions"}` where
`file` is a gzipped page below DATA. Such pages come with the article-extraction-benchmark
(github.com/scrapinghub/article-extraction-benchmark: html/*.html.gz and ground-truth.json) and with
the parser tests of fundus (github.com/flairNLP/fundus: tests/resources/parser); both are MIT.
Other extractors (readability-lxml, resiliparse) take part when they are installed.

Scored as the article-extraction-benchmark does: multisets of word 4-grams for each page, precision
and recall averaged over pages; `exact` is the share of pages with the very same words, `leaked` the
share of captions (five words or more, not part of the body) that stand in the text. Speed is pages
a CPU second: each engine runs in a process of its own, its imports not counted. The engines of
`wirecopy extract` include metadata; `trafilatura+` is trafilatura with its own metadata. Memory is
the peak of that process, in MB.
"""

import argparse
import gzip
import importlib
import importlib.util
import json
import multiprocessing
import re
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
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
    megabytes: int


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


def with_engine(engine: str) -> Callable[[bytes], str]:
    """The text of a page by one of our engines."""
    return lambda body: extract(RawPage("", body), engine=engine).text


def trafilatura_with_metadata(body: bytes) -> str:
    """Call trafilatura as most people do."""
    import trafilatura  # noqa: PLC0415 - only in its own process

    found = trafilatura.bare_extraction(body, include_comments=False, with_metadata=True)
    return str(getattr(found, "text", None) or "")


def readability(body: bytes) -> str:
    """readability-lxml's summary as text."""
    html = importlib.import_module("lxml.html")
    document = importlib.import_module("readability").Document(body.decode("utf-8", "replace"))

    return str(html.fromstring(document.summary()).text_content())


def resiliparse(body: bytes) -> str:
    """Ask resiliparse for its main content."""
    module = importlib.import_module("resiliparse.extract.html2text")
    return str(module.extract_plain_text(body.decode("utf-8", "replace"), main_content=True))


EXTRACTORS: Mapping[str, Callable[[bytes], str]] = {
    **{engine: with_engine(engine) for engine in ENGINES},
    "trafilatura+": trafilatura_with_metadata,
    "readability": readability,
    "resiliparse": resiliparse,
}
NEEDS = {"readability": "readability", "resiliparse": "resiliparse"}


def score(pages: Sequence[Page], name: str) -> Score:
    text_of = EXTRACTORS[name]
    text_of(pages[0].body)  # imports and models are not pages
    start = time.process_time()
    texts = [text_of(page.body) for page in pages]
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
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def scored(data: Path, every: int, dataset: str, name: str) -> Score:
    """Score one extractor on one data set; runs in a process of its own."""
    return score([page for page in load(data, every) if page.dataset == dataset], name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="directory with manifest.json")
    parser.add_argument("--every", type=int, default=1, help="take every n-th page only")
    parser.add_argument("--engine", action="append", choices=list(EXTRACTORS))
    options = parser.parse_args()
    if not (options.data / "manifest.json").exists():
        print(f"no manifest.json in {options.data}; the top of {__file__} says what to download")
        return 66
    names = [
        name
        for name in options.engine or EXTRACTORS
        if name not in NEEDS or importlib.util.find_spec(NEEDS[name])
    ]
    print("dataset      extractor        F1  exact leaked    p/s     MB")
    for dataset in sorted({page.dataset for page in load(options.data, options.every)}):
        for name in names:
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=spawn) as process:
                got = process.submit(scored, options.data, options.every, dataset, name).result()
            print(
                f"{dataset:12} {name:12} {got.f1:6.3f} {got.exact:6.3f} {got.leaked:6.3f}"
                f" {got.pages_per_second:6.1f} {got.megabytes:6}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
