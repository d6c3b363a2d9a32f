"""Extraction, measured: wirecopy and other extractors on the same labelled pages, in one table.

    python -m benchmarks.extraction --data DIR [--extractor NAME] [--every N] [--repeat N]

`benchmarks.pages` says what DIR holds; without such pages the command says where to get some.
readability-lxml, resiliparse, newspaper4k, goose3 and jusText take part when they are installed.

Scored as the article-extraction-benchmark does: multisets of word 4-grams for each page, precision
and recall averaged over pages, F1 of the two. A text that is empty has precision 0 here, so that
emptying a page never pays. `exact` is the share of pages with the very same words, `captions` the
share of the captions (five words or more, not part of the article) that stand in the text. Where a
set counts decks to its texts, an extractor's deck is put on top of its text; `deck` is the share of
the labelled decks that it has as such.

Speed is pages a second of CPU, each extractor in a process of its own, imports and models loaded
before. wirecopy reads title, authors, dates and language of each page too, which the others do not,
but for `trafilatura with metadata`; `times` is the speed beside that one in the same run. Memory is
the peak of the process, which holds Python and all pages of the set. `--repeat` takes turns
and keeps the best speed: other work on a machine only ever slows down.
"""

import argparse
import datetime as dt
import multiprocessing
import platform
import re
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks import pages
from benchmarks.extractors import EXTRACTORS, WITH_METADATA, Extractor, Found
from benchmarks.pages import NoPagesError, Page

BY_NAME = {extractor.name: extractor for extractor in EXTRACTORS}
WORD = re.compile(r"\w+")
SQUASH = re.compile(r"\W+")
MIN_CAPTION = 5  # words; the texts of shorter captions are words of any article
MIN_KEY = 25  # letters of it
NO_INPUT = 66  # the exit code of sysexits.h for an input that is not there


class Score(NamedTuple):
    """What an extractor reaches on a set of pages.

    `leaked` is None without captions, `deck` without labelled decks.
    """

    f1: float
    exact: float
    leaked: float | None
    deck: float | None
    pages_per_second: float
    megabytes: int


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        labelled = pages.load(options.data, options.every)
    except NoPagesError as error:
        print(error, file=sys.stderr)
        return NO_INPUT
    chosen = [BY_NAME[name] for name in options.extractor or BY_NAME]
    taking_part = [extractor for extractor in chosen if extractor.is_installed]
    for line in heading(labelled, taking_part):
        print(line)
    for dataset in sorted({page.dataset for page in labelled}):
        scores = measured(options.data, options.every, dataset, taking_part, options.repeat)
        for line in rows(dataset, scores):
            print(line)
    absent = [extractor.name for extractor in chosen if extractor not in taking_part]
    if absent:
        print(f"\nnot installed: {', '.join(absent)}")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = made.add_argument
    add("--data", type=Path, default=Path("pages"), help="labelled pages (default: ./pages)")
    add("--every", type=int, default=1, metavar="N", help="take every n-th page only")
    add("--extractor", action="append", choices=[*BY_NAME], help="only these")
    add("--repeat", type=int, default=1, metavar="N", help="best speed of so many turns")
    return made


