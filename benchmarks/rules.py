"""What each part of extraction is worth: F1 and exact pages without it, as a table.

    python -m benchmarks.rules --data DIR [--every N] [RULE ...]

`benchmarks.pages` says what DIR holds, `benchmarks.extraction` how it is scored. A RULE is the name
of one in `crawler.extract.rules.cut.RULES`; without any, all rules are left out in turn, and two
parts that are no rules: boilerpy3's vote, and captions beside images. All in one process: a row
takes some 3 s of CPU for 200 pages.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from unittest import mock

from benchmarks import pages
from benchmarks.extraction import NO_INPUT, quality
from benchmarks.extractors import Found
from benchmarks.pages import NoPagesError, Page
from crawler.extract import cleaned
from crawler.extract.article import EXTRACTOR, extract
from crawler.extract.page import body
from crawler.extract.rules.cut import RULES, cut_reasons
from crawler.page import RawPage

Change = tuple[object, str, Callable[..., object]]  # of a module, a function, and another one


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        labelled = pages.load(options.data, options.every)
    except NoPagesError as error:
        print(error, file=sys.stderr)
        return NO_INPUT
    sets = sorted({page.dataset for page in labelled})
    print(f"| {EXTRACTOR} without | {' | '.join(sets)} |\n|---|{'---|' * len(sets)}")
    for label, change in [("nothing", None), *changes(options.rule)]:
        cells = (scored([p for p in labelled if p.dataset == name], change) for name in sets)
        print(f"| {label} | {' | '.join(cells)} |", flush=True)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--data", type=Path, default=Path("pages"), help="labelled pages")
    made.add_argument("--every", type=int, default=1, metavar="N", help="take every n-th page only")
    made.add_argument("rule", nargs="*", metavar="RULE", help="only these rules")
    return made


def changes(names: Sequence[str]) -> list[tuple[str, Change]]:
    """What is left out in turn, by its name.

    >>> [label for label, _ in changes(["related"])]
    ['`related`']
    """
    found: list[tuple[str, Change]] = []
    for left_out in RULES:
        others = partial(cut_reasons, rules=[rule for rule in RULES if rule is not left_out])
        if not names or left_out.__name__ in names:
            found.append((f"`{left_out.__name__}`", (cleaned, "cut_reasons", others)))
    if not names:
        found.append(
            ("boilerpy3's vote", (cleaned, "classify", lambda blocks: [True for _ in blocks]))
        )
        found.append(("captions beside images", (body, "beside_images", lambda *_: frozenset())))
    return found


def scored(labelled: Sequence[Page], change: Change | None) -> str:
    """F1 and the share of exact pages with a part of extraction changed."""
    if change is None:
        articles = [extract(RawPage("", page.body)) for page in labelled]
    else:
        with mock.patch.object(*change):
            articles = [extract(RawPage("", page.body)) for page in labelled]
    f1, exact, *_ = quality(labelled, [Found(a.text, a.deck or "") for a in articles])
    return f"{f1:.4f} / {exact:.3f}"


if __name__ == "__main__":
    sys.exit(main())
