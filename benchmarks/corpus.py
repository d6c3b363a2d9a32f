"""The layout of a labelled corpus: a directory with two gzipped files of JSON lines.

`articles.jsonl.gz` has `id`, `url`, `site`, `published_at` (ISO 8601) and `text`. `pairs.jsonl.gz`
has `a` and `b` (two ids), `label`, `sub` (how it was made), `source` (the id of what a copy was
made from; null where none is known) and, for independent pairs, `shared5`: the share of the
shorter text's five-word runs that the other holds as well.

Labels are verbatim, edited, spun, rewritten and partial (a part of the text only) of copies, and
same_event, similar_event and unrelated of independent articles. `sub` says how a copy was made:
heavy, lead40 (its first sentences), 10 to 50 (per cent of the words replaced), siblings (two spins
of one source, which come without `source`), popular (of a story that everybody reprints).
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Article(NamedTuple):
    """A row of `articles.jsonl.gz`."""

    id: str
    url: str
    site: str
    published_at: str
    text: str


class Pair(NamedTuple):
    """A row of `pairs.jsonl.gz`."""

    a: str
    b: str
    label: str
    sub: str
    source: str | None = None
    shared5: float = 0.0


class Corpus(NamedTuple):
    """Articles, and what is known of pairs of them."""

    articles: Sequence[Article]
    pairs: Sequence[Pair]


def read_pairs(path: Path) -> list[Pair]:
    """The labelled pairs of a directory."""
    return [
        Pair(
            row["a"],
            row["b"],
            row["label"],
            str(row.get("sub") or ""),
            row.get("source"),
            row.get("shared5") or 0.0,
        )
        for row in rows(path / "pairs.jsonl.gz")
    ]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write(corpus: Corpus, directory: Path) -> None:
    """Write a corpus in the layout above."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, records in (("articles", corpus.articles), ("pairs", corpus.pairs)):
        with gzip.open(directory / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(r._asdict(), ensure_ascii=False) + "\n" for r in records)