def heading(labelled: Sequence[Page], extractors: Sequence[Extractor]) -> list[str]:
    """What was measured with what, and the head of the table."""
    versions = sorted({extractor.label for extractor in extractors})
    counts = Counter(page.dataset for page in labelled)
    sets = ", ".join(f"{dataset} {count}" for dataset, count in sorted(counts.items()))
    today = dt.date.today()  # noqa: DTZ011 - the date where it runs
    return [
        f"{today}, Python {platform.python_version()}, {', '.join(versions)}; pages: {sets}",
        "",
        "| pages | extractor | F1 | exact | captions | deck | pages/s | times | MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]


def measured(
    data: Path, every: int, dataset: str, extractors: Sequence[Extractor], repeat: int
) -> dict[str, Score]:
    """Scores of the extractors on one set, with the best speed of all turns."""
    best: dict[str, Score] = {}
    for _ in range(repeat):
        for name in [extractor.name for extractor in extractors]:
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                found = process.submit(scored, data, every, dataset, name).result()
            best[name] = max(best.get(name, found), found, key=lambda s: s.pages_per_second)
    return best


def scored(data: Path, every: int, dataset: str, name: str) -> Score:
    """Score one extractor on one set; runs in a process of its own."""
    labelled = [page for page in pages.load(data, every) if page.dataset == dataset]
    extractor = BY_NAME[name]
    extractor.prepare(labelled[0].body)
    start = time.process_time()
    texts = extractor.texts([page.body for page in labelled])
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Score(*quality(labelled, texts), len(labelled) / seconds, memory)


def quality(
    labelled: Sequence[Page], found: Sequence[Found]
) -> tuple[float, float, float | None, float | None]:
    """F1, share of exact pages, share of captions that leaked, share of decks that are right.

    >>> page = Page("", b"", "The ferry sailed again.", ["Ann Ode at the pier of Port Lowell"])
    >>> quality([page, page], [Found("The ferry sailed again."), Found("")])
    (0.5, 0.5, 0.0, None)
    """
    decks = [
        SQUASH.sub("", page.deck) == SQUASH.sub("", each.deck)
        for page, each in zip(labelled, found, strict=True)
        if page.deck
    ]
    texts = [joined(each) if decks else each.text for each in found]
    precision, recall, exact = [], [], []
    for page, text in zip(labelled, texts, strict=True):
        want, got = WORD.findall(page.text), WORD.findall(text)
        hits = (grams(want) & grams(got)).total()
        precision.append(hits / grams(got).total() if got else float(not want))
        recall.append(hits / grams(want).total() if want else float(not got))
        exact.append(want == got)
    p, r = statistics.mean(precision), statistics.mean(recall)
    leaks = [
        leak for page, text in zip(labelled, texts, strict=True) for leak in leaked(page, text)
    ]
    return (
        2 * p * r / (p + r) if p + r else 0.0,
        statistics.mean(exact),
        sum(leaks) / len(leaks) if leaks else None,
        statistics.mean(decks) if decks else None,
    )


def joined(found: Found) -> str:
    """A text with its deck on top, unless it begins with it anyway.

    >>> joined(Found("It sailed.", "Ferry back")).splitlines()
    ['Ferry back', 'It sailed.']
    >>> joined(Found("Ferry back. It sailed.", "Ferry back"))
    'Ferry back. It sailed.'
    """
    is_there = SQUASH.sub("", found.text).startswith(SQUASH.sub("", found.deck))
    return found.text if is_there else f"{found.deck}\n{found.text}"


def grams(words: Sequence[str], width: int = 4) -> Counter[tuple[str, ...]]:
    """Count the runs of `width` words; a shorter text is one run.

    >>> grams(["a", "b"])
    Counter({('a', 'b'): 1})
    """
    starts = range(max(1, len(words) - width + 1)) if words else range(0)
    return Counter(tuple(words[i : i + width]) for i in starts)


def leaked(page: Page, text: str) -> Iterator[bool]:
    """For each caption that is no part of the article whether it stands in the text."""
    body, found = SQUASH.sub("", page.text).lower(), SQUASH.sub("", text).lower()
    for caption in dict.fromkeys(page.captions):
        key = SQUASH.sub("", caption).lower()
        if len(caption.split()) >= MIN_CAPTION and len(key) >= MIN_KEY and key not in body:
            yield key in found


def rows(dataset: str, scores: dict[str, Score]) -> Iterator[str]:
    """The rows of a set of pages as Markdown."""
    base = scores.get(WITH_METADATA)
    for name, score in scores.items():
        times = f"{score.pages_per_second / base.pages_per_second:.1f}" if base else "-"
        deck = "-" if score.deck is None else f"{score.deck:.2f}"
        captions = "-" if score.leaked is None else f"{score.leaked:.1%}"
        yield (
            f"| {dataset} | {name} | {score.f1:.3f} | {score.exact:.3f} | {captions}"
            f" | {deck} | {score.pages_per_second:.0f} | {times} | {score.megabytes} |"
        )


if __name__ == "__main__":
    sys.exit(main())
